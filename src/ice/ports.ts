/** What an ICE agent asks of its surroundings: sockets by number, interfaces, names. Answers come as agent commands. */

import type { TransportAddress } from '../base/address.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { CryptoProvider } from '../crypto/provider.ts';

/** A datagram socket of this agent, numbered by whoever opened it. */
export type SocketId = number;

/** One address of this machine. */
export interface IceInterface {
  readonly name: string;
  /** Canonical IP literal, without zone. */
  readonly address: string;
  readonly family: 4 | 6;
  /** Loopback. */
  readonly internal: boolean;
}

export interface IceNetwork {
  /** Addresses that can be bound now. */
  interfaces(): readonly IceInterface[];
  /**
   * Starts to open a UDP socket on a free port of `address`. Answered later, never from inside this call, by
   * `agent.socketOpened` or `agent.socketFailed`.
   */
  open(address: string): SocketId;
  /** Closes a socket. No answer. */
  close(socket: SocketId): void;
  /** Starts to resolve a name. Answered later, never from inside this call, once, by `agent.resolved`. */
  resolve(name: string, request: number): void;
}

/** The sink of data packets: each leaves at once. */
export interface IceSender {
  send(socket: SocketId, packet: Uint8Array, to: TransportAddress): void;
}

/** A packet of ICE itself (checks, consent, STUN and TURN server requests). */
export interface IceTransmit {
  readonly socket: SocketId;
  readonly to: TransportAddress;
  readonly packet: Uint8Array;
}

export interface IceEnvironment {
  readonly crypto: CryptoProvider;
  readonly random: Random;
  readonly log: Logger;
}
