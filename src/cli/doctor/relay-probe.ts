/** One allocation on a TURN server over one transport, for long enough to see whether it works (RFC 8656 §7). */

import type { TransportAddress } from '../../base/address.ts';
import type { Duration } from '../../base/instant.ts';
import { NEVER } from '../../base/instant.ts';
import type { DatagramSocket } from '../../runtime/network.ts';
import type { Runtime, TimerHandle } from '../../runtime/runtime.ts';
import { ServerStream } from '../../runtime/stream-socket.ts';
import { TurnAllocation } from '../../turn/index.ts';

export interface RelayTarget {
  readonly server: TransportAddress;
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** Whom the certificate must be for. */
  readonly serverName: string;
  readonly authorities: readonly string[] | undefined;
  readonly username: string;
  readonly credential: string;
}

export type RelayOutcome =
  | { readonly kind: 'allocated'; readonly relayed: TransportAddress; readonly mapped: TransportAddress }
  /** The server said no. */
  | { readonly kind: 'refused'; readonly code: number; readonly reason: string }
  /** No server was heard. */
  | { readonly kind: 'unreachable'; readonly reason: string };

/** A server that has said nothing for this long will not. */
const PATIENCE: Duration = 5_000;
const SCHEDULE = { rto: 250, maxRequests: 5 } as const;
/** How long a packet may take from one relay to another of the same server. */
const RELAY_PATIENCE: Duration = 3_000;
const UNREACHABLE = 701;

export class RelayProbe {
  readonly #runtime: Runtime;
  readonly #target: RelayTarget;
  readonly #allocation: TurnAllocation;
  readonly #socket: DatagramSocket;
  #timer: TimerHandle | undefined;
  #done: (outcome: RelayOutcome) => void;
  readonly outcome: Promise<RelayOutcome>;
  /** Milliseconds until the outcome. */
  took: Duration;
  /** Data from peers. */
  onData: () => void;
  onPermitted: () => void;

  constructor(target: RelayTarget, runtime: Runtime) {
    this.#runtime = runtime;
    this.#target = target;
    this.#timer = undefined;
    this.took = 0;
    this.onData = () => {};
    this.onPermitted = () => {};
    this.#done = () => {};
    this.outcome = new Promise(resolve => {
      const startedAt = runtime.clock.now();
      this.#done = outcome => {
        this.took = runtime.clock.now() - startedAt;
        resolve(outcome);
      };
    });
    const { server, username, credential } = target;
    this.#allocation = new TurnAllocation(
      { server, username, password: credential, requestedFamily: server.family, transaction: SCHEDULE },
      {
        allocated: (relayed, mapped) => this.#done({ kind: 'allocated', relayed, mapped }),
        failed: (code, reason) =>
          this.#done(code === UNREACHABLE ? { kind: 'unreachable', reason } : { kind: 'refused', code, reason }),
        permitted: () => this.onPermitted(),
        refused: () => {},
        data: () => this.onData(),
        closed: () => {},
      },
      { crypto: runtime.crypto, random: runtime.random, log: runtime.log },
    );
    this.#socket = this.#open();
    runtime.tasks.setTimer(PATIENCE, () => this.#done({ kind: 'unreachable', reason: 'no answer' }));
  }

  #open(): DatagramSocket {
    const { server, transport, serverName, authorities } = this.#target;
    const { network, clock } = this.#runtime;
    const events = {
      opened: () => {
        this.#allocation.allocate();
        this.#pump();
      },
      failed: (reason: string) => this.#done({ kind: 'unreachable', reason }),
      disconnected: (_remote: TransportAddress, reason: string) => this.#done({ kind: 'unreachable', reason }),
      datagram: (bytes: Uint8Array, from: TransportAddress) => {
        this.#allocation.receive(bytes, from, clock.now());
        this.#pump();
      },
    };
    if (transport === 'udp') return network.openDatagram(server.family === 4 ? '0.0.0.0' : '::', events);
    const tls = transport === 'tls' ? { serverName, ...(authorities === undefined ? {} : { authorities }) } : undefined;
    return new ServerStream(network, { remote: server, tls }, events);
  }

  /** Whether a packet passes from this relay to that one, which the peers of a relayed call depend on. */
  async reaches(other: RelayProbe): Promise<boolean> {
    const [mine, theirs] = [this.#allocation.relayed, other.#allocation.relayed];
    if (mine === undefined || theirs === undefined) return false;
    return new Promise(resolve => {
      other.onData = () => resolve(true);
      other.onPermitted = () => {
        this.#send(theirs);
      };
      other.#permit(mine);
      this.#runtime.tasks.setTimer(RELAY_PATIENCE / 2, () => this.#send(theirs));
      this.#runtime.tasks.setTimer(RELAY_PATIENCE, () => resolve(false));
    });
  }

  /** Gives the allocation back; the server hears of it if the network is kind. */
  close(): void {
    this.#allocation.close();
    this.#pump();
    this.#timer?.cancel();
    this.#socket.close();
  }

  #permit(peer: TransportAddress): void {
    this.#allocation.createPermission(peer);
    this.#pump();
  }

  /** Waits for our own permission by itself. */
  #send(peer: TransportAddress): void {
    const packet = this.#allocation.send(peer, Uint8Array.of(0x50, 0x52, 0x54, 0x43));
    if (packet !== undefined) this.#socket.send(packet, this.#allocation.server);
    this.#pump();
  }

  #pump(): void {
    const { clock, tasks } = this.#runtime;
    const now = clock.now();
    for (let out = this.#allocation.pollTransmit(now); out; out = this.#allocation.pollTransmit(now)) {
      this.#socket.send(out, this.#allocation.server);
    }
    const at = this.#allocation.nextTimeout();
    this.#timer?.cancel();
    if (at === NEVER) return;
    this.#timer = tasks.setTimer(at - now, () => {
      this.#allocation.handleTimeout(clock.now());
      this.#pump();
    });
  }
}
