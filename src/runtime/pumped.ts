/** The contract between the driver and the transports that it pumps: what each calls of the other. */

import type { TransportAddress } from '../base/address.ts';
import type { ProtocolError } from '../base/errors.ts';
import type { Instant } from '../base/instant.ts';
import type { NetworkInterface, SharedPath, StreamOptions } from './network.ts';
import type { Runtime } from './runtime.ts';
import type { TcpType } from './stream-socket.ts';

/** A datagram socket, numbered by the driver; unique within it. */
export type SocketNumber = number;

/** Where a transport puts its packets: each leaves at once. */
export interface DatagramSender {
  send(socket: SocketNumber, packet: Uint8Array, to: TransportAddress): void;
  /** How many packets were sent whose bytes nobody needs any more. */
  readonly settled: number;
}

/** What the driver pumps. Only the driver calls these, never from inside one another. */
export interface Pumped {
  socketOpened(socket: SocketNumber, local: TransportAddress, now: Instant): void;
  socketFailed(socket: SocketNumber, reason: string, now: Instant): void;
  /** A connection of an ICE-TCP socket is gone, or could not be made; the socket lives on. */
  disconnected(socket: SocketNumber, remote: TransportAddress, reason: string, now: Instant): void;
  resolved(request: number, addresses: readonly string[], now: Instant): void;
  receive(socket: SocketNumber, packet: Uint8Array, from: TransportAddress, now: Instant): void;
  /** Set up: what a datagram asks for is mostly the application's answer, and not a packet of a handshake. */
  readonly connected: boolean;
  /** What `receive` has left to be sent is not to wait for the flush that ends the turn. */
  readonly pressing: boolean;
  handleTimeout(now: Instant): void;
  nextTimeout(): Instant;
  /**
   * Sends at most `budget` datagrams; answers how many. Fewer than `budget` means that nothing is left to send until
   * `nextTimeout`, an event or a `touch`; one from in here is followed by another call.
   */
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
  /** A stream to a STUN or TURN server. Answered later by `socketOpened` or `socketFailed`. */
  openServer(options: StreamOptions): SocketNumber;
  /** The connections of an ICE-TCP candidate. Answered later as `open` is, unless it is active. */
  openTcp(address: string, port: number, type: TcpType): SocketNumber;
  /** The socket closes once what is owed has been sent. */
  close(socket: SocketNumber): void;
  /** Answered later by `resolved`. */
  resolve(name: string, request: number): void;
  /** Lets a `.local` name mean an address until the transport is finished. */
  publish(name: string, address: string): void;
  /** Present if sockets are shared with other transports. */
  readonly shared: SharedPath | undefined;
  /** For a command that threw: the transport fails as if an event of the driver had thrown. */
  broke(error: unknown): void;
}

/** The part of the driver that a transport is given. */
export interface TransportDriver {
  readonly runtime: Runtime;
  /** `runtime`: what this transport sees of its surroundings, if not all; clock and tasks are the driver's. */
  attach(transport: Pumped, runtime?: Runtime): TransportHost;
}
