/**
 * A small TCP for the simulated network: connecting, in order, retransmitted until acknowledged, ended or reset
 * (RFC 9293 in spirit). Its segments are datagrams of the simulated links, so loss, delay and NATs meet them, too.
 */

import type { TransportAddress } from '../../src/base/address.ts';
import { readU32, writeU32 } from '../../src/base/be.ts';
import type { StreamEvents, StreamSocket } from '../../src/runtime/network.ts';
import type { World } from './world.ts';

/** What makes a datagram a segment; no packet of ours begins so. */
const TAG = 0xff54_4350;
const HEADER_LENGTH = 20;
const SYN = 1;
const ACK = 2;
const FIN = 4;
const RST = 8;

const SEGMENT_BYTES = 1_400;
const WINDOW_BYTES = 64 * SEGMENT_BYTES;
const FIRST_RTO = 300;
/** After this many time-outs in a row the connection is given up: 19 s. */
const MAX_ATTEMPTS = 6;

export interface Segment {
  readonly flags: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly data: Uint8Array;
}

export function isSegment(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER_LENGTH && readU32(bytes, 0) === TAG;
}

export function readSegment(bytes: Uint8Array): Segment {
  return {
    flags: readU32(bytes, 4),
    sequence: readU32(bytes, 8),
    acknowledgement: readU32(bytes, 12),
    data: bytes.subarray(HEADER_LENGTH),
  };
}

function writeSegment(flags: number, sequence: number, acknowledgement: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER_LENGTH + data.length);
  writeU32(bytes, 0, TAG);
  writeU32(bytes, 4, flags);
  writeU32(bytes, 8, sequence);
  writeU32(bytes, 12, acknowledgement);
  bytes.set(data, HEADER_LENGTH);
  return bytes;
}

/** Whether it begins a connection. */
export function isOpening({ flags }: Segment): boolean {
  return (flags & (SYN | ACK)) === SYN;
}

/** What a host answers to a segment that belongs to nothing; none to a reset. */
export function resetFor(segment: Segment): Uint8Array | undefined {
  if ((segment.flags & RST) !== 0) return undefined;
  return writeSegment(RST, 0, segment.sequence, new Uint8Array(0));
}

/** What a stream asks of its host. */
export interface StreamCarrier {
  transmit(bytes: Uint8Array, from: TransportAddress, to: TransportAddress): void;
  forget(stream: SimulatedStream): void;
}

export class SimulatedStream implements StreamSocket {
  readonly local: TransportAddress;
  readonly remote: TransportAddress;
  #events: StreamEvents | undefined;
  readonly #world: World;
  readonly #carrier: StreamCarrier;
  #state: 'connecting' | 'accepting' | 'open' | 'over';
  /** Written and not acknowledged; its first byte has the number `#first`. */
  readonly #pieces: Uint8Array[];
  #queued: number;
  #first: number;
  #next: number;
  #expected: number;
  #ending: boolean;
  #attempts: number;
  #timer: { cancel(): void } | undefined;

  constructor(
    world: World,
    carrier: StreamCarrier,
    local: TransportAddress,
    remote: TransportAddress,
    events: StreamEvents | undefined,
  ) {
    this.local = local;
    this.remote = remote;
    this.#events = events;
    this.#world = world;
    this.#carrier = carrier;
    this.#state = events === undefined ? 'accepting' : 'connecting';
    this.#pieces = [];
    this.#queued = 0;
    this.#first = 0;
    this.#next = 0;
    this.#expected = 0;
    this.#ending = false;
    this.#attempts = 0;
    this.#timer = undefined;
  }

  get queuedBytes(): number {
    return this.#queued;
  }

  /** Connects, or answers whoever connected. */
  start(events?: StreamEvents): void {
    if (events !== undefined) this.#events = events;
    this.#again();
  }

  write(bytes: Uint8Array): void {
    if (this.#state === 'over' || this.#ending || bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#queued += bytes.length;
    if (this.#state === 'open') this.#push();
  }

  close(): void {
    if (this.#state === 'over') return;
    this.#events = undefined;
    this.#ending = true;
    if (this.#state === 'connecting' || this.#queued === 0) {
      this.#send(this.#state === 'open' ? FIN : RST, new Uint8Array(0), this.#next);
      this.#over();
    }
  }

  /** Ends at once, and says nothing to the other side: the machine died. */
  vanish(): void {
    this.#events = undefined;
    this.#over();
  }

  receive(segment: Segment): void {
    if (this.#state === 'over') return;
    const { flags, sequence, acknowledgement, data } = segment;
    if ((flags & RST) !== 0) {
      this.#fail(this.#state === 'connecting' ? 'ECONNREFUSED' : 'ECONNRESET');
      return;
    }
    if (this.#state === 'connecting' && (flags & SYN) !== 0) {
      this.#established();
      this.#send(ACK, new Uint8Array(0), this.#next);
      this.#events?.opened(this.local);
      this.#push();
      return;
    }
    if ((flags & SYN) !== 0) {
      // Its answer was lost.
      this.#send((flags & ACK) === 0 ? SYN | ACK : ACK, new Uint8Array(0), this.#next);
      return;
    }
    if (this.#state === 'accepting') this.#established();
    this.#acknowledged(acknowledgement);
    if (data.length > 0) {
      if (sequence === this.#expected) {
        this.#expected += data.length;
        this.#events?.bytes(data.slice());
      }
      if (this.#live) this.#send(ACK, new Uint8Array(0), this.#next);
    }
    if ((flags & FIN) !== 0 && this.#live && sequence === this.#expected) {
      const events = this.#events;
      this.#over();
      events?.closed();
    }
  }

  /** Calls of the owner may have ended it meanwhile. */
  get #live(): boolean {
    return this.#state !== 'over';
  }

  #established(): void {
    this.#state = 'open';
    this.#attempts = 0;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #acknowledged(upTo: number): void {
    if (upTo <= this.#first) return;
    this.#attempts = 0;
    this.#timer?.cancel();
    this.#timer = undefined;
    let count = upTo - this.#first;
    this.#first = upTo;
    this.#next = Math.max(this.#next, upTo);
    this.#queued -= count;
    while (count > 0) {
      const piece = this.#pieces[0] as Uint8Array;
      if (piece.length > count) {
        this.#pieces[0] = piece.subarray(count);
        break;
      }
      count -= piece.length;
      this.#pieces.shift();
    }
    if (this.#ending && this.#queued === 0) {
      this.#send(FIN, new Uint8Array(0), this.#next);
      this.#over();
    } else {
      this.#push();
    }
  }

  /** Sends what the window allows. */
  #push(): void {
    const end = this.#first + Math.min(this.#queued, WINDOW_BYTES);
    while (this.#next < end) {
      const data = this.#slice(this.#next - this.#first, Math.min(SEGMENT_BYTES, end - this.#next));
      this.#send(ACK, data, this.#next);
      this.#next += data.length;
    }
    if (this.#queued > 0) this.#arm();
  }

  #slice(offset: number, length: number): Uint8Array {
    const data = new Uint8Array(length);
    let at = -offset;
    for (const piece of this.#pieces) {
      if (at >= length) break;
      const from = Math.max(0, -at);
      const part = piece.subarray(from, Math.max(from, length - at));
      data.set(part, Math.max(0, at));
      at += piece.length;
    }
    return data;
  }

  #arm(): void {
    if (this.#timer !== undefined) return;
    this.#timer = this.#world.tasks.setTimer(FIRST_RTO * 2 ** this.#attempts, () => {
      this.#timer = undefined;
      this.#attempts++;
      this.#again();
    });
  }

  /** From the first byte that was not acknowledged. */
  #again(): void {
    if (this.#state === 'over') return;
    if (this.#attempts >= MAX_ATTEMPTS) {
      this.#fail('ETIMEDOUT');
      return;
    }
    if (this.#state === 'open') {
      this.#next = this.#first;
      this.#push();
      return;
    }
    this.#send(this.#state === 'connecting' ? SYN : SYN | ACK, new Uint8Array(0), 0);
    this.#arm();
  }

  #send(flags: number, data: Uint8Array, sequence: number): void {
    this.#carrier.transmit(writeSegment(flags, sequence, this.#expected, data), this.local, this.remote);
  }

  #fail(reason: string): void {
    const events = this.#events;
    this.#over();
    events?.failed(reason);
  }

  #over(): void {
    this.#state = 'over';
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#pieces.length = 0;
    this.#queued = 0;
    this.#carrier.forget(this);
  }
}
