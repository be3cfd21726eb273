/**
 * What leaves, what comes back, what is sent again, what is given up (RFC 9260 §6.1, §6.2.1, §6.3, §7.2; RFC 3758 §3.5).
 *
 * Loss is told as QUIC tells it (RFC 9002 §6.1): a chunk is lost once something sent three packets later is acknowledged,
 * or anything later and 9/8 RTT have passed. One SACK may acknowledge a whole burst, so its packets are counted and not
 * SACKs; and a retransmission that is lost again is noticed without waiting for T3-rtx.
 */

import { readU16 } from '../../base/be.ts';
import { Deadline } from '../../base/deadline.ts';
import type { Instant } from '../../base/instant.ts';
import { distance32 } from '../../base/serial.ts';
import type { SctpCounters } from '../events.ts';
import {
  DATA_BEGIN,
  DATA_END,
  DATA_HEADER_BYTES,
  DATA_IMMEDIATE,
  DATA_UNORDERED,
  writeDataHeader,
} from '../packet/data.ts';
import { type SkippedStream, writeForwardTsn } from '../packet/forward-tsn.ts';
import { COMMON_HEADER_BYTES, type PacketWriter, padded } from '../packet/packet.ts';
import { readSack, SACK_HEADER_BYTES } from '../packet/sack.ts';
import { Acknowledgement } from './acknowledgement.ts';
import { type CongestionController, WestwoodController } from './congestion.ts';
import { ABANDONED, ACKED, IN_FLIGHT, OutstandingData } from './outstanding-data.ts';
import { Reordering } from './reordering.ts';
import type { Rto } from './rto.ts';
import type { OutboundMessage, SendQueue } from './send-queue.ts';

/** A fragment is not made smaller than this to fill up a packet. */
const MIN_FRAGMENT = 128;
/** RFC 9260 §7.2.4: three missing reports. */
const PACKET_THRESHOLD = 3;
/** A T3-rtx that comes this late was not held up by the path but by our own event loop: read what arrived first. */
const LATE = 100;
const LATE_GRACE = 10;

const NO_BLOCKS = new Uint8Array(0);

export interface SenderOptions {
  readonly mtu: number;
  readonly initialTsn: number;
  readonly initialWindowPackets: number;
}

export class RetransmissionQueue {
  readonly outstanding: OutstandingData;
  readonly congestion: CongestionController;
  readonly t3: Deadline;
  readonly #lossTimer: Deadline;
  readonly #reordering: Reordering;
  readonly #queue: SendQueue;
  readonly #rto: Rto;
  readonly #counters: SctpCounters;
  readonly #initialTsn: number;
  #maxFragment: number;
  #mtu: number;
  /** a_rwnd of the last SACK. */
  #peerRwnd: number;
  #partialReliability: boolean;
  #packetNumber: number;
  #highestAckedPacket: number;
  /** Losses up to this chunk belong to a congestion event that was answered. */
  #lossEpoch: number;
  #fastRecovery: boolean;
  /** RFC 3758 §3.5 Advanced.Peer.Ack.Point. */
  #forwardPoint: number;
  #forwardOwed: boolean;
  /** One packet may leave whatever the window says (RFC 9260 §7.2.4 item 3, §6.3.3 E3). */
  #probe: boolean;
  /** cwnd, and nothing else, held back what came next: the window is used whole (RFC 9260 §7.2.1). */
  #limited: boolean;
  #lateOnce: boolean;

  constructor(options: SenderOptions, queue: SendQueue, rto: Rto, counters: SctpCounters) {
    this.outstanding = new OutstandingData();
    this.congestion = new WestwoodController(options.mtu - COMMON_HEADER_BYTES, options.initialWindowPackets);
    this.t3 = new Deadline();
    this.#lossTimer = new Deadline();
    this.#reordering = new Reordering();
    this.#queue = queue;
    this.#rto = rto;
    this.#counters = counters;
    this.#initialTsn = options.initialTsn;
    this.#mtu = options.mtu;
    this.#maxFragment = options.mtu - COMMON_HEADER_BYTES - DATA_HEADER_BYTES;
    this.#peerRwnd = 0;
    this.#partialReliability = false;
    this.#packetNumber = 0;
    this.#highestAckedPacket = 0;
    this.#lossEpoch = -1;
    this.#fastRecovery = false;
    this.#forwardPoint = -1;
    this.#forwardOwed = false;
    this.#probe = false;
    this.#limited = false;
    this.#lateOnce = false;
  }

  /** The peer's INIT or INIT ACK is known. */
  peerKnown(rwnd: number, partialReliability: boolean): void {
    this.#peerRwnd = rwnd;
    this.#partialReliability = partialReliability;
  }

  /** What one packet takes on this path, and the largest fragment to cut from here on. */
  setPacketSize(mtu: number, maxFragment: number): void {
    this.#mtu = mtu;
    this.#maxFragment = maxFragment;
  }

  /**
   * Size of the packet that the oldest lost chunk needs; 0 if nothing is lost. It may be more than the path is known to
   * carry: RFC 9260 §6.9 leaves such a chunk to IP fragmentation.
   */
  get largestLost(): number {
    const { outstanding } = this;
    if (outstanding.lostCount === 0) return 0;
    return COMMON_HEADER_BYTES + padded(DATA_HEADER_BYTES + outstanding.size(outstanding.firstLost()));
  }

  get peerRwnd(): number {
    return Math.max(0, this.#peerRwnd - this.outstanding.flightSize);
  }

  /** The peer's window is shut but for probes: silence is its right, and no path failure. */
  get zeroWindow(): boolean {
    return this.#peerRwnd < this.#maxFragment;
  }

  get idle(): boolean {
    return this.outstanding.empty && this.#queue.empty;
  }

  /** RFC 6525 §4.1 "Sender's Last Assigned TSN". */
  get lastAssignedTsn(): number {
    return this.#tsnOf(this.outstanding.next - 1);
  }

  get forwardOwed(): boolean {
    return this.#forwardOwed;
  }

  get nextTimeout(): Instant {
    return Math.min(this.t3.at, this.#lossTimer.at);
  }

  #tsnOf(index: number): number {
    return (this.#initialTsn + index) >>> 0;
  }

  /** Whether `fill` would write anything into an empty packet. @hot */
  canSend(): boolean {
    const { outstanding } = this;
    if (outstanding.lostCount > 0) {
      if (this.#mayRetransmit()) return true;
      this.#limited = true;
    }
    const message = this.#queue.peek();
    if (message === undefined) return false;
    if (outstanding.flightSize >= this.congestion.cwnd) this.#limited = true;
    return this.#maySend(DATA_HEADER_BYTES + Math.min(this.#maxFragment, message.data.length - message.sent));
  }

  #mayRetransmit(): boolean {
    return this.#probe || this.outstanding.flightSize < this.congestion.cwnd;
  }

  /** @hot */
  #maySend(bytes: number): boolean {
    const flightSize = this.outstanding.flightSize;
    // RFC 9260 §6.1 A: "…regardless of the value of rwnd (including if it is 0), the data sender can always have one
    // DATA chunk in flight".
    if (flightSize === 0) return true;
    // RFC 9260 §6.1 B: "…the sender MUST NOT transmit new data … if it has cwnd + (PMDCS - 1) or more bytes of data
    // outstanding".
    return flightSize < this.congestion.cwnd && flightSize + bytes <= this.#peerRwnd;
  }

  /** Fills the packet with DATA: what was lost first, then what is new. @hot */
  fill(writer: PacketWriter, now: Instant): void {
    const packet = this.#packetNumber + 1;
    this.#limited = false;
    let last = this.#fillLost(writer, packet, now);
    if (last >= 0 && this.#probe) this.#probe = false;
    if (this.outstanding.lostCount === 0) {
      const fresh = this.#fillNew(writer, packet, now);
      if (fresh >= 0) last = fresh;
    }
    if (last < 0) return;
    this.#packetNumber = packet;
    // RFC 9260 §3.3.1: the I bit asks for a SACK at once; worth it where a delayed one would stall a small window.
    const { cwnd } = this.congestion;
    if (cwnd <= 4 * this.#mtu && this.outstanding.flightSize >= cwnd && !this.#queue.empty) {
      writer.bytes[last + 1] = (writer.bytes[last + 1] as number) | DATA_IMMEDIATE;
    }
    if (!this.t3.running) this.t3.start(now, this.#rto.value);
  }

  #fillLost(writer: PacketWriter, packet: number, now: Instant): number {
    const { outstanding } = this;
    let last = -1;
    while (outstanding.lostCount > 0) {
      const index = outstanding.firstLost();
      const message = outstanding.message(index);
      if (this.#partialReliability && message.expiresAt <= now) {
        this.#abandon(index);
        continue;
      }
      const size = outstanding.size(index);
      if (padded(DATA_HEADER_BYTES + size) > writer.room) break;
      if (!this.#mayRetransmit()) break;
      last = writer.at;
      this.#write(writer, message, index, outstanding.offset(index), size);
      outstanding.retransmit(index, packet, now);
      // RFC 9260 §6.3.2: the timer of an earliest chunk that leaves again starts anew.
      if (index === outstanding.first) this.t3.start(now, this.#rto.value);
      this.#counters.retransmissions++;
    }
    return last;
  }

  /** @hot */
  #fillNew(writer: PacketWriter, packet: number, now: Instant): number {
    let last = -1;
    for (;;) {
      const message = this.#queue.peek();
      if (message === undefined) return last;
      if (message.expiresAt <= now && (message.sent === 0 || this.#partialReliability)) {
        this.#expire(message);
        continue;
      }
      const remaining = message.data.length - message.sent;
      const room = Math.min(writer.room - DATA_HEADER_BYTES, this.#maxFragment);
      if (room < remaining && room < MIN_FRAGMENT) return last;
      const size = remaining < room ? remaining : room;
      if (!this.#maySend(padded(DATA_HEADER_BYTES + size))) return last;
      const offset = message.sent;
      const index = this.outstanding.push(message, offset, size, packet, now);
      this.#queue.advance(message, size);
      last = writer.at;
      this.#write(writer, message, index, offset, size);
      this.#counters.dataChunksSent++;
      if (message.sent === message.data.length) this.#counters.messagesSent++;
    }
  }

  /** @hot */
  #write(writer: PacketWriter, message: OutboundMessage, index: number, offset: number, size: number): void {
    const { data } = message;
    const whole = data.length === size;
    let flags = message.ordered ? 0 : DATA_UNORDERED;
    if (offset === 0) flags |= DATA_BEGIN;
    if (offset + size === data.length) flags |= DATA_END;
    const at = writer.at;
    writeDataHeader(writer.bytes, at, flags, size, this.#tsnOf(index), message.streamId, message.ssn, message.ppid);
    writer.bytes.set(whole ? data : data.subarray(offset, offset + size), at + DATA_HEADER_BYTES);
    writer.at = at + DATA_HEADER_BYTES + size;
    writer.pad();
  }

  /**
   * Takes the SACK at [start, end). Answers whether anything was acknowledged for the first time; undefined if the SACK
   * makes no sense. @hot
   */
  receiveSack(bytes: Uint8Array, start: number, end: number, now: Instant): boolean | undefined {
    const sack = readSack(bytes, start, end);
    if (sack === undefined) return undefined;
    if (sack.duplicates > 0) this.#reordering.duplicateReported();
    return this.#acknowledged(sack.cumulativeTsn, sack.aRwnd, sack.gapBlocks, bytes, start, now);
  }

  /** RFC 9260 §9.2: SHUTDOWN acknowledges too, without blocks. */
  receiveCumulative(tsn: number, now: Instant): boolean | undefined {
    return this.#acknowledged(tsn, this.#peerRwnd, 0, NO_BLOCKS, 0, now);
  }

  /** @hot */
  #acknowledged(
    cumulativeTsn: number,
    aRwnd: number,
    gapBlocks: number,
    bytes: Uint8Array,
    start: number,
    now: Instant,
  ): boolean | undefined {
    const { outstanding } = this;
    const before = outstanding.first - 1;
    const cumulative = before + distance32(cumulativeTsn, this.#tsnOf(before));
    // RFC 9260 §6.2.1 D i: a SACK older than the Cumulative TSN Ack Point is dropped.
    if (cumulative < before) return false;
    if (cumulative >= outstanding.next) return undefined;
    const ack = new Acknowledgement(outstanding, this.#highestAckedPacket);
    while (outstanding.first <= cumulative) ack.release();
    this.#acknowledgeBlocks(ack, bytes, start, gapBlocks, cumulative);
    if (!outstanding.empty && outstanding.state(outstanding.first) === ACKED) {
      // RFC 9260 §6.2.1 D iii: the receiver took back what it had reported; what it still reports counts.
      for (let index = outstanding.first; index < outstanding.next; index++) outstanding.renege(index);
      this.#acknowledgeBlocks(ack, bytes, start, gapBlocks, cumulative);
    }
    this.#peerRwnd = aRwnd;
    if (ack.rttSentAt >= 0) this.#rto.measured(now - ack.rttSentAt);
    if (ack.late) this.#reordering.seen();
    if (ack.highestPacket > this.#highestAckedPacket) this.#highestAckedPacket = ack.highestPacket;
    if (this.#fastRecovery && cumulative >= this.#lossEpoch) this.#fastRecovery = false;
    if (ack.bytes > 0) {
      this.congestion.acknowledged(ack.bytes, this.#limited, this.#fastRecovery, now, this.#rto.minRtt);
    }
    if (gapBlocks > 0 || ack.retransmitted || this.#lossTimer.running) this.#detectLosses(now);
    if (this.#partialReliability && !outstanding.empty) this.#advanceForwardPoint();
    if (outstanding.empty) {
      this.t3.stop();
      this.#lossTimer.stop();
    } else if (ack.bytes > 0 || cumulative > before) {
      // RFC 9260 §6.3.2 R3 restarts the timer when the earliest chunk is acknowledged; as RFC 9002 §6.2.1 does, any
      // chunk will do here, because a loss before it is found by time.
      this.t3.start(now, this.#rto.value);
    }
    return ack.bytes > 0 || cumulative > before;
  }

  #acknowledgeBlocks(ack: Acknowledgement, bytes: Uint8Array, start: number, blocks: number, cumulative: number): void {
    let highest = cumulative;
    for (let i = 0, at = start + SACK_HEADER_BYTES; i < blocks; i++, at += 4) {
      const from = cumulative + readU16(bytes, at);
      const to = cumulative + readU16(bytes, at + 2);
      if (from <= highest || to < from || to >= this.outstanding.next) continue;
      for (let index = from; index <= to; index++) ack.acknowledge(index);
      highest = to;
    }
  }

  /** RFC 9260 §7.2.4, told by packets and by time. */
  #detectLosses(now: Instant): void {
    const { outstanding } = this;
    const highest = this.#highestAckedPacket;
    const delay = this.#reordering.delay(this.#rto.recentRtt, this.#rto.minRtt);
    const threshold = this.#reordering.countsPackets ? PACKET_THRESHOLD : Number.POSITIVE_INFINITY;
    let earliest = Number.POSITIVE_INFINITY;
    let newLoss = false;
    const end = outstanding.next;
    for (let index = outstanding.first; index < end; index++) {
      if (outstanding.state(index) !== IN_FLIGHT) continue;
      const packet = outstanding.packet(index);
      if (packet >= highest) continue;
      const due = outstanding.sentAt(index) + delay;
      if (highest - packet < threshold && due > now) {
        if (due < earliest) earliest = due;
        continue;
      }
      if (index > this.#lossEpoch) newLoss = true;
      this.#counters.fastRetransmissions++;
      this.#lose(index, now);
    }
    this.#lossTimer.at = earliest;
    if (!newLoss) return;
    // RFC 9260 §7.2.4: enters Fast Recovery once per window; the first packet leaves whatever cwnd says.
    this.congestion.lost(this.#rto.minRtt);
    this.#reordering.recoveryStarted();
    this.#lossEpoch = outstanding.next - 1;
    this.#fastRecovery = true;
    this.#probe = true;
  }

  #lose(index: number, now: Instant): void {
    const { outstanding } = this;
    const message = outstanding.message(index);
    const spent = message.maxRetransmits >= 0 && outstanding.transmissions(index) > message.maxRetransmits;
    if (this.#partialReliability && (spent || message.expiresAt <= now)) this.#abandon(index);
    else outstanding.lose(index);
  }

  handleLossTimeout(now: Instant): void {
    if (!this.#lossTimer.take(now)) return;
    this.#detectLosses(now);
    if (this.#partialReliability) this.#advanceForwardPoint();
  }

  /** T3-rtx. Answers whether it expired: the caller counts the error (RFC 9260 §8.1). */
  handleT3(now: Instant): boolean {
    if (!this.t3.expired(now)) return false;
    if (now - this.t3.at > LATE && !this.#lateOnce) {
      this.#lateOnce = true;
      this.t3.start(now, LATE_GRACE);
      return false;
    }
    this.#lateOnce = false;
    this.#counters.retransmissionTimeouts++;
    const { outstanding } = this;
    this.#lossTimer.stop();
    // RFC 9260 §6.3.3 E1–E3.
    if (!this.zeroWindow) this.congestion.timedOut(this.#rto.minRtt);
    this.#rto.backOff();
    this.#fastRecovery = false;
    this.#lossEpoch = outstanding.next - 1;
    const end = outstanding.next;
    for (let index = outstanding.first; index < end; index++) {
      if (outstanding.state(index) === IN_FLIGHT) this.#lose(index, now);
    }
    this.#probe = true;
    this.t3.start(now, this.#rto.value);
    if (this.#partialReliability) {
      this.#advanceForwardPoint();
      if (this.#forwardPoint >= outstanding.first) this.#forwardOwed = true;
    }
    return true;
  }

  /** Sends at once what a lost path kept waiting. */
  pathRestored(now: Instant): void {
    this.#rto.resetBackoff();
    if (this.t3.running) this.t3.at = now;
  }

  /** RFC 3758 §3.5 A3: gives up the whole message that a chunk belongs to. */
  #abandon(index: number): void {
    const { outstanding } = this;
    const message = outstanding.message(index);
    for (let i = index; i >= outstanding.first && outstanding.message(i) === message; i--) outstanding.abandon(i);
    const end = outstanding.next;
    for (let i = index + 1; i < end && outstanding.message(i) === message; i++) outstanding.abandon(i);
    this.#endAbandoned(message);
  }

  /** The message whose turn it is has outlived its time. */
  #expire(message: OutboundMessage): void {
    if (message.sent === 0) {
      this.#queue.discard(message);
      this.#counters.messagesAbandoned++;
      return;
    }
    const { outstanding } = this;
    for (let i = outstanding.next - 1; i >= outstanding.first && outstanding.message(i) === message; i--) {
      outstanding.abandon(i);
    }
    this.#endAbandoned(message);
    this.#advanceForwardPoint();
  }

  #endAbandoned(message: OutboundMessage): void {
    this.#counters.messagesAbandoned++;
    if (message.sent < message.data.length) {
      this.#queue.discard(message);
      message.sent = message.data.length;
      this.outstanding.pushPlaceholder(message);
    }
  }

  /** RFC 3758 §3.5 C1, C2. */
  #advanceForwardPoint(): void {
    const { outstanding } = this;
    let point = Math.max(this.#forwardPoint, outstanding.first - 1);
    while (point + 1 < outstanding.next && (outstanding.state(point + 1) & ABANDONED) !== 0) point++;
    if (point < outstanding.first || point === this.#forwardPoint) return;
    this.#forwardPoint = point;
    this.#forwardOwed = true;
  }

  /** The FORWARD TSN that is owed; undefined if it does not fit `room`. */
  takeForward(room: number, now: Instant): Uint8Array | undefined {
    const { outstanding } = this;
    if (this.#forwardPoint < outstanding.first) {
      this.#forwardOwed = false;
      return undefined;
    }
    const most = (room - 8) >>> 2;
    if (most < 1) return undefined;
    const ssns = new Map<number, number>();
    let point = outstanding.first - 1;
    while (point < this.#forwardPoint) {
      const message = outstanding.message(point + 1);
      if (message.ordered) {
        if (!ssns.has(message.streamId) && ssns.size === most) break;
        ssns.set(message.streamId, message.ssn);
      }
      point++;
    }
    this.#forwardOwed = false;
    if (!this.t3.running) this.t3.start(now, this.#rto.value);
    const skipped: SkippedStream[] = [...ssns].map(([streamId, ssn]) => ({ streamId, ssn }));
    return writeForwardTsn({ newCumulativeTsn: this.#tsnOf(point), skipped });
  }
}
