/** The `Network` port: interfaces, datagram sockets, streams, name resolution. Implemented by `src/node` and by the simulator. */

import type { TransportAddress } from '../base/address.ts';

/** One address of this machine. */
export interface NetworkInterface {
  /** `eth0` and the like. */
  readonly name: string;
  /** Canonical IP literal, without zone. */
  readonly address: string;
  /** Of the address. */
  readonly family: 4 | 6;
  /** Loopback. */
  readonly internal: boolean;
  /** Largest IP packet that it takes, where the system tells. */
  readonly mtu?: number | undefined;
  /** An IPv6 address that is changed from time to time (RFC 8981), where the system tells. */
  readonly temporary?: boolean;
  /** An IPv6 address that is not to be used for anything new (RFC 4862 §5.5.4), where the system tells. */
  readonly deprecated?: boolean;
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

/** A UDP socket. */
export interface DatagramSocket {
  /**
   * Sends now, or drops: a datagram socket has no queue of ours. Answers whether `bytes` are the caller's again at once;
   * if not, they are not to be changed any more.
   */
  send(bytes: Uint8Array, to: TransportAddress): boolean;
  /** Idempotent. No event follows. */
  close(): void;
}

/** How a UDP socket is opened. */
export interface DatagramOptions {
  /** The port to bind; 0 or none for a free one. */
  readonly port?: number;
  /** Remote addresses that are remembered as objects; a socket that many peers send to needs more. */
  readonly remotes?: number;
}

/** What tells connections apart that share one socket. A socket of one connection only has no use for it. */
export interface SharedPath {
  /** The username fragments that checks to this connection name (RFC 8445 §7.2.2), whenever they change. */
  named(fragments: readonly string[]): void;
  /**
   * The peer at `remote` has shown by an authenticated message that it is this connection's: by a check of its own, or
   * if `proven`, by answering one of ours, so that it really is where it says.
   */
  heard(local: TransportAddress, remote: TransportAddress, proven: boolean): void;
}

/** TLS on a stream. */
export interface StreamSecurity {
  /** Whom the certificate must be for. A name is sent as SNI; an IP literal is not (RFC 6066 §3). */
  readonly serverName: string;
  /** Authorities to trust in place of those of the system: PEM certificates. */
  readonly authorities?: readonly string[] | undefined;
}

/** Where a stream goes. */
export interface StreamOptions {
  /** IP literal to connect from; the system's choice if absent. */
  readonly local?: string | undefined;
  /** Whom to connect to. */
  readonly remote: TransportAddress;
  /** TLS, if any. */
  readonly tls?: StreamSecurity | undefined;
}

/** What a stream tells its owner. Never called from inside `openStream`, `write` or `close`. */
export interface StreamEvents {
  /** Connected, and with TLS the server's certificate is verified. */
  opened(local: TransportAddress): void;
  /** Could not be connected, or broke later; it is closed. */
  failed(reason: string): void;
  /** The receiver owns `bytes` and may keep views of them. */
  bytes(bytes: Uint8Array): void;
  /** The other side ended the stream; it is closed. */
  closed(): void;
}

/** A TCP or TLS connection. */
export interface StreamSocket {
  /** Sends in order, after what waits already. `bytes` are not to be changed any more. Before `opened` they wait. */
  write(bytes: Uint8Array): void;
  /** Bytes that wait here because the network has not taken them: whoever writes keeps that bounded. */
  readonly queuedBytes: number;
  /** Idempotent; what waits is still sent if the other side takes it soon. No event follows. */
  close(): void;
}

/** What a listener tells its owner. Never called from inside `listenStream` or `close`. */
export interface ListenEvents {
  /** Bound. `local.port` is the real one. */
  opened(local: TransportAddress): void;
  /** Could not be bound, or broke later; it is closed. */
  failed(reason: string): void;
  /** A connection came in: the answer is its ear, or undefined to turn it away. `opened` is not called for it. */
  connected(stream: StreamSocket, remote: TransportAddress): StreamEvents | undefined;
}

/** How a listener listens. */
export interface StreamListenOptions {
  /** TLS: certificate chain and key, PEM. Connections are handed on once their handshake is done. */
  readonly tls?:
    | {
        /** Certificate chain, PEM. */
        readonly certificate: string;
        /** Private key, PEM. */
        readonly key: string;
      }
    | undefined;
}

/** A listening TCP socket. */
export interface StreamListener {
  /** Takes no more connections; those that came live on. Idempotent. No event follows. */
  close(): void;
}

/** Interfaces, UDP and TCP sockets, names. */
export interface Network {
  /** Addresses that can be bound now. */
  interfaces(): readonly NetworkInterface[];
  /** Opens a UDP socket on `address`, on a free port unless one is named. */
  openDatagram(address: string, events: DatagramEvents, options?: DatagramOptions): DatagramSocket;
  /** Opens a TCP or TLS connection. */
  openStream(options: StreamOptions, events: StreamEvents): StreamSocket;
  /** Listens for TCP or TLS connections on `address`, on `port` or with 0 on a free one. */
  listenStream(address: string, port: number, events: ListenEvents, options?: StreamListenOptions): StreamListener;
  /** Resolves a DNS or mDNS (`.local`) name; answers IP literals, none on failure, in bounded time, exactly once, later. */
  resolve(name: string, answer: (addresses: readonly string[]) => void): void;
  /** Lets `name` (`.local`, RFC 6762) mean `address` on the local network, until the answer is called. */
  publish?(name: string, address: string): () => void;
  /** Present if sockets of this network are shared with other connections. */
  readonly shared?: SharedPath;
}
