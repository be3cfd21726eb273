/** Two associations over a seeded link in virtual time: loss, delay, jitter (which reorders), duplication, rate. */

import { createHmac } from 'node:crypto';
import type { ProtocolError } from '../../../src/base/errors.ts';
import { SILENT } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import {
  type AssociationEvents,
  DEFAULT_SCTP_OPTIONS,
  SctpAssociation,
  type SctpOptions,
} from '../../../src/sctp/index.ts';
import { allocate } from '../../sim/allocate.ts';
import { release } from '../../sim/release.ts';

export interface LinkOptions {
  readonly loss?: number;
  readonly delay?: number;
  readonly jitter?: number;
  readonly duplication?: number;
  /** Bytes per millisecond; unlimited if absent. */
  readonly rate?: number;
  /** Bytes that may wait for the rate. */
  readonly queue?: number;
  /** Larger packets are lost. */
  readonly mtu?: number;
}

export interface Received {
  readonly streamId: number;
  readonly ppid: number;
  readonly data: Uint8Array;
}

/** Everything an association told, in order. */
export class Recorder implements AssociationEvents {
  readonly messages: Received[];
  readonly log: string[];
  /** Streams whose buffered amount fell to the threshold. */
  readonly lows: number[];
  error: ProtocolError | undefined;
  isClosed: boolean;
  onMessage: ((message: Received) => void) | undefined;
  /** Lengths of messages that the application is yet to take. */
  pending: number[];

  constructor() {
    this.pending = [];
    this.messages = [];
    this.log = [];
    this.lows = [];
    this.error = undefined;
    this.isClosed = false;
    this.onMessage = undefined;
  }

  #note(text: string): void {
    if (this.isClosed) throw new Error(`After closed: ${text}`);
    this.log.push(text);
  }

  connected(): void {
    this.#note('connected');
  }

  message(streamId: number, ppid: number, data: Uint8Array): void {
    if (this.isClosed) throw new Error('A message after closed');
    const message = { streamId, ppid, data };
    this.pending.push(data.length);
    if (this.onMessage === undefined) this.messages.push(message);
    else this.onMessage(message);
  }

  bufferedAmountLow(streamId: number): void {
    if (this.isClosed) throw new Error('A low event after closed');
    this.lows.push(streamId);
  }

  incomingStreamsReset(streamIds: readonly number[]): void {
    this.#note(`incoming ${streamIds.join()}`);
  }

  outgoingStreamsReset(streamIds: readonly number[], performed: boolean): void {
    this.#note(`outgoing ${streamIds.join()} ${performed}`);
  }

  restarted(): void {
    this.#note('restarted');
  }

  closed(error?: ProtocolError): void {
    this.#note(error === undefined ? 'closed' : `closed ${error.code}`);
    this.error = error;
    this.isClosed = true;
  }
}

/** Most tests read DATA on the wire: I-DATA is spoken where it is asked for. */
const DATA_ONLY: Partial<SctpOptions> = { extensions: { ...DEFAULT_SCTP_OPTIONS.extensions, interleaving: false } };
export const INTERLEAVED: Partial<SctpOptions> = {
  extensions: { ...DEFAULT_SCTP_OPTIONS.extensions, interleaving: true },
};

export class End {
  readonly events: Recorder;
  readonly association: SctpAssociation;
  /** Every packet it sent, if `keep`. */
  readonly sent: Uint8Array[];
  /** Called before each pull, as a transport lets its channel table pay first. */
  beforePoll: ((now: number) => void) | undefined;
  keep: boolean;
  /** Whether the application takes messages as they come. */
  reads: boolean;
  sentPackets: number;
  /** Packets whose memory it gave back. */
  released: number;

  constructor(seed: number, options: Partial<SctpOptions>, events: AssociationEvents | undefined) {
    this.events = new Recorder();
    this.sent = [];
    this.beforePoll = undefined;
    this.keep = false;
    this.reads = true;
    this.sentPackets = 0;
    this.released = 0;
    this.association = new SctpAssociation({ ...DATA_ONLY, ...options }, events ?? this.events, {
      random: new SeededRandom(seed),
      hmac: (key, data) => createHmac('sha256', key).update(data).digest(),
      allocate,
      release: memory => {
        this.released++;
        release(memory);
      },
      log: SILENT,
    });
  }

  /** The application takes what is there. */
  read(): void {
    for (const length of this.events.pending) this.association.consumed(length);
    this.events.pending = [];
  }
}

interface Flight {
  readonly at: number;
  readonly order: number;
  readonly to: End;
  readonly packet: Uint8Array;
}

export interface PairOptions {
  readonly seed?: number;
  readonly link?: LinkOptions;
  readonly a?: Partial<SctpOptions>;
  readonly b?: Partial<SctpOptions>;
  readonly eventsA?: AssociationEvents;
  readonly eventsB?: AssociationEvents;
}

export class Pair {
  readonly a: End;
  readonly b: End;
  link: LinkOptions;
  now: number;
  /** Decides the fate of a packet before chance does: false drops it. */
  filter: ((packet: Uint8Array, from: End) => boolean) | undefined;
  readonly #random: SeededRandom;
  #flights: Flight[];
  #order: number;
  readonly #busyUntil: Map<End, number>;

  constructor(options: PairOptions = {}) {
    const seed = options.seed ?? 1;
    this.a = new End(seed * 2 + 1, options.a ?? {}, options.eventsA);
    this.b = new End(seed * 2 + 2, options.b ?? {}, options.eventsB);
    this.link = options.link ?? {};
    this.now = 1000;
    this.filter = undefined;
    this.#random = new SeededRandom(seed + 77);
    this.#flights = [];
    this.#order = 0;
    this.#busyUntil = new Map();
  }

  /** Both connect at once, as WebRTC does, and settle. */
  static connected(options: PairOptions = {}): Pair {
    const { link, ...rest } = options;
    const pair = new Pair(rest);
    pair.a.association.connect(pair.now);
    pair.b.association.connect(pair.now);
    pair.settle();
    pair.link = link ?? {};
    return pair;
  }

  other(end: End): End {
    return end === this.a ? this.b : this.a;
  }

  /** Pulls all packets of both ends onto the link. */
  flush(): void {
    for (const end of [this.a, this.b]) {
      end.beforePoll?.(this.now);
      if (end.reads && end.events.pending.length > 0) end.read();
      for (;;) {
        const packet = end.association.pollTransmit(this.now);
        if (packet === undefined) break;
        end.sentPackets++;
        if (end.keep) end.sent.push(packet.slice());
        this.#carry(end, packet);
      }
    }
  }

  #carry(from: End, packet: Uint8Array): void {
    if (this.filter !== undefined && !this.filter(packet, from)) return;
    const { loss = 0, duplication = 0, mtu = Number.POSITIVE_INFINITY } = this.link;
    if (packet.length > mtu) return;
    if (this.#random.unit() < loss) return;
    this.#launch(from, packet);
    if (this.#random.unit() < duplication) this.#launch(from, packet);
  }

  #launch(from: End, packet: Uint8Array): void {
    const { delay = 1, jitter = 0, rate, queue = Number.POSITIVE_INFINITY } = this.link;
    let start = this.now;
    if (rate !== undefined) {
      const free = Math.max(this.now, this.#busyUntil.get(from) ?? 0);
      if ((free - this.now) * rate > queue) return;
      start = free + packet.length / rate;
      this.#busyUntil.set(from, start);
    }
    const flight = {
      at: start + delay + this.#random.unit() * jitter,
      order: this.#order++,
      to: this.other(from),
      packet,
    };
    // Kept sorted; new flights mostly belong near the end.
    let i = this.#flights.length;
    while (i > 0 && (this.#flights[i - 1] as Flight).at > flight.at) i--;
    this.#flights.splice(i, 0, flight);
  }

  /** One step of virtual time: the next arrivals or timeouts, then a flush. False if nothing is left to happen. */
  step(until: number = Number.POSITIVE_INFINITY): boolean {
    this.flush();
    const next = Math.min(
      this.#flights[0]?.at ?? Number.POSITIVE_INFINITY,
      this.a.association.nextTimeout(),
      this.b.association.nextTimeout(),
    );
    if (next > until || next === Number.POSITIVE_INFINITY) return false;
    this.now = Math.max(this.now, next);
    while (this.#flights.length > 0 && (this.#flights[0] as Flight).at <= this.now) {
      const { to, packet } = this.#flights.shift() as Flight;
      const received = packet.slice();
      to.association.receive(received, this.now, received);
    }
    for (const end of [this.a, this.b]) {
      if (end.association.nextTimeout() <= this.now) end.association.handleTimeout(this.now);
    }
    this.flush();
    return true;
  }

  /** Runs for `duration` milliseconds of virtual time. */
  run(duration: number): void {
    const until = this.now + duration;
    while (this.step(until));
    this.now = until;
    this.flush();
  }

  /** Runs until nothing but heartbeats is left, or `limit` milliseconds. */
  settle(limit: number = 5000): void {
    const until = this.now + limit;
    while (this.step(Math.min(until, this.now + 4000)));
  }

  /** Runs until `done`, at most `limit` milliseconds. Answers whether it was. */
  runUntil(done: () => boolean, limit: number = 60_000): boolean {
    const until = this.now + limit;
    while (!done()) if (!this.step(until)) return done();
    return true;
  }
}

export function bytes(length: number, seed: number = 0): Uint8Array {
  const data = new Uint8Array(length);
  for (let i = 0; i < length; i++) data[i] = (i * 31 + seed * 7 + (i >>> 8)) & 0xff;
  return data;
}

/** Types of the chunks in a packet. */
export function chunkTypes(packet: Uint8Array | undefined): number[] {
  const types: number[] = [];
  for (let at = 12; packet !== undefined && at + 4 <= packet.length; ) {
    types.push(packet[at] as number);
    at += (((packet[at + 2] as number) << 8) | (packet[at + 3] as number)) + 3;
    at &= ~3;
  }
  return types;
}

export const RELIABLE = { ordered: true } as const;
export const UNORDERED = { ordered: false } as const;
