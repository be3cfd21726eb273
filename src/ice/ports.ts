/** What an ICE agent asks of its surroundings: sockets by number, interfaces, names. Answers come as agent commands. */

import type { TransportAddress } from '../base/address.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { CryptoProvider } from '../crypto/provider.ts';

/** A socket of this agent, numbered by whoever opened it: a datagram socket, or streams that look like one. */
export type SocketId = number;

/** One address of this machine. */
export interface IceInterface {
  /** `eth0` and the like. */
  readonly name: string;
  /** Canonical IP literal, without zone. */
  readonly address: string;
  /** Of the address. */
  readonly family: 4 | 6;
  /** Loopback. */
  readonly internal: boolean;
  /** An IPv6 address that is changed from time to time (RFC 8981), where the system tells. */
  readonly temporary?: boolean;
  /** An IPv6 address that is not to be used for anything new (RFC 4862 §5.5.4), where the system tells. */
  readonly deprecated?: boolean;
}

/** What tells agents apart whose sockets are shared. */
export interface IceSharedPath {
  /** The username fragments that checks to this agent name, whenever they change. */
  named(fragments: readonly string[]): void;
  /** The peer at `remote` has sent an authentic check or, if `proven`, an authentic answer to one of ours. */
  heard(local: TransportAddress, remote: TransportAddress, proven: boolean): void;
}

/** A stream to a STUN or TURN server. */
export interface ServerStreamOptions {
  /** IP literal to connect from. */
  readonly local: string;
  /** The server. */
  readonly remote: TransportAddress;
  /** TLS, and whom the certificate must be for. */
  readonly tls?:
    | {
        /** A name is sent as SNI; an IP literal is not (RFC 6066 §3). */
        readonly serverName: string;
        /** Authorities to trust in place of those of the system: PEM certificates. */
        readonly authorities?: readonly string[] | undefined;
      }
    | undefined;
}

/** Sockets, interfaces and names, as an agent sees them. */
export interface IceNetwork {
  /** Addresses that can be bound now. */
  interfaces(): readonly IceInterface[];
  /**
   * Starts to open a UDP socket on a free port of `address`. Answered later, never from inside this call, by
   * `agent.socketOpened` or `agent.socketFailed`.
   */
  open(address: string): SocketId;
  /**
   * Starts to connect to a STUN or TURN server. Answered as `open` is. Packets go to `remote` only; they can be sent at
   * once.
   */
  openServer(options: ServerStreamOptions): SocketId;
  /**
   * The TCP connections of one candidate (RFC 6544). A passive one listens on `port`, or with 0 on a free one, and is
   * answered as `open` is. An active one connects when a packet is sent, and gets no answer. When a connection ends or
   * cannot be made, `agent.disconnected` is told.
   */
  openTcp(address: string, port: number, type: 'active' | 'passive'): SocketId;
  /** Closes a socket. No answer. */
  close(socket: SocketId): void;
  /** Starts to resolve a name. Answered later, never from inside this call, once, by `agent.resolved`. */
  resolve(name: string, request: number): void;
  /** Lets `name` (`.local`) mean `address` on the local network, as long as the agent lives. */
  publish?(name: string, address: string): void;
  /** Present if sockets of this network are shared with other agents. */
  readonly shared?: IceSharedPath | undefined;
}

/** The sink of data packets: each leaves at once. */
export interface IceSender {
  /** Sends one packet now. */
  send(socket: SocketId, packet: Uint8Array, to: TransportAddress): void;
}

/** A packet of ICE itself (checks, consent, STUN and TURN server requests). */
export interface IceTransmit {
  /** Where it leaves from. */
  readonly socket: SocketId;
  /** Where it goes. */
  readonly to: TransportAddress;
  /** The bytes. */
  readonly packet: Uint8Array;
}

/** What else an agent asks of its surroundings. */
export interface IceEnvironment {
  /** Integrity of checks. */
  readonly crypto: CryptoProvider;
  /** Credentials, tie-breaker, transaction ids. */
  readonly random: Random;
  /** Who hears what happens inside. */
  readonly log: Logger;
}
