/**
 * A TCP listener that connections share, on one address (RFC 6544 §5.2): whoever connects is kept apart until the
 * first packet (RFC 4571) has come, which is a check that names a connection; that one takes the stream over.
 *
 * ```
 * |<-- 2 octets -->|<----------- LENGTH octets ----------->|
 * +----------------+---------------------------------------+
 * |     LENGTH     | STUN Binding request with USERNAME    |  …
 * +----------------+---------------------------------------+
 * ```
 */

import type { TransportAddress } from '../base/address.ts';
import { readU16 } from '../base/be.ts';
import { concatenate } from '../base/concatenate.ts';
import type { DropCounters } from '../base/errors.ts';
import type { Duration } from '../base/instant.ts';
import type { EndpointDrop } from './endpoint-port.ts';
import { namedFragment, stunKind } from './endpoint-stun.ts';
import type { ListenEvents, Network, StreamEvents, StreamListener, StreamSocket } from './network.ts';
import type { AddressPort } from './port-set.ts';
import type { Tasks, TimerHandle } from './runtime.ts';

/** Streams of strangers at once; a further one takes the place of the oldest. */
export const MAX_STRANGERS = 256;
/** How long a stranger may take to name a connection. */
export const STRANGER_TIMEOUT: Duration = 10_000;
/** A check with two fragments of 256 characters, the longest that there are, is shorter than this. */
export const MAX_FIRST_PACKET = 1024;

const LENGTH_BYTES = 2;
const STUN_HEADER_BYTES = 20;

/** What listeners need to know of the endpoint. */
export interface ListenerOwner {
  readonly network: Network;
  readonly tasks: Tasks;
  readonly drops: DropCounters<EndpointDrop>;
  /** Who is called so, if anybody, on this listener. */
  acceptor(fragment: string, listener: EndpointListener): EndpointAcceptor | undefined;
  listenerOpened(listener: EndpointListener): void;
  listenerFailed(listener: EndpointListener, reason: string): void;
}

export class EndpointListener implements ListenEvents, AddressPort {
  readonly address: string;
  local: TransportAddress | undefined;
  readonly #owner: ListenerOwner;
  readonly #listener: StreamListener;
  /** The oldest first. */
  readonly #strangers: Set<Stranger>;

  constructor(address: string, port: number, owner: ListenerOwner) {
    this.address = address;
    this.local = undefined;
    this.#owner = owner;
    this.#strangers = new Set();
    this.#listener = owner.network.listenStream(address, port, this);
  }

  /** Streams that have named no connection yet. */
  get strangerCount(): number {
    return this.#strangers.size;
  }

  opened(local: TransportAddress): void {
    this.local = local;
    this.#owner.listenerOpened(this);
  }

  failed(reason: string): void {
    this.close();
    this.#owner.listenerFailed(this, reason);
  }

  connected(stream: StreamSocket, remote: TransportAddress): StreamEvents {
    if (this.#strangers.size >= MAX_STRANGERS) {
      for (const oldest of this.#strangers) {
        oldest.refuse('too-many-streams');
        break;
      }
    }
    const stranger = new Stranger(stream, remote, {
      timer: this.#owner.tasks.setTimer(STRANGER_TIMEOUT, () => stranger.refuse('silent-stream')),
      find: fragment => this.#owner.acceptor(fragment, this),
      left: drop => {
        this.#strangers.delete(stranger);
        if (drop !== undefined) this.#owner.drops.drop(drop);
      },
    });
    this.#strangers.add(stranger);
    return stranger;
  }

  /** Streams that a connection has taken over are its own to close. */
  close(): void {
    this.#listener.close();
    for (const stranger of this.#strangers) stranger.refuse(undefined);
  }
}

interface StrangerHost {
  readonly timer: TimerHandle;
  find(fragment: string): EndpointAcceptor | undefined;
  /** It is a stranger no more; `drop` says why it was turned away, if it was. */
  left(drop: EndpointDrop | undefined): void;
}

/** A stream that has yet to say whom it is for; afterwards, the way to whom it was for. */
class Stranger implements StreamEvents {
  readonly #stream: StreamSocket;
  readonly #remote: TransportAddress;
  readonly #host: StrangerHost;
  #events: StreamEvents | undefined;
  /** What has come of the first packet. */
  #held: Uint8Array;
  #isOver: boolean;

  constructor(stream: StreamSocket, remote: TransportAddress, host: StrangerHost) {
    this.#stream = stream;
    this.#remote = remote;
    this.#host = host;
    this.#events = undefined;
    this.#held = new Uint8Array(0);
    this.#isOver = false;
  }

  opened(local: TransportAddress): void {
    this.#events?.opened(local);
  }

  failed(reason: string): void {
    this.#leave(undefined);
    this.#events?.failed(reason);
  }

  closed(): void {
    this.#leave(undefined);
    this.#events?.closed();
  }

  /** @hot */
  bytes(bytes: Uint8Array): void {
    if (this.#events !== undefined) this.#events.bytes(bytes);
    else if (!this.#isOver) this.#first(bytes);
  }

  /** Ends the stream, unless it is somebody's. */
  refuse(drop: EndpointDrop | undefined): void {
    if (this.#isOver) return;
    this.#leave(drop);
    this.#stream.close();
  }

  #first(bytes: Uint8Array): void {
    const all = this.#held.length === 0 ? bytes : concatenate([this.#held, bytes]);
    const length = all.length < LENGTH_BYTES ? STUN_HEADER_BYTES : readU16(all, 0);
    if (length < STUN_HEADER_BYTES || length > MAX_FIRST_PACKET) {
      this.refuse('no-check');
    } else if (all.length < LENGTH_BYTES + length) {
      // A copy: what came may be a small part of a large buffer.
      this.#held = all.slice();
    } else {
      this.#introduce(all.subarray(LENGTH_BYTES, LENGTH_BYTES + length), all);
    }
  }

  #introduce(packet: Uint8Array, all: Uint8Array): void {
    const fragment = stunKind(packet) === 'check' ? namedFragment(packet) : undefined;
    if (fragment === undefined) return this.refuse('no-check');
    const acceptor = this.#host.find(fragment);
    if (acceptor === undefined) return this.refuse('unknown-fragment');
    const events = acceptor.accept(this.#stream, this.#remote);
    if (events === undefined) return this.refuse('refused-stream');
    this.#leave(undefined);
    this.#events = events;
    events.bytes(all);
  }

  #leave(drop: EndpointDrop | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#held = new Uint8Array(0);
    this.#host.timer.cancel();
    this.#host.left(drop);
  }
}

/** One connection's share of a listener. */
export class EndpointAcceptor implements StreamListener {
  /** Undefined if the endpoint was closed. */
  readonly listener: EndpointListener | undefined;
  #events: ListenEvents | undefined;
  #released: ((acceptor: EndpointAcceptor) => void) | undefined;
  #isOpen: boolean;

  constructor(
    listener: EndpointListener | undefined,
    events: ListenEvents,
    released: (acceptor: EndpointAcceptor) => void,
  ) {
    this.listener = listener;
    this.#events = events;
    this.#released = released;
    this.#isOpen = false;
  }

  opened(): void {
    const local = this.listener?.local;
    if (this.#isOpen || local === undefined) return;
    this.#isOpen = true;
    this.#events?.opened(local);
  }

  /** The listener could not be had, or the endpoint was closed. */
  failed(reason: string): void {
    const events = this.#events;
    this.close();
    events?.failed(reason);
  }

  accept(stream: StreamSocket, remote: TransportAddress): StreamEvents | undefined {
    return this.#isOpen ? this.#events?.connected(stream, remote) : undefined;
  }

  close(): void {
    const released = this.#released;
    this.#released = undefined;
    this.#isOpen = false;
    this.#events = undefined;
    released?.(this);
  }
}
