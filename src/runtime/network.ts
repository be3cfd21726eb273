/** The `Network` port: interfaces, datagram sockets, name resolution. Implemented by `src/node` and by the simulator. */

import type { TransportAddress } from '../base/address.ts';

export interface NetworkInterface {
  readonly name: string;
  /** Canonical IP literal, without zone. */
  readonly address: string;
  readonly family: 4 | 6;
  /** Loopback. */
  readonly internal: boolean;
}

/** What a datagram socket tells its owner. Never called from inside `openDatagram`, `send` or `close`. */
export interface DatagramEvents {
  /** Bound. `local.port` is the real one. */
  opened(local: TransportAddress): void;
  /** Could not be bound, or broke later; it is closed. */
  failed(reason: string): void;
  /**
   * A datagram came. The receiver owns `bytes` and may keep views of them. The same remote address is the same
   * `from` object as long as it stays in the implementation's cache: compare by identity first, then by value.
   */
  datagram(bytes: Uint8Array, from: TransportAddress): void;
}

export interface DatagramSocket {
  /**
   * Sends now, or drops: a datagram socket has no queue of ours. Answers whether `bytes` are the caller's again at once;
   * if not, they are not to be changed any more.
   */
  send(bytes: Uint8Array, to: TransportAddress): boolean;
  /** Idempotent. No event follows. */
  close(): void;
}

export interface Network {
  /** Addresses that can be bound now. */
  interfaces(): readonly NetworkInterface[];
  /** Opens a UDP socket on `address`, on a free port. */
  openDatagram(address: string, events: DatagramEvents): DatagramSocket;
  /** Resolves a DNS or mDNS (`.local`) name; answers IP literals, none on failure, in bounded time, exactly once, later. */
  resolve(name: string, answer: (addresses: readonly string[]) => void): void;
}
