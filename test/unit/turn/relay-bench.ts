/** A TURN allocation and a simulated server with 10 ms of wire between them, in virtual time. */

import type { AddressFamily, TransportAddress } from '../../../src/base/address.ts';
import { formatTransportAddress, sameAddress } from '../../../src/base/address.ts';
import type { Instant } from '../../../src/base/instant.ts';
import { SILENT } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import type { TurnEvents, TurnOptions } from '../../../src/turn/index.ts';
import { TurnAllocation } from '../../../src/turn/index.ts';
import type { RelayPort, StunTurnOptions } from '../../sim/stun-turn.ts';
import { StunTurnServer } from '../../sim/stun-turn.ts';

export const SERVER: TransportAddress = { address: '192.0.2.3', port: 3478, family: 4 };
export const CLIENT: TransportAddress = { address: '198.51.100.7', port: 40_000, family: 4 };
export const PEER: TransportAddress = { address: '203.0.113.5', port: 5000, family: 4 };
export const OTHER_PEER: TransportAddress = { address: '203.0.113.6', port: 5000, family: 4 };

/** One way. */
const DELAY = 10;

interface Flight {
  readonly at: Instant;
  readonly order: number;
  readonly land: (now: Instant) => void;
}

export class RelayBench {
  readonly allocation: TurnAllocation;
  readonly server: StunTurnServer;
  /** What the allocation told its owner, in order. */
  readonly log: string[];
  readonly received: { readonly peer: TransportAddress; readonly text: string }[];
  /** What came out of relay ports. */
  readonly relayed: { readonly to: TransportAddress; readonly text: string }[];
  readonly relays: RelayPort[];
  /** Packets from the client, true to lose them. */
  loses: (packet: Uint8Array) => boolean;
  /** Looks at each packet to the client; what it answers arrives instead. */
  tampers: (packet: Uint8Array) => Uint8Array;
  packetsSent: number;
  /** Packets for servers that do not exist. */
  strays: TransportAddress[];
  now: Instant;
  #flights: Flight[];
  #order: number;

  constructor(options: Partial<TurnOptions> = {}, server: Partial<StunTurnOptions> = {}) {
    this.log = [];
    this.received = [];
    this.relayed = [];
    this.relays = [];
    this.loses = () => false;
    this.tampers = packet => packet;
    this.packetsSent = 0;
    this.strays = [];
    this.now = 0;
    this.#flights = [];
    this.#order = 0;
    const events: TurnEvents = {
      allocated: (relayed, mapped, lifetime) => {
        this.log.push(
          `allocated ${formatTransportAddress(relayed)} ${formatTransportAddress(mapped)} ${lifetime / 1000} s`,
        );
      },
      failed: (code, reason) => this.log.push(`failed ${code} ${reason}`),
      permitted: address => this.log.push(`permitted ${address}`),
      refused: (address, code) => this.log.push(`refused ${address} ${code}`),
      data: (peer, data) => this.received.push({ peer, text: new TextDecoder().decode(data) }),
      closed: () => this.log.push('closed'),
    };
    this.allocation = new TurnAllocation(
      { server: SERVER, username: 'user', password: 'secret', requestedFamily: 4, ...options },
      events,
      { crypto: nodeCrypto, random: new SeededRandom(1), log: SILENT },
    );
    this.server = new StunTurnServer(
      { crypto: nodeCrypto, random: new SeededRandom(2), users: new Map([['user', 'secret']]), ...server },
      {
        send: (bytes, to) => {
          if (sameAddress(to, CLIENT)) this.#fly(now => this.deliver(this.tampers(bytes), SERVER, now));
        },
        openRelay: family => this.#openRelay(family),
      },
    );
  }

  /** Hands a packet to the allocation at once. */
  deliver(packet: Uint8Array, from: TransportAddress = SERVER, now: Instant = this.now): boolean {
    const taken = this.allocation.receive(packet, from, now);
    this.flush();
    return taken;
  }

  /** A peer sends to the relayed address. */
  fromPeer(peer: TransportAddress, text: string): void {
    const relay = this.relays.at(-1);
    this.#fly(now => relay?.onDatagram?.(new TextEncoder().encode(text), peer, now));
  }

  /** The application sends to a peer. */
  send(peer: TransportAddress, text: string): void {
    const packet = this.allocation.send(peer, new TextEncoder().encode(text));
    if (packet !== undefined) this.#toServer(packet);
    this.flush();
  }

  flush(): void {
    for (let out = this.allocation.pollTransmit(this.now); out; out = this.allocation.pollTransmit(this.now)) {
      this.#toServer(out);
    }
  }

  /** Lets time pass. */
  advance(duration: number): void {
    const end = this.now + duration;
    this.flush();
    for (;;) {
      this.#flights.sort((a, b) => a.at - b.at || a.order - b.order);
      const flight = this.#flights[0];
      const at = Math.min(flight?.at ?? Infinity, this.allocation.nextTimeout());
      if (at > end) break;
      this.now = Math.max(this.now, at);
      if (flight !== undefined && flight.at <= this.now) {
        this.#flights.shift();
        flight.land(this.now);
      } else {
        this.allocation.handleTimeout(this.now);
      }
      this.flush();
    }
    this.now = end;
  }

  /** Allocates, and lets it come about. */
  allocate(): this {
    this.allocation.allocate();
    this.advance(100);
    return this;
  }

  #toServer(packet: Uint8Array): void {
    this.packetsSent++;
    if (this.loses(packet)) return;
    const to = this.allocation.server;
    if (!sameAddress(to, SERVER)) this.strays.push(to);
    else this.#fly(now => this.server.receive(packet, CLIENT, now));
  }

  #openRelay(family: AddressFamily): RelayPort {
    const address = family === 4 ? '192.0.2.3' : '2001:db8::3';
    const relay: RelayPort = {
      local: { address, port: 50_000 + this.relays.length, family },
      send: (bytes, to) => this.relayed.push({ to, text: new TextDecoder().decode(bytes) }),
      close: () => this.log.push('relay closed'),
      onDatagram: undefined,
    };
    this.relays.push(relay);
    return relay;
  }

  #fly(land: (now: Instant) => void): void {
    this.#flights.push({ at: this.now + DELAY, order: this.#order++, land });
  }
}
