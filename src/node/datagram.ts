/**
 * UDP sockets over `node:dgram`: no DNS per send, large buffers, one object per remote address, and no error that kills
 * the process.
 */

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { type TransportAddress, transportAddress } from '../base/address.ts';
import type { DatagramEvents, DatagramOptions, DatagramSocket } from '../runtime/network.ts';
import { OrderedSends, SENDS_IN_PLACE } from './ordered-sends.ts';

/**
 * What the kernel may hold for us each way. Its default of about 200 KiB is some 90 full packets, which a burst at
 * 500 Mbit/s overflows in 3 ms. Linux gives less where its own limit is lower; macOS and the BSDs refuse (ENOBUFS), so
 * less is asked for then, and where nothing of it is to be had, the default stays.
 */
const SOCKET_BUFFER_BYTES = [4, 2, 1, 0.5].map(mebibytes => mebibytes * 1024 * 1024);

/** Remote addresses that one socket remembers as objects. A flood of strangers empties the cache and nothing else. */
const MAX_REMOTES = 1024;

type Lookup = (
  hostname: string,
  options: unknown,
  callback: (error: Error | null, address: string, family: number) => void,
) => void;

// dgram resolves the address of every send, and defers a tick even for a literal. Ours answers in place.
const literal4: Lookup = (hostname, _options, callback) => callback(null, hostname, 4);
const literal6: Lookup = (hostname, _options, callback) => callback(null, hostname, 6);

/** Before the first datagram. */
const NOBODY: TransportAddress = { address: '', port: 0, family: 4 };

const OWNER = Symbol('owner');

/** It knows whose it is, so that all share their listeners: two closures for each socket take 150 bytes. */
interface OwnedSocket extends Socket {
  [OWNER]?: NodeDatagramSocket;
}

function whenListening(this: OwnedSocket): void {
  queueMicrotask(() => this[OWNER]?.opened());
}

function whenFailed(this: OwnedSocket, error: Error): void {
  this[OWNER]?.failed(error);
}

class NodeDatagramSocket implements DatagramSocket {
  readonly #socket: OwnedSocket;
  readonly #ordered: OrderedSends | undefined;
  readonly #events: DatagramEvents;
  /**
   * By address as the kernel writes it, then by port: no text is built or parsed for those that are known. Most sockets
   * know one, the last.
   */
  #remotes: Map<string, Map<number, TransportAddress>> | undefined;
  readonly #maxRemotes: number;
  #remoteCount: number;
  #last: TransportAddress;
  #lastText: string;
  #state: 'opening' | 'open' | 'closed';

  constructor(address: string, events: DatagramEvents, { port = 0, remotes = MAX_REMOTES }: DatagramOptions) {
    const family = address.includes(':') ? 6 : 4;
    this.#events = events;
    this.#remotes = undefined;
    this.#maxRemotes = remotes;
    this.#remoteCount = 0;
    this.#last = NOBODY;
    this.#lastText = '';
    this.#state = 'opening';
    this.#socket = createSocket({
      type: family === 6 ? 'udp6' : 'udp4',
      ipv6Only: family === 6,
      lookup: (family === 6 ? literal6 : literal4) as never,
    });
    this.#socket[OWNER] = this;
    this.#ordered = SENDS_IN_PLACE ? undefined : new OrderedSends(this.#socket);
    // Some platforms surface ICMP errors (ECONNREFUSED) here: to an open UDP socket they mean nothing, for the next
    // datagram may well arrive. Before it is open, they are final.
    this.#socket.on('error', whenFailed);
    this.#socket.on('message', NodeDatagramSocket.#received);
    this.#socket.on('listening', whenListening);
    try {
      this.#socket.bind(port, address);
      this.#socket.unref();
    } catch (error) {
      this.failed(error as Error);
    }
  }

  /** @hot */
  send(bytes: Uint8Array, to: TransportAddress): boolean {
    if (this.#state !== 'open' || to.port === 0) return true;
    if (this.#ordered !== undefined) {
      this.#ordered.send(bytes, to);
      return false;
    }
    // Without a callback, dgram drops what the kernel refuses (EMSGSIZE, ENETUNREACH, ENOBUFS), as a network does.
    this.#socket.send(bytes, to.port, to.address);
    // What the kernel has no room for waits in a queue of libuv's, with the bytes as they are.
    return this.#socket.getSendQueueCount() === 0;
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    if (this.#ordered === undefined) this.#socket.close();
    else this.#ordered.close();
  }

  opened(): void {
    if (this.#state !== 'opening') return;
    const { address, port } = this.#socket.address();
    const local = transportAddress(address.replace(/%.*$/, ''), port);
    if (local === undefined) {
      this.failed(new Error(`bound to ${address}, which is no IP address`));
      return;
    }
    // To Deno, the first is what it allocates for each datagram that comes: a millisecond's work. Its kernel buffers stay.
    if (SENDS_IN_PLACE) {
      enlarge(bytes => this.#socket.setRecvBufferSize(bytes));
      enlarge(bytes => this.#socket.setSendBufferSize(bytes));
    }
    this.#state = 'open';
    this.#events.opened(local);
  }

  failed(error: Error): void {
    if (this.#state !== 'opening') return;
    this.#state = 'closed';
    queueMicrotask(() => {
      this.#socket.close();
      this.#events.failed(error.message);
    });
  }

  /** @hot */
  static #received(this: OwnedSocket, bytes: Uint8Array, { address, port }: RemoteInfo): void {
    const owner = this[OWNER];
    if (owner === undefined || owner.#state !== 'open') return;
    if (port !== owner.#last.port || address !== owner.#lastText) {
      const from = owner.#remote(address, port);
      if (from === undefined) return;
      owner.#last = from;
      owner.#lastText = address;
    }
    // A plain Uint8Array over the same bytes: `slice` of a Buffer is no copy.
    owner.#events.datagram(new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length), owner.#last);
  }

  /** @hot */
  #remote(text: string, port: number): TransportAddress | undefined {
    return this.#remotes?.get(text)?.get(port) ?? this.#newRemote(text, port);
  }

  #newRemote(text: string, port: number): TransportAddress | undefined {
    const from = transportAddress(text.replace(/%.*$/, ''), port);
    if (from === undefined) return undefined;
    if (this.#lastText === '') return from;
    if (this.#remotes === undefined || this.#remoteCount >= this.#maxRemotes) {
      this.#remotes = new Map();
      this.#remoteCount = 0;
    }
    let ports = this.#remotes.get(text);
    if (ports === undefined) {
      ports = new Map();
      this.#remotes.set(text, ports);
    }
    ports.set(port, from);
    this.#remoteCount++;
    return from;
  }
}

/** Sets a buffer to the largest size that is not refused, if there is one. */
function enlarge(set: (bytes: number) => void): void {
  for (const bytes of SOCKET_BUFFER_BYTES) {
    try {
      set(bytes);
      return;
    } catch {
      // The next one may be granted.
    }
  }
}

/** Opens a UDP socket on `address`. Unreferenced: it does not keep the process alive. */
export function openDatagram(address: string, events: DatagramEvents, options: DatagramOptions = {}): DatagramSocket {
  return new NodeDatagramSocket(address, events, options);
}
