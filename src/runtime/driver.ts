/** `Driver`: the one pump. Ingests at once, flushes once per loop turn, and holds one timer for all transports. */

import type { TransportAddress } from '../base/address.ts';
import type { ProtocolError } from '../base/errors.ts';
import type { Instant } from '../base/instant.ts';
import type { NetworkInterface } from './network.ts';
import type { Runtime } from './runtime.ts';

/** A datagram socket, numbered by the driver; unique within it. */
export type SocketNumber = number;

/** Where a transport puts its packets: each leaves at once. */
export interface DatagramSender {
  send(socket: SocketNumber, packet: Uint8Array, to: TransportAddress): void;
}

/** What the driver pumps. Only the driver calls these, never from inside one another. */
export interface Pumped {
  socketOpened(socket: SocketNumber, local: TransportAddress, now: Instant): void;
  socketFailed(socket: SocketNumber, reason: string, now: Instant): void;
  resolved(request: number, addresses: readonly string[], now: Instant): void;
  receive(socket: SocketNumber, packet: Uint8Array, from: TransportAddress, now: Instant): void;
  handleTimeout(now: Instant): void;
  nextTimeout(): Instant;
  /** Sends at most `budget` datagrams; answers how many. Fewer than `budget` means that nothing is left to send. */
  transmit(out: DatagramSender, budget: number, now: Instant): number;
  /** Closed, and the last packet has been given to `transmit`: the driver closes its sockets and forgets it. */
  readonly finished: boolean;
  /** It threw: a mistake of ours. It becomes `finished` at once. */
  fail(error: ProtocolError): void;
}

/** What the driver offers to one transport. */
export interface TransportHost {
  readonly runtime: Runtime;
  /** For commands: marks the transport dirty, so that a flush follows this turn, and tells the turn's time. */
  touch(): Instant;
  /** From here until `finished` the process stays alive. Idempotent. */
  hold(): void;
  interfaces(): readonly NetworkInterface[];
  /** Answered later by `socketOpened` or `socketFailed`. */
  open(address: string): SocketNumber;
  /** The socket closes once what is owed has been sent. */
  close(socket: SocketNumber): void;
  /** Answered later by `resolved`. */
  resolve(name: string, request: number): void;
}

/** The part of the driver that a transport is given. */
export interface TransportDriver {
  readonly runtime: Runtime;
  attach(transport: Pumped): TransportHost;
}

export declare class Driver implements TransportDriver {
  readonly runtime: Runtime;
  constructor(runtime: Runtime);
  attach(transport: Pumped): TransportHost;
}
