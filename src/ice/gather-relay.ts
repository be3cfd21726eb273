/** A relayed base: one TURN allocation (RFC 8656) made from a host base, and what ICE tells it. */

import type { TransportAddress } from '../base/address.ts';
import type { Instant } from '../base/instant.ts';
import { TurnAllocation } from '../turn/index.ts';
import type { LocalBase } from './local-base.ts';
import type { IceServer, IceTiming } from './options.ts';
import type { IceEnvironment } from './ports.ts';

/** A relay must not be called from inside these. */
export interface RelayEvents {
  allocated(relay: Relay, relayed: TransportAddress, mapped: TransportAddress): void;
  /** There is no allocation, or none any more; or one of no use, which is being given back. */
  failed(relay: Relay, code: number, reason: string): void;
  /** It has been given back. */
  closed(relay: Relay): void;
  /** The server sends us to another one, which the allocation is about to ask. */
  redirected(relay: Relay, target: TransportAddress, domain: string | undefined): void;
  /** The server does not relay to this IP address. */
  refused(relay: Relay, address: string): void;
  data(relay: Relay, peer: TransportAddress, data: Uint8Array, now: Instant): void;
}

export type RelayState = 'waiting' | 'allocating' | 'allocated' | 'failed';

/** How the server is talked to: what `relayProtocol` of a candidate says. */
export type RelayProtocol = 'udp' | 'tcp' | 'tls';

export class Relay {
  /** The host base that it was asked for from. */
  readonly from: LocalBase;
  /** The base whose socket leads to the server: `from`, or a stream from the same address. */
  host: LocalBase;
  readonly protocol: RelayProtocol;
  readonly server: IceServer;
  /** The server's address as its name was resolved. */
  readonly target: TransportAddress;
  /** The relayed base, once there is one. */
  base: LocalBase | undefined;
  state: RelayState;
  readonly allocation: TurnAllocation;

  constructor(
    host: LocalBase,
    server: IceServer,
    target: TransportAddress,
    events: RelayEvents,
    timing: IceTiming,
    env: IceEnvironment,
  ) {
    this.from = host;
    this.host = host;
    this.protocol = server.url.scheme === 'turns' ? 'tls' : server.url.transport;
    this.server = server;
    this.target = target;
    this.base = undefined;
    this.state = 'waiting';
    this.allocation = new TurnAllocation(
      {
        server: target,
        username: server.username ?? '',
        password: server.credential ?? '',
        requestedFamily: host.address.family,
        reliable: this.protocol !== 'udp',
        // RFC 8489 §6.2.2: over a stream a request is sent once, and given up after as long as over UDP.
        transaction:
          this.protocol === 'udp'
            ? { rto: timing.rto, maxRequests: 5, finalWait: 4 }
            : { rto: 19 * timing.rto, maxRequests: 1, finalWait: 1 },
      },
      {
        allocated: (relayed, mapped) => {
          this.state = 'allocated';
          events.allocated(this, relayed, mapped);
        },
        failed: (code, reason) => {
          this.state = 'failed';
          events.failed(this, code, reason);
        },
        permitted: () => {},
        redirected: (target, domain) => events.redirected(this, target, domain),
        refused: address => events.refused(this, address),
        data: (peer, data, now) => events.data(this, peer, data, now),
        closed: () => events.closed(this),
      },
      env,
    );
  }

  /** It failed, and its server has yet to be told. A stream takes its allocation along. */
  get leaving(): boolean {
    return this.state === 'failed' && this.protocol === 'udp' && this.allocation.state === 'closing';
  }

  /** Whether it is for this server and these credentials, so that another gathering can use it again. */
  serves(host: LocalBase, server: IceServer): boolean {
    return (
      this.state !== 'failed' &&
      this.from === host &&
      this.server.url.url === server.url.url &&
      this.server.username === server.username &&
      this.server.credential === server.credential
    );
  }

  allocate(): void {
    if (this.state !== 'waiting') return;
    this.state = 'allocating';
    this.allocation.allocate();
  }

  /** What to send to the server so that it relays `packet` to `to`; undefined while it must wait or is dropped. @hot */
  wrap(packet: Uint8Array, to: TransportAddress): Uint8Array | undefined {
    return this.allocation.send(to, packet);
  }

  /** The pair that is used for good: a channel saves 32 bytes per packet and a copy. */
  prefer(to: TransportAddress): void {
    this.allocation.bindChannel(to);
  }
}
