/**
 * What leaves, what comes back, what is sent again, what is given up (RFC 9260 §6.1, §6.2.1, §6.3, §7.2).
 *
 * The parts: `outstanding` knows the chunks and the packets that carried them, `loss` tells which packets are lost,
 * `rate` how fast they are delivered, `congestion` how many may be in flight, `pacer` when the next one may leave.
 */

import { Deadline } from '../../base/deadline.ts';
import type { Duration, Instant } from '../../base/instant.ts';
import { distance32 } from '../../base/serial.ts';
import type { SctpCounters } from '../events.ts';
import { DATA_IMMEDIATE, MAX_SSN_DISTANCE } from '../packet/data.ts';
import type { Extensions } from '../packet/extensions.ts';
import { writeForwardTsn } from '../packet/forward-tsn.ts';
import { writeIForwardTsn } from '../packet/i-forward-tsn.ts';
import { COMMON_HEADER_BYTES, type PacketWriter, padded } from '../packet/packet.ts';
import { readSack } from '../packet/sack.ts';
import { Abandonment } from './abandonment.ts';
import { Acknowledgement } from './acknowledgement.ts';
import { chunkHeaderBytes, writeFragment } from './chunk-writer.ts';
import type { CongestionController } from './congestion.ts';
import { BbrController } from './congestion-bbr.ts';
import { CubicController } from './congestion-cubic.ts';
import { DeliveryRate } from './delivery-rate.ts';
import { LossDetection, type LossSink } from './loss-detection.ts';
import { IN_FLIGHT, MOST_TSNS, OutstandingData } from './outstanding-data.ts';
import { Pacer } from './pacer.ts';
import { Recovery } from './recovery.ts';
import type { Rto } from './rto.ts';
import type { OutboundMessage, SendQueue } from './send-queue.ts';
import { SendWindow } from './send-window.ts';

/** A fragment is not made smaller than this to fill up a packet. */
const MIN_FRAGMENT = 128;
/** A lone packet asks for its SACK at once unless another left so shortly before: an answer may carry the SACK. */
const LONE: Duration = 20;
/** A T3-rtx that comes this late was not held up by the path but by our own event loop: read what arrived first. */
const LATE = 100;
const LATE_GRACE = 10;

const NO_BLOCKS = new Uint8Array(0);

export interface SenderOptions {
  readonly mtu: number;
  readonly initialTsn: number;
  readonly initialWindowPackets: number;
  readonly congestionControl: 'bbr' | 'cubic';
}

export class RetransmissionQueue implements LossSink {
  readonly outstanding: OutstandingData;
  readonly congestion: CongestionController;
  readonly t3: Deadline;
  readonly #loss: LossDetection;
  readonly #recovery: Recovery;
  readonly #rate: DeliveryRate;
  readonly #pacer: Pacer;
  readonly #window: SendWindow;
  readonly #abandonment: Abandonment;
  /** Of the SACK at hand. */
  readonly #ack: Acknowledgement;
  readonly #queue: SendQueue;
  readonly #rto: Rto;
  readonly #counters: SctpCounters;
  readonly #initialTsn: number;
  #maxFragment: number;
  /** Of DATA or I-DATA. */
  #headerBytes: number;
  #mtu: number;
  /** cwnd, and nothing else, held back what came next: the window is used whole (RFC 9260 §7.2.1). */
  #limited: boolean;
  #paced: boolean;
  #lastSentAt: Instant;
  #lateOnce: boolean;

  constructor(options: SenderOptions, queue: SendQueue, rto: Rto, counters: SctpCounters) {
    this.outstanding = new OutstandingData();
    const Controller = options.congestionControl === 'bbr' ? BbrController : CubicController;
    this.congestion = new Controller({
      packetBytes: options.mtu - COMMON_HEADER_BYTES,
      initialPackets: options.initialWindowPackets,
      seed: options.initialTsn,
    });
    this.t3 = new Deadline();
    this.#loss = new LossDetection(this.outstanding.packets, rto, this);
    this.#recovery = new Recovery();
    this.#rate = new DeliveryRate(this.outstanding.packets);
    this.#pacer = new Pacer();
    this.#window = new SendWindow(this.congestion);
    this.#abandonment = new Abandonment(this.outstanding, queue, rto, counters);
    this.#ack = new Acknowledgement(this.outstanding);
    this.#queue = queue;
    this.#rto = rto;
    this.#counters = counters;
    this.#initialTsn = options.initialTsn;
    this.#mtu = options.mtu;
    this.#headerBytes = chunkHeaderBytes(false);
    this.#maxFragment = options.mtu - COMMON_HEADER_BYTES - this.#headerBytes;
    this.#limited = false;
    this.#paced = false;
    this.#lastSentAt = Number.NEGATIVE_INFINITY;
    this.#lateOnce = false;
  }

  /** The peer's INIT or INIT ACK is known. */
  peerKnown(rwnd: number, { partialReliability, interleaving }: Extensions): void {
    this.#window.peerRwnd = rwnd;
    this.#abandonment.supported = partialReliability;
    this.#queue.interleaving = interleaving;
    this.outstanding.most = interleaving ? MOST_TSNS : MAX_SSN_DISTANCE;
    this.#maxFragment += this.#headerBytes - chunkHeaderBytes(interleaving);
    this.#headerBytes = chunkHeaderBytes(interleaving);
  }

  /** What one packet takes on this path, and the packet that the largest fragment is to fit from here on. */
  setPacketSize(mtu: number, fragmentMtu: number): void {
    this.#mtu = mtu;
    this.#maxFragment = fragmentMtu - COMMON_HEADER_BYTES - this.#headerBytes;
    this.congestion.packetBytes = mtu - COMMON_HEADER_BYTES;
  }

  /** Size of the packet that the oldest lost chunk needs, even beyond the MTU: RFC 9260 §6.9 has IP fragment it then. */
  get largestLost(): number {
    const { outstanding } = this;
    if (outstanding.lostCount === 0) return 0;
    return COMMON_HEADER_BYTES + padded(this.#headerBytes + outstanding.size(outstanding.firstLost()));
  }

  get peerRwnd(): number {
    return Math.max(0, this.#window.peerRwnd - this.outstanding.flightSize);
  }

  /** The peer's window is shut but for probes: what it does not take is no sign of a full path. */
  get zeroWindow(): boolean {
    return this.#window.peerRwnd < this.#maxFragment;
  }

  get idle(): boolean {
    return this.outstanding.empty && this.#queue.empty;
  }

  /** RFC 6525 §4.1 "Sender's Last Assigned TSN". */
  get lastAssignedTsn(): number {
    return this.#tsnOf(this.outstanding.next - 1);
  }

  get forwardOwed(): boolean {
    return this.#abandonment.owed;
  }

  get nextTimeout(): Instant {
    return Math.min(this.t3.at, this.#loss.timer.at, this.#loss.probe.at, this.#pacer.nextTimeout);
  }

  #tsnOf(index: number): number {
    return (this.#initialTsn + index) >>> 0;
  }

  /** Drops what may not leave any more. Before `canSend`: what waits for it to be gone may have its turn. @hot */
  expire(now: Instant): void {
    const { next } = this.#queue;
    if (this.outstanding.lostCount > 0 || (next !== undefined && next.expiresAt <= now)) this.#abandonment.expire(now);
  }

  /** Whether `fill` would write anything into an empty packet. @hot */
  canSend(now: Instant): boolean {
    this.#window.consider(this.#queue.sparseAt, this.#rto.minRtt, now);
    if (!this.#windowPermits()) {
      this.#pacer.rest();
      return false;
    }
    this.#paced = !this.#window.probe && !this.#pacer.permits(now);
    return !this.#paced;
  }

  /** @hot */
  #windowPermits(): boolean {
    const { flightSize, lostCount } = this.outstanding;
    if (lostCount > 0) {
      if (this.#window.permitsAgain(flightSize)) return true;
      this.#limited = true;
      return false;
    }
    const message = this.#queue.next;
    const full = flightSize >= this.congestion.cwnd;
    if (message !== undefined) {
      if (full) this.#limited = true;
      if (this.#permitsNext(message)) return true;
    }
    // Neither cwnd nor the pacer: the application, or the window of its peer.
    if (!full) this.#rate.ranDry(flightSize);
    return false;
  }

  /** Whether the next chunk with what is left of `message` may leave. @hot */
  #permitsNext(message: OutboundMessage): boolean {
    const bytes = this.#headerBytes + Math.min(this.#maxFragment, message.data.length - message.sent);
    const { full, flightSize } = this.outstanding;
    return !full && this.#window.permits(flightSize, bytes, message.sparse);
  }

  /** Fills the packet with DATA: what was lost first, then what is new. @hot */
  fill(writer: PacketWriter, now: Instant): void {
    if (this.#paced) return;
    const { outstanding, congestion } = this;
    const before = outstanding.flightSize;
    let last = outstanding.lostCount > 0 ? this.#fillLost(writer, now) : -1;
    if (outstanding.lostCount === 0) last = this.#fillNew(writer, now, last);
    const packet = outstanding.endPacket(now);
    if (packet === 0) return;
    this.#limited = false;
    if (before === 0) {
      const { appLimited } = this.#rate;
      congestion.restarted(now, appLimited);
      if (appLimited) this.#pacer.restarted(now);
    }
    this.#rate.sent(packet, before, now);
    this.#pacer.sent(outstanding.flightSize - before, congestion.pacingRate, now);
    const urgent = this.#wantsSack(before, now);
    if (urgent) writer.bytes[last + 1] = (writer.bytes[last + 1] as number) | DATA_IMMEDIATE;
    this.#window.probe = false;
    this.#lastSentAt = now;
    if (!this.t3.running) this.t3.start(now, this.#rto.value);
    if (!this.#recovery.active) this.#loss.awaitTail(now, urgent || before > 0, this.t3.at);
  }

  /**
   * RFC 9260 §3.3.1: the I bit asks for a SACK at once. It is worth one where a delayed SACK would hold up a loss at the
   * tail or a small window (RFC 7053 §4), unless the peer's answer is about to carry it.
   */
  #wantsSack(before: number, now: Instant): boolean {
    if (this.#window.probe) return true;
    if (this.#queue.empty) return before > 0 || now - this.#lastSentAt >= LONE;
    const { cwnd } = this.congestion;
    const { flightSize } = this.outstanding;
    return this.#window.heldBack(flightSize) || (cwnd <= 4 * this.#mtu && flightSize >= cwnd);
  }

  #fillLost(writer: PacketWriter, now: Instant): number {
    const { outstanding } = this;
    const { interleaving } = this.#queue;
    let last = -1;
    for (this.#abandonment.expire(now); outstanding.lostCount > 0; this.#abandonment.expire(now)) {
      const index = outstanding.firstLost();
      const message = outstanding.message(index);
      const size = outstanding.size(index);
      if (padded(this.#headerBytes + size) > writer.room) break;
      if (!this.#window.permitsAgain(outstanding.flightSize)) break;
      last = writer.at;
      const fsn = outstanding.fsn(index);
      writeFragment(writer, interleaving, this.#tsnOf(index), message, outstanding.offset(index), size, fsn);
      outstanding.retransmit(index);
      // RFC 9260 §6.3.2: the timer of an earliest chunk that leaves again starts anew.
      if (index === outstanding.first) this.t3.start(now, this.#rto.value);
      this.#counters.retransmissions++;
    }
    return last;
  }

  /** Answers where the last chunk begins: `lost` if there is none that is new. @hot */
  #fillNew(writer: PacketWriter, now: Instant, lost: number): number {
    const { outstanding } = this;
    const queue = this.#queue;
    let last = lost;
    for (;;) {
      if (queue.next !== undefined && queue.next.expiresAt <= now) this.#abandonment.expire(now);
      const message = queue.next;
      if (message === undefined || outstanding.full) return last;
      const remaining = message.data.length - message.sent;
      const room = Math.min(writer.room - this.#headerBytes, this.#maxFragment);
      if (room < remaining && room < MIN_FRAGMENT) return last;
      const size = remaining < room ? remaining : room;
      const bytes = padded(this.#headerBytes + size);
      if (!this.#window.permits(outstanding.flightSize, bytes, message.sparse)) return last;
      const offset = message.sent;
      const fsn = message.fragments;
      const index = outstanding.push(message, offset, size);
      queue.advance(message, size);
      last = writer.at;
      writeFragment(writer, queue.interleaving, this.#tsnOf(index), message, offset, size, fsn);
      this.#counters.dataChunksSent++;
      if (message.sent === message.data.length) this.#counters.messagesSent++;
    }
  }

  /**
   * Takes the SACK at [start, end). Answers whether anything was acknowledged for the first time; undefined if the SACK
   * makes no sense. @hot
   */
  receiveSack(bytes: Uint8Array, start: number, end: number, now: Instant): boolean | undefined {
    const sack = readSack(bytes, start, end);
    if (sack === undefined) return undefined;
    if (sack.duplicates > 0) {
      this.#loss.reordering.duplicateReported();
      if (this.#recovery.arrivedAfterAll(sack.duplicates)) this.congestion.undo();
    }
    return this.#acknowledged(sack.cumulativeTsn, sack.aRwnd, sack.gapBlocks, bytes, start, now);
  }

  /** RFC 9260 §9.2: SHUTDOWN acknowledges too, without blocks. */
  receiveCumulative(tsn: number, now: Instant): boolean | undefined {
    return this.#acknowledged(tsn, this.#window.peerRwnd, 0, NO_BLOCKS, 0, now);
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
    const priorFlight = outstanding.flightSize;
    const ack = this.#ack;
    ack.begin(this.#loss.highestAcked, now, this.#rto.minRtt);
    ack.takeCumulative(cumulative);
    if (gapBlocks > 0) ack.takeBlocks(bytes, start, gapBlocks, cumulative);
    const { empty } = outstanding;
    if (!empty) ack.takeBack(bytes, start, gapBlocks, cumulative);
    this.#window.peerRwnd = aRwnd;
    const rtt = ack.rttSentAt < 0 ? 0 : now - ack.rttSentAt;
    if (rtt > 0) this.#rto.measured(rtt);
    this.#learn(ack, rtt, priorFlight, now);
    if (!empty) this.#abandonment.advance(now);
    const progress = ack.bytes > 0 || cumulative > before;
    if (progress) {
      this.#loss.answered();
      this.#lateOnce = false;
    }
    if (empty) {
      outstanding.rest();
      this.t3.stop();
      this.#loss.stop();
    } else if (progress) {
      // RFC 9260 §6.3.2 R3 restarts the timer when the earliest chunk is acknowledged; as RFC 9002 §6.2.1 does, any
      // chunk will do here, because a loss before it is found by time.
      this.t3.start(now, this.#rto.value);
      if (!this.#recovery.active) this.#loss.awaitTail(now, true, this.t3.at);
    }
    return progress;
  }

  /** What a SACK tells of loss, of the path's rate, and so of the window. @hot */
  #learn(ack: Acknowledgement, rtt: Duration, priorFlight: number, now: Instant): void {
    const { outstanding } = this;
    const lostBefore = this.#rate.lost;
    if (ack.late) this.#loss.reordering.seen();
    // RFC 9438 §4.9: if nothing was lost after all, the answer to the losses is undone.
    if (ack.spurious > 0 && this.#recovery.arrivedAfterAll(ack.spurious)) this.congestion.undo();
    if (this.#recovery.active && this.#recovery.acknowledged(ack.highestPacket)) this.congestion.recoveryEnded();
    if (ack.highestPacket > 0) {
      this.#loss.acknowledged(ack.highestPacket, now);
      this.#loss.detect(now);
    }
    const { sample } = this.#rate;
    sample.rtt = rtt;
    sample.srtt = this.#rto.srtt ?? 0;
    sample.minRtt = this.#rto.minRtt;
    sample.newlyLost = this.#rate.lost - lostBefore;
    sample.priorFlight = priorFlight;
    sample.flightSize = outstanding.flightSize;
    sample.cwndLimited = this.#limited;
    sample.paced = this.#paced;
    sample.recovering = this.#recovery.active;
    this.#rate.acknowledged(ack.bytes, ack.highestPacket, now);
    if (ack.bytes > 0) this.congestion.acknowledged(sample);
    outstanding.packets.trim();
  }

  /** RFC 9260 §7.2.4: a packet is lost. */
  packetLost(packet: number, now: Instant): void {
    const { outstanding } = this;
    const { packets } = outstanding;
    if (this.#recovery.packetLost(packet, packets.next)) {
      // Enters Fast Recovery once per window; the first packet leaves whatever cwnd says.
      this.#window.probe = true;
      this.#loss.reordering.recoveryStarted();
      this.congestion.recoveryStarted(now);
    }
    const flight = outstanding.flightSize;
    for (const index of outstanding.inFlight(packet)) {
      // The message of another one was given up, and this one with it.
      if (outstanding.state(index) !== IN_FLIGHT) continue;
      this.#counters.fastRetransmissions++;
      this.#recovery.suspect(1);
      this.#lose(index, now);
    }
    const bytes = flight - outstanding.flightSize;
    const slot = packets.slot(packet);
    const { columns } = packets;
    this.#rate.packetLost(bytes);
    this.congestion.packetLost({
      foundAt: now,
      bytes,
      flightAtSend: columns.flightSize[slot] as number,
      lostSince: this.#rate.lost - (columns.lost[slot] as number),
      appLimited: columns.appLimited[slot] === 1,
    });
  }

  #lose(index: number, now: Instant): void {
    if (this.#abandonment.due(index, now)) this.#abandonment.abandon(index);
    else this.outstanding.lose(index);
  }

  /** All timers but T3-rtx. */
  handleLossTimeout(now: Instant): void {
    this.#pacer.handleTimeout(now);
    if (this.#loss.timer.take(now)) {
      this.#loss.detect(now);
      this.#abandonment.advance(now);
    }
    if (this.#loss.probe.take(now)) this.#probeTail(now);
  }

  /** RFC 8985 §7.3: sends something new, or else the last packet again, so that a SACK tells of a loss at the tail. */
  #probeTail(now: Instant): void {
    const { outstanding } = this;
    if (outstanding.empty || outstanding.lostCount > 0) return;
    this.#loss.probed();
    const message = this.#queue.next;
    this.#window.probe = true;
    if (message === undefined || !this.#permitsNext(message)) {
      const { packets } = outstanding;
      const newest = packets.next - 1;
      for (let index = packets.newestChunk(newest); index >= outstanding.first; index = outstanding.before(index)) {
        const mayLeave = !this.#abandonment.due(index, now);
        if (mayLeave && outstanding.packet(index) === newest) outstanding.lose(index);
      }
      this.#window.probe = outstanding.lostCount > 0;
    }
    // RFC 8985 §7.3: the RTO runs anew from the probe.
    if (this.#window.probe) this.t3.start(now, this.#rto.value);
  }

  /** T3-rtx. Answers whether it expired: the caller counts the error (RFC 9260 §8.1). */
  handleT3(now: Instant): boolean {
    if (!this.t3.expired(now)) return false;
    if (now - this.t3.at > LATE && !this.#lateOnce) {
      this.#lateOnce = true;
      this.t3.start(now, LATE_GRACE);
      return false;
    }
    return this.timedOut(now);
  }

  /** Takes all that is in flight for lost (RFC 9260 §6.3.3). False if that is nothing. */
  timedOut(now: Instant): boolean {
    if (!this.t3.running) return false;
    this.#lateOnce = false;
    this.#counters.retransmissionTimeouts++;
    const { outstanding } = this;
    this.#loss.stop();
    // RFC 9260 §6.3.3 E1–E3.
    this.#rto.backOff();
    const flight = outstanding.flightSize;
    let chunks = 0;
    const end = outstanding.next;
    for (let index = outstanding.first; index < end; index++) {
      if (outstanding.state(index) !== IN_FLIGHT) continue;
      chunks++;
      this.#lose(index, now);
    }
    this.#recovery.timedOut(outstanding.packets.next, chunks);
    this.#rate.packetLost(flight - outstanding.flightSize);
    outstanding.packets.trim();
    if (!this.zeroWindow) this.congestion.timedOut();
    this.#window.probe = true;
    this.t3.start(now, this.#rto.value);
    this.#abandonment.advance(now);
    if (this.#abandonment.pending) this.#abandonment.owed = true;
    return true;
  }

  /** What is in flight has been waited for in vain: on another path it is as good as lost. */
  get unanswered(): boolean {
    return this.#rto.backedOff || this.#loss.probing;
  }

  /** Sends at once what a lost path kept waiting. */
  pathRestored(now: Instant): void {
    if (this.t3.running) this.t3.at = now;
  }

  /** The FORWARD TSNs or I-FORWARD-TSNs that are owed, as many as fit `room`. */
  takeForwards(room: number, now: Instant): Uint8Array[] {
    const write = this.#queue.interleaving ? writeIForwardTsn : writeForwardTsn;
    const forwards = this.#abandonment.take(room, now);
    if (forwards.length > 0 && !this.t3.running) this.t3.start(now, this.#rto.value);
    return forwards.map(({ point, skipped }) => write({ newCumulativeTsn: this.#tsnOf(point), skipped }));
  }
}
