/**
 * `Driver`: the one pump. It hands datagrams on at once, flushes once per turn of the event loop, and holds one timer
 * for all transports.
 *
 * A turn begins with the first event that touches a transport: the clock is read, and a flush is queued behind the
 * events that are already there. So a burst of datagrams is answered together, by one SACK and not by many. If a datagram
 * of a transport that is set up begins the turn, the flush is queued behind the tasks that it queued: what the application
 * answers to that message leaves in this flush, with the SACK. Packets of handshakes do not wait for the application. Each
 * datagram has its own moment, and so has the flush: were it the turn's, a process that was held up between two of them
 * would measure round trips that no path has.
 */

import type { TransportAddress } from '../base/address.ts';
import { Deque } from '../base/deque.ts';
import { ProtocolError } from '../base/errors.ts';
import { type Due, Heap } from '../base/heap.ts';
import type { Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { DatagramSocket, NetworkInterface, SharedPath, StreamOptions } from './network.ts';
import type { DatagramSender, Pumped, SocketNumber, TransportDriver, TransportHost } from './pumped.ts';
import type { Runtime, TimerHandle } from './runtime.ts';
import type { PacketStreamEvents, TcpType } from './stream-socket.ts';
import { ServerStream, TcpEndpoint } from './stream-socket.ts';

/** Datagrams per flush, over all transports: an eager sender must not starve the loop. */
const FLUSH_BUDGET = 64;

/** Bytes per flush, however few datagrams they are: what is sent next may be more urgent than what has been sent. */
const FLUSH_BYTES = 65_536;

/** Datagrams of one transport before the next one has its turn. */
const SHARE = 16;

export class Driver implements TransportDriver {
  readonly runtime: Runtime;
  readonly #dirty: Deque<Entry>;
  /** Those that wait for a moment. */
  readonly #timed: Heap<Entry>;
  readonly #flush: () => void;
  readonly #due: () => void;
  /** The turn's time. Only the driver writes it. */
  now: Instant;
  #inTurn: boolean;
  /** A datagram began the turn, and is still being read: the flush is not queued yet. */
  #reading: boolean;
  #timer: TimerHandle | undefined;
  #timerAt: Instant;
  #nextSocket: SocketNumber;

  constructor(runtime: Runtime) {
    this.runtime = runtime;
    this.#dirty = new Deque();
    this.#timed = new Heap();
    this.#flush = this.#endTurn.bind(this);
    const fire = (): void => this.#fire();
    this.#due = () => this.#timerFired(fire);
    this.now = 0;
    this.#inTurn = false;
    this.#reading = false;
    this.#timer = undefined;
    this.#timerAt = NEVER;
    this.#nextSocket = 1;
  }

  attach(transport: Pumped, runtime: Runtime = this.runtime): TransportHost {
    return new Entry(this, transport, runtime);
  }

  /** A number for a new socket. */
  nextSocket(): SocketNumber {
    return this.#nextSocket++;
  }

  /** The turn's time; begins a turn if there is none. @hot */
  touch(entry: Entry): Instant {
    if (!this.#inTurn) this.#beginTurn();
    if (!entry.dirty && !entry.released) {
      entry.dirty = true;
      this.#dirty.push(entry);
    }
    return this.now;
  }

  /** A datagram's own time, from which the turn goes on; `read` follows. `connected`: its transport is. @hot */
  arrived(entry: Entry, connected: boolean): Instant {
    const now = this.runtime.clock.now();
    this.now = now;
    if (!this.#inTurn) {
      this.#inTurn = true;
      if (connected) this.#reading = true;
      else this.runtime.tasks.queue(this.#flush);
    }
    if (!entry.dirty) {
      entry.dirty = true;
      this.#dirty.push(entry);
    }
    return now;
  }

  /** The datagram that arrived has been read. @hot */
  read(): void {
    if (!this.#reading) return;
    this.#reading = false;
    this.runtime.tasks.queue(this.#flush);
  }

  /** Forgets the deadline of an entry that is no longer pumped; after the last one, no timer is left. */
  forget(entry: Entry): void {
    this.#timed.remove(entry);
    if (this.#timed.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerAt = NEVER;
  }

  #beginTurn(): void {
    this.#inTurn = true;
    this.now = this.runtime.clock.now();
    this.runtime.tasks.queue(this.#flush);
  }

  #endTurn(): void {
    const now = this.runtime.clock.now();
    this.now = now;
    let budget = FLUSH_BUDGET;
    let bytes = FLUSH_BYTES;
    let entry = this.#dirty.shift();
    while (entry !== undefined) {
      entry.dirty = false;
      if (!entry.released) {
        const share = Math.min(SHARE, budget, Math.ceil(bytes / entry.largest));
        const before = entry.bytesSent;
        const sent = entry.transmit(share, now);
        bytes -= entry.bytesSent - before;
        // At least one, so that transports which only touch themselves cannot keep the turn from ending.
        budget -= Math.max(sent, 1);
        if (sent === share) this.touch(entry);
        else this.#schedule(entry, now);
        if (budget <= 0 || bytes <= 0) break;
      }
      entry = this.#dirty.shift();
    }
    this.#inTurn = false;
    if (entry !== undefined && this.#dirty.length > 0) this.#beginTurn();
  }

  /**
   * While data flows, a deadline moves on with each turn, and is followed only when the timer has less than half of the way
   * to it left: until then the timer, and the place in the heap, are of an earlier moment. That is no harm, for whatever they
   * bring up is looked at again.
   */
  #schedule(entry: Entry, now: Instant): void {
    const { at } = entry;
    if (entry.released) return;
    if (entry.place >= 0 && at >= entry.due && at !== NEVER && this.#timerAt >= (now + at) / 2) return;
    if (at === NEVER) {
      this.#timed.remove(entry);
    } else {
      entry.due = at;
      if (entry.place < 0) this.#timed.add(entry);
      else this.#timed.moved(entry);
    }
    if (at < this.#timerAt) this.#arm(at, now);
    else this.#postpone(now);
  }

  /** The timer goes with the first deadline where that is cheap. */
  #postpone(now: Instant): void {
    const at = this.#timed.first?.due ?? NEVER;
    if (at === NEVER || this.#timerAt >= (now + at) / 2) return;
    if (this.#timer?.postpone?.(at - now)) this.#timerAt = at;
  }

  /** Who is first, once those have gone behind who came up at `now` for a deadline that has moved on. */
  #first(now: Instant): Entry | undefined {
    for (;;) {
      const entry = this.#timed.first;
      if (entry === undefined || entry.due > now || entry.at === entry.due) return entry;
      entry.due = entry.at;
      this.#timed.delayed(entry);
    }
  }

  /** Where it could not, it fires for deadlines that have all moved on. */
  #timerFired(fire: () => void): void {
    this.#timer = undefined;
    const now = this.runtime.clock.now();
    const entry = this.#first(now);
    if (entry !== undefined && entry.due > now && entry.due !== NEVER) {
      this.#arm(entry.due, now);
      return;
    }
    // Behind the events that are already there, too: in a loop that is late, what a timer waits for has mostly come.
    this.runtime.tasks.queue(fire);
  }

  #arm(at: Instant, now: Instant): void {
    this.#timer?.cancel();
    this.#timerAt = at;
    this.#timer = this.runtime.tasks.setTimer(Math.max(0, at - now), this.#due);
  }

  #fire(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerAt = NEVER;
    if (!this.#inTurn) this.#beginTurn();
    // In a turn under way the time is that of its last datagram; its flush arms the timer again if that is too old.
    const now = this.now;
    for (;;) {
      const entry = this.#first(now);
      if (entry === undefined) return;
      if (entry.due > now) {
        if (entry.due < this.#timerAt) this.#arm(entry.due, now);
        return;
      }
      // Until the flush, which asks for its next moment: to go last is less than to leave and to come back.
      entry.due = NEVER;
      this.#timed.delayed(entry);
      this.touch(entry);
      entry.handleTimeout(now);
    }
  }
}

/** Nothing to close, nothing to withdraw: most have neither, ever. */
const NONE: readonly never[] = [];

/** One transport, as the driver sees it. */
class Entry implements TransportHost, DatagramSender, Due {
  readonly runtime: Runtime;
  readonly #driver: Driver;
  readonly #transport: Pumped;
  /** Few: one per local address. A linear search beats a map here. */
  #sockets: OpenSocket[];
  #closing: readonly SocketNumber[];
  #published: readonly (() => void)[];
  #held: boolean;
  settled: number;
  bytesSent: number;
  /** Size of the largest packet so far. */
  largest: number;
  dirty: boolean;
  released: boolean;
  /** The transport's next deadline, as it told when it was last flushed. */
  at: Instant;
  /** That deadline, or an earlier one that it has moved on from since; `NEVER` from when it has come to the next flush. */
  due: Instant;
  place: number;

  constructor(driver: Driver, transport: Pumped, runtime: Runtime) {
    this.runtime = runtime;
    this.#driver = driver;
    this.#transport = transport;
    this.#sockets = [];
    this.#closing = NONE;
    this.#published = NONE;
    this.#held = false;
    this.settled = 0;
    this.bytesSent = 0;
    this.largest = 1;
    this.dirty = false;
    this.released = false;
    this.at = NEVER;
    this.due = NEVER;
    this.place = -1;
  }

  /** Who is dirty is so until the flush of the turn that is under way. @hot */
  touch(): Instant {
    return this.dirty ? this.#driver.now : this.#driver.touch(this);
  }

  hold(): void {
    if (this.#held || this.released) return;
    this.#held = true;
    this.runtime.tasks.hold();
  }

  interfaces(): readonly NetworkInterface[] {
    return this.runtime.network.interfaces();
  }

  open(address: string): SocketNumber {
    return this.#add(events => this.runtime.network.openDatagram(address, events));
  }

  openServer(options: StreamOptions): SocketNumber {
    return this.#add(events => new ServerStream(this.runtime.network, options, events));
  }

  openTcp(address: string, port: number, type: TcpType): SocketNumber {
    return this.#add(events => new TcpEndpoint(this.runtime.network, address, port, type, events));
  }

  #add(open: (events: PacketStreamEvents) => DatagramSocket): SocketNumber {
    const added = new OpenSocket(this.#driver, this, this.#transport);
    added.socket = open(added);
    this.#sockets = this.#sockets.concat(added);
    return added.number;
  }

  close(socket: SocketNumber): void {
    this.#closing = this.#closing.concat(socket);
    this.touch();
  }

  resolve(name: string, request: number): void {
    this.runtime.network.resolve(name, addresses => {
      if (this.released) return;
      const now = this.touch();
      try {
        this.#transport.resolved(request, addresses, now);
      } catch (error) {
        this.broke(error);
      }
    });
  }

  publish(name: string, address: string): void {
    const withdraw = this.runtime.network.publish?.(name, address);
    if (withdraw !== undefined) this.#published = this.#published.concat(withdraw);
  }

  get shared(): SharedPath | undefined {
    return this.runtime.network.shared;
  }

  /** @hot */
  send(socket: SocketNumber, packet: Uint8Array, to: TransportAddress): void {
    const sockets = this.#sockets;
    for (let i = 0; i < sockets.length; i++) {
      const open = sockets[i] as OpenSocket;
      if (open.number === socket) {
        if (open.socket?.send(packet, to)) this.settled++;
        this.bytesSent += packet.length;
        if (packet.length > this.largest) this.largest = packet.length;
        return;
      }
    }
  }

  /** @hot */
  transmit(share: number, now: Instant): number {
    const transport = this.#transport;
    try {
      const sent = transport.transmit(this, share, now);
      if (sent === share) return sent;
      if (transport.finished) {
        this.#release();
      } else {
        if (this.#closing.length > 0) this.#closeSockets();
        this.at = transport.nextTimeout();
      }
      return sent;
    } catch (error) {
      this.broke(error);
      return 0;
    }
  }

  handleTimeout(now: Instant): void {
    try {
      this.#transport.handleTimeout(now);
    } catch (error) {
      this.broke(error);
    }
  }

  /** A mistake of ours ends the transport that it happened in, and nothing else. */
  broke(error: unknown): void {
    if (this.released) return;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.runtime.log.log('error', 'driver', `internal error: ${text}`);
    try {
      this.#transport.fail(new ProtocolError('internal', 'internal-error', 'internal error', { cause: error }));
    } catch (second) {
      this.runtime.log.log('error', 'driver', `internal error while failing: ${String(second)}`);
    }
    this.#release();
  }

  socketFailed(number: SocketNumber): void {
    const index = this.#sockets.findIndex(open => open.number === number);
    if (index >= 0) this.#sockets.splice(index, 1);
  }

  #closeSockets(): void {
    for (const number of this.#closing) {
      const index = this.#sockets.findIndex(open => open.number === number);
      if (index >= 0) this.#sockets.splice(index, 1)[0]?.socket?.close();
    }
    this.#closing = NONE;
  }

  #release(): void {
    if (this.released) return;
    this.released = true;
    this.#driver.forget(this);
    for (const open of this.#sockets) open.socket?.close();
    this.#sockets = [];
    this.#closing = NONE;
    for (const withdraw of this.#published) withdraw();
    this.#published = NONE;
    if (this.#held) this.runtime.tasks.release();
    this.#held = false;
  }
}

/** One socket of a transport, and its ear. */
class OpenSocket implements PacketStreamEvents {
  readonly number: SocketNumber;
  /** Undefined while it is being opened. */
  socket: DatagramSocket | undefined;
  readonly #driver: Driver;
  readonly #entry: Entry;
  readonly #transport: Pumped;

  constructor(driver: Driver, entry: Entry, transport: Pumped) {
    this.number = driver.nextSocket();
    this.socket = undefined;
    this.#driver = driver;
    this.#entry = entry;
    this.#transport = transport;
  }

  opened(local: TransportAddress): void {
    if (this.#entry.released) return;
    const now = this.#entry.touch();
    try {
      this.#transport.socketOpened(this.number, local, now);
    } catch (error) {
      this.#entry.broke(error);
    }
  }

  failed(reason: string): void {
    if (this.#entry.released) return;
    const now = this.#entry.touch();
    this.#entry.socketFailed(this.number);
    try {
      this.#transport.socketFailed(this.number, reason, now);
    } catch (error) {
      this.#entry.broke(error);
    }
  }

  disconnected(remote: TransportAddress, reason: string): void {
    if (this.#entry.released) return;
    const now = this.#entry.touch();
    try {
      this.#transport.disconnected(this.number, remote, reason, now);
    } catch (error) {
      this.#entry.broke(error);
    }
  }

  /** @hot */
  datagram(bytes: Uint8Array, from: TransportAddress): void {
    const entry = this.#entry;
    if (entry.released) return;
    const transport = this.#transport;
    const now = this.#driver.arrived(entry, transport.connected);
    try {
      transport.receive(this.number, bytes, from, now);
      if (transport.pressing) entry.transmit(SHARE, now);
    } catch (error) {
      entry.broke(error);
    } finally {
      this.#driver.read();
    }
  }
}
