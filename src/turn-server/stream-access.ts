/** Clients over TCP and TLS: one connection each, its messages cut out of the stream, its queue bounded (RFC 8656 §3.1). */

import type { TransportAddress } from '../base/address.ts';
import type { Instant } from '../base/instant.ts';
import { StreamSplitter } from '../base/stream-splitter.ts';
import type { StreamEvents, StreamSocket } from '../runtime/network.ts';
import { MESSAGE_FRAMING } from '../stun/index.ts';
import type { Access } from './options.ts';

/** Data for a client that does not read is dropped beyond this, as UDP would; responses a little later. */
const MAX_QUEUED_DATA = 256 * 1024;
const MAX_QUEUED = MAX_QUEUED_DATA + 64 * 1024;

export interface StreamAccessEvents {
  message(access: StreamAccess, packet: Uint8Array): void;
  /** It is closed: by the client, by the network, or for what the client sent. */
  ended(access: StreamAccess): void;
}

export class StreamAccess implements Access, StreamEvents {
  readonly transport: 'tcp' | 'tls';
  readonly local: TransportAddress;
  readonly remote: TransportAddress;
  readonly since: Instant;
  readonly #stream: StreamSocket;
  readonly #events: StreamAccessEvents;
  readonly #splitter: StreamSplitter;
  #open: boolean;

  constructor(
    transport: 'tcp' | 'tls',
    local: TransportAddress,
    remote: TransportAddress,
    stream: StreamSocket,
    since: Instant,
    events: StreamAccessEvents,
  ) {
    this.transport = transport;
    this.local = local;
    this.remote = remote;
    this.since = since;
    this.#stream = stream;
    this.#events = events;
    this.#splitter = new StreamSplitter(MESSAGE_FRAMING);
    this.#open = true;
  }

  /** @hot */
  send(bytes: Uint8Array): void {
    if (!this.#open) return;
    const isResponse = (bytes[0] as number) === 1;
    if (this.#stream.queuedBytes > (isResponse ? MAX_QUEUED : MAX_QUEUED_DATA)) return;
    const framed = MESSAGE_FRAMING.frame(bytes);
    if (framed !== undefined) this.#stream.write(framed);
  }

  close(): void {
    this.#open = false;
    this.#stream.close();
  }

  opened(): void {}

  failed(): void {
    this.#end();
  }

  closed(): void {
    this.#end();
  }

  /** @hot */
  bytes(bytes: Uint8Array): void {
    const understood = this.#splitter.push(bytes, packet => {
      if (this.#open) this.#events.message(this, packet);
    });
    if (understood) return;
    this.#stream.close();
    this.#end();
  }

  #end(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#events.ended(this);
  }
}
