/**
 * Streams that look like datagram sockets to their owner: whole packets, in and out, by the address of the other side.
 *
 * `ServerStream` is one connection to a STUN or TURN server. `TcpEndpoint` is all TCP connections of one ICE candidate
 * (RFC 6544): an active one connects to whomever a packet is for, a passive one takes whoever comes.
 *
 * What the network does not take waits, up to a bound; beyond it packets are dropped, as a datagram socket drops them.
 */

import type { TransportAddress } from '../base/address.ts';
import { formatTransportAddress, sameAddress } from '../base/address.ts';
import { LENGTH_FRAMING } from '../base/length-framing.ts';
import { SparseMap } from '../base/sparse-map.ts';
import type { StreamFraming } from '../base/stream-splitter.ts';
import { StreamSplitter } from '../base/stream-splitter.ts';
import { MESSAGE_FRAMING } from '../stun/index.ts';
import type {
  DatagramEvents,
  DatagramSocket,
  Network,
  StreamEvents,
  StreamListener,
  StreamOptions,
  StreamSocket,
} from './network.ts';

/** Data waits while less than this does: a quarter of a second at 8 Mbit/s. */
export const MAX_QUEUED_DATA: number = 256 * 1024;
/** STUN is not sent again over a stream, so it still gets in where data no longer does. */
export const MAX_QUEUED: number = MAX_QUEUED_DATA + 64 * 1024;
/** Connections of one ICE candidate. */
export const MAX_CONNECTIONS = 64;

/** RFC 6544 §4.5: whether a candidate connects or listens. */
export type TcpType = 'active' | 'passive';

/** A datagram socket's events, and the end of a connection. */
export interface PacketStreamEvents extends DatagramEvents {
  /** The connection to `remote` is gone, or could not be made; `reason` says why. */
  disconnected(remote: TransportAddress, reason: string): void;
}

/** One connection: frames what goes out, cuts what comes in. */
class Connection implements StreamEvents {
  readonly remote: TransportAddress;
  readonly splitter: StreamSplitter;
  readonly #framing: StreamFraming;
  readonly #opened: (local: TransportAddress) => void;
  readonly #packet: (packet: Uint8Array, from: TransportAddress) => void;
  readonly #ended: (connection: Connection, reason: string) => void;
  stream: StreamSocket | undefined;
  /** We have sent something to it that only a peer with the right credentials gets. */
  vouched: boolean;

  constructor(
    remote: TransportAddress,
    framing: StreamFraming,
    opened: (local: TransportAddress) => void,
    packet: (packet: Uint8Array, from: TransportAddress) => void,
    ended: (connection: Connection, reason: string) => void,
  ) {
    this.remote = remote;
    this.splitter = new StreamSplitter(framing);
    this.#framing = framing;
    this.#opened = opened;
    this.#packet = packet;
    this.#ended = ended;
    this.stream = undefined;
    this.vouched = false;
  }

  opened(local: TransportAddress): void {
    this.#opened(local);
  }

  failed(reason: string): void {
    this.#end(reason);
  }

  closed(): void {
    this.#end('closed by the other side');
  }

  /** @hot */
  bytes(bytes: Uint8Array): void {
    const isWhole = this.splitter.push(bytes, packet => {
      if (this.stream !== undefined) this.#packet(packet, this.remote);
    });
    if (isWhole || this.stream === undefined) return;
    this.stream.close();
    this.#end('not the protocol that was expected');
  }

  /** @hot */
  send(packet: Uint8Array): void {
    const { stream } = this;
    if (stream === undefined) return;
    const isStun = (packet[0] as number) < 4;
    if (stream.queuedBytes > (isStun ? MAX_QUEUED : MAX_QUEUED_DATA)) return;
    const framed = this.#framing.frame(packet);
    if (framed !== undefined) stream.write(framed);
    // 0x0111 is a Binding error response: what anybody gets.
    if (packet[0] !== 1 || packet[1] !== 0x11) this.vouched = true;
  }

  close(): void {
    const { stream } = this;
    this.stream = undefined;
    stream?.close();
  }

  #end(reason: string): void {
    if (this.stream === undefined) return;
    this.stream = undefined;
    this.#ended(this, reason);
  }
}

/** One connection to a STUN or TURN server (RFC 8489 §6.2.2, §6.2.3). It begins to connect at once. */
export class ServerStream implements DatagramSocket {
  readonly #connection: Connection;

  constructor(network: Network, options: StreamOptions, events: PacketStreamEvents) {
    this.#connection = new Connection(
      options.remote,
      MESSAGE_FRAMING,
      local => events.opened(local),
      (packet, from) => events.datagram(packet, from),
      (_connection, reason) => events.failed(reason),
    );
    this.#connection.stream = network.openStream(options, this.#connection);
  }

  /** @hot */
  send(packet: Uint8Array, to: TransportAddress): boolean {
    if (sameAddress(to, this.#connection.remote)) this.#connection.send(packet);
    // It was copied behind its frame.
    return true;
  }

  close(): void {
    this.#connection.close();
  }
}

/** The connections of one ICE-TCP candidate. */
export class TcpEndpoint implements DatagramSocket {
  readonly #network: Network;
  readonly #address: string;
  readonly #type: TcpType;
  readonly #events: PacketStreamEvents;
  readonly #connections: SparseMap<string, Connection>;
  #listener: StreamListener | undefined;
  #last: Connection | undefined;
  #closed: boolean;

  /** A passive one binds `port`, 0 for a free one; an active one binds nothing, and does not say `opened`. */
  constructor(network: Network, address: string, port: number, type: TcpType, events: PacketStreamEvents) {
    this.#network = network;
    this.#address = address;
    this.#type = type;
    this.#events = events;
    this.#connections = new SparseMap();
    this.#listener = undefined;
    this.#last = undefined;
    this.#closed = false;
    if (type === 'passive') this.#listen(port);
  }

  /** @hot */
  send(packet: Uint8Array, to: TransportAddress): boolean {
    let connection = this.#last;
    if (connection === undefined || !sameAddress(connection.remote, to)) {
      connection = this.#connections.get(formatTransportAddress(to)) ?? this.#connect(to);
      this.#last = connection;
    }
    connection?.send(packet);
    // It was copied behind its frame.
    return true;
  }

  close(): void {
    this.#closed = true;
    this.#listener?.close();
    for (const connection of this.#connections.values()) connection.close();
    this.#connections.clear();
    this.#last = undefined;
  }

  #listen(port: number): void {
    this.#listener = this.#network.listenStream(this.#address, port, {
      opened: local => this.#events.opened(local),
      failed: reason => {
        this.close();
        this.#events.failed(reason);
      },
      connected: (stream, remote) => {
        if (this.#closed || !this.#hasRoom()) return undefined;
        return this.#add(remote, () => stream);
      },
    });
  }

  #connect(remote: TransportAddress): Connection | undefined {
    if (this.#closed || this.#type === 'passive' || remote.port === 0 || !this.#hasRoom()) return undefined;
    return this.#add(remote, events => this.#network.openStream({ local: this.#address, remote }, events));
  }

  #add(remote: TransportAddress, open: (events: StreamEvents) => StreamSocket): Connection {
    const key = formatTransportAddress(remote);
    this.#connections.get(key)?.close();
    const connection = new Connection(
      remote,
      LENGTH_FRAMING,
      () => {},
      (packet, from) => this.#events.datagram(packet, from),
      (ended, reason) => this.#ended(key, ended, reason),
    );
    connection.stream = open(connection);
    this.#connections.set(key, connection);
    if (this.#last !== undefined && sameAddress(this.#last.remote, remote)) this.#last = connection;
    return connection;
  }

  #ended(key: string, connection: Connection, reason: string): void {
    if (this.#connections.get(key) === connection) this.#connections.delete(key);
    if (this.#last === connection) this.#last = undefined;
    this.#events.disconnected(connection.remote, reason);
  }

  /** Where there are too many, one makes room that has not shown our peer's credentials. */
  #hasRoom(): boolean {
    if (this.#connections.size < MAX_CONNECTIONS) return true;
    for (const [key, connection] of this.#connections) {
      if (connection.vouched) continue;
      connection.close();
      this.#connections.delete(key);
      if (this.#last === connection) this.#last = undefined;
      return true;
    }
    return false;
  }
}
