/**
 * One SCTP association over one path (RFC 9260, RFC 8261). State and dispatch; the rules are in the files around it:
 * `handshake`, `shutdown`, `stream-reset`, `heartbeat` are procedures over the `context`; `rx` is what comes in (which
 * TSNs, which messages), `tx` what goes out (queue, outstanding, loss, congestion), `packet` the bytes.
 */

import { AssertionError } from '../base/assert.ts';
import { readU32 } from '../base/be.ts';
import type { Duration, Instant } from '../base/instant.ts';
import { refusal } from './admission.ts';
import { AssociationContext, windowUpdateDue } from './context.ts';
import type { AssociationEnv, AssociationEvents, SctpCounters, SendOptions } from './events.ts';
import type { ExchangedInits } from './exchanged-inits.ts';
import {
  connect,
  connectExchanged,
  handleT1,
  receiveCookieAck,
  receiveCookieEcho,
  receiveInit,
  receiveInitAck,
  receiveStaleCookie,
} from './handshake.ts';
import { handleHeartbeatTimeout, receiveHeartbeat, receiveHeartbeatAck, startHeartbeats } from './heartbeat.ts';
import { completeOptions, type SctpOptions } from './options.ts';
import { writeChunk } from './packet/control.ts';
import { CauseCode, readCauseCodes, writeCause } from './packet/error-cause.ts';
import { CHUNK_HEADER_BYTES, ChunkType, COMMON_HEADER_BYTES, padded } from './packet/packet.ts';
import { SACK_HEADER_BYTES } from './packet/sack.ts';
import { handlePathTimeout, pathChanged, pathDoubted, pathTimedOut, sendProbe } from './path-probe.ts';
import { receiveData, receiveForwardTsn, receiveIData } from './receive-data.ts';
import { ReceivedPacket } from './rx/received-packet.ts';
import {
  abort,
  advanceShutdown,
  handleT2,
  readShutdownTsn,
  receiveAbort,
  receiveAfterEnd,
  receiveShutdown,
  receiveShutdownAck,
  receiveShutdownComplete,
  sendShutdown,
  shutdown,
} from './shutdown.ts';
import { type AssociationState, carriesData, takesData, takesSack } from './state.ts';
import {
  advanceDeferredReset,
  advanceResets,
  handleReconfigTimeout,
  receiveReconfig,
  resetStreams,
} from './stream-reset.ts';
import type { SctpPath } from './tx/path-mtu.ts';
import { OutboundMessage } from './tx/send-queue.ts';

/**
 * RFC 9260 §6.1, Max.Burst: usrsctp and dcSCTP send four packets for a SACK, and little more, so that a long turn of ours
 * would hold them up. They do not list PAD (RFC 4820); to stacks that do, as ours, more SACKs would only be more work.
 */
const PRESSING_PACKETS = 4;

/** One association: both sides call `connect`, packets go in by `receive` and come out of `pollTransmit`. */
export class SctpAssociation {
  readonly #ctx: AssociationContext;
  /** Inside `receive`, `handleTimeout` or `pollTransmit`: a sink must not call back. */
  #busy: boolean;

  constructor(options: Partial<SctpOptions>, events: AssociationEvents, env: AssociationEnv) {
    this.#ctx = new AssociationContext(completeOptions(options), events, env);
    this.#busy = false;
  }

  /** How far it is. */
  get state(): AssociationState {
    return this.#ctx.state;
  }

  /** What it has done. */
  get counters(): SctpCounters {
    return this.#ctx.counters;
  }

  /** Streams we may send on: the lesser of our offer and the peer's; our offer until connected. */
  get outboundStreams(): number {
    return this.#ctx.outboundStreams;
  }

  /** Streams that the peer may send on. */
  get inboundStreams(): number {
    return this.#ctx.inboundStreams;
  }

  /** Bytes of all streams that wait for their first transmission. */
  get totalBufferedAmount(): number {
    return this.#ctx.queue.bufferedAmount;
  }

  /** Smoothed round-trip time in milliseconds, undefined before the first measurement. */
  get srtt(): number | undefined {
    return this.#ctx.rto.srtt;
  }

  /** Congestion window in bytes (RFC 9260 §7.2). */
  get cwnd(): number {
    return this.#ctx.tx.congestion.cwnd;
  }

  /** Bytes that the peer has room for. */
  get peerReceiveWindow(): number {
    return this.#ctx.tx.peerRwnd;
  }

  /** Bytes, overhead included, that hold our own window down. */
  get waitingBytes(): number {
    return this.#ctx.reassembly.waitingBytes;
  }

  /**
   * Begins the handshake; both sides may (RFC 9260 §5.2.1). `patience` in milliseconds: how long to wait for the peer to
   * begin it. With `inits` there is none, if they can be taken: it is up at once.
   */
  connect(now: Instant, patience: Duration = 0, inits?: ExchangedInits): void {
    if (inits === undefined || !connectExchanged(this.#ctx, inits, now)) connect(this.#ctx, patience, now);
  }

  /** Queues one message (at least one byte); the association keeps `data`. False once closed or out of range. */
  send(streamId: number, ppid: number, data: Uint8Array, options: SendOptions, now: Instant): boolean {
    if (this.#busy) throw calledBack();
    const ctx = this.#ctx;
    if (ctx.ended || data.length === 0 || streamId >= ctx.outboundStreams) return false;
    if (ctx.state !== 'established' && ctx.state.startsWith('shutdown')) return false;
    const stream = ctx.queue.find(streamId);
    if (stream !== undefined && stream.reset !== 'none') return false;
    ctx.queue.push(new OutboundMessage(streamId, ppid, data, options, now));
    return true;
  }

  /** Resets outgoing streams once what is queued on them was sent; answered by `outgoingStreamsReset`. */
  resetStreams(streamIds: readonly number[], _now: Instant): void {
    if (this.#busy) throw calledBack();
    if (!this.#ctx.ended) resetStreams(this.#ctx, streamIds);
  }

  /** The application took one delivered message of `bytes`; the window may reopen. */
  consumed(bytes: number): void {
    if (this.#busy) throw calledBack();
    const ctx = this.#ctx;
    ctx.reassembly.consumed(bytes);
    ctx.window.consumed(bytes);
    if (windowUpdateDue(ctx) && ctx.connected) ctx.tracker.owe();
  }

  /** Bytes of the stream that wait for their first transmission. */
  bufferedAmount(streamId: number): number {
    return this.#ctx.queue.find(streamId)?.bufferedAmount ?? 0;
  }

  /** When to tell `bufferedAmountLow` of the stream. */
  setBufferedAmountLowThreshold(streamId: number, bytes: number): void {
    if (!this.#ctx.ended) this.#ctx.queue.stream(streamId).lowThreshold = bytes;
  }

  /** Whether so much has come since the last SACK that the peer may be waiting for one. @hot */
  get pressing(): boolean {
    const { tracker, extensions } = this.#ctx;
    return tracker.packets >= PRESSING_PACKETS && !extensions.pad;
  }

  /** The path came back (ICE): forget backoff and try at once. */
  pathRestored(now: Instant): void {
    this.#resume(now, true);
  }

  #resume(now: Instant, flightLost: boolean): void {
    const ctx = this.#ctx;
    if (ctx.ended) return;
    // The peer lives: what was not answered before (RFC 9260 §5.1, §8.1) was lost with the path.
    ctx.errorCount = 0;
    ctx.t1Expiries = 0;
    ctx.rto.resetBackoff();
    if (flightLost) ctx.tx.pathRestored(now);
    for (const deadline of [ctx.t1, ctx.t2, ctx.reconfig]) if (deadline.running) deadline.at = now;
  }

  /** The packets take another path: what was known of the size that passes is void (RFC 8899 §5.2). */
  pathChanged(path: SctpPath, now: Instant): void {
    pathChanged(this.#ctx, path);
    // What left on the path before may well arrive: only a silence that began there speaks against that.
    this.#resume(now, this.#ctx.tx.unanswered);
  }

  /** Size of the largest packet that is known to pass. */
  get mtu(): number {
    return this.#ctx.pathMtu.mtu;
  }

  /** Graceful end: all queued data is sent and acknowledged first. */
  shutdown(now: Instant): void {
    shutdown(this.#ctx, now);
  }

  /** Ends at once; the next `pollTransmit` gives the ABORT. No `closed` event answers a close of ours. */
  abort(_now: Instant): void {
    abort(this.#ctx);
  }

  /** When `handleTimeout` is wanted. */
  nextTimeout(): Instant {
    const ctx = this.#ctx;
    // Until the cookie is answered nothing else may leave (RFC 9260 §5.1 C).
    if (ctx.state === 'cookie-echoed') return ctx.t1.at;
    return Math.min(
      ctx.t1.at,
      ctx.t2.at,
      ctx.heartbeat.at,
      ctx.reconfig.at,
      ctx.tracker.nextTimeout,
      ctx.tx.nextTimeout,
      ctx.pathMtu.nextTimeout,
    );
  }

  /** The time has come: retransmissions, acknowledgements, heartbeats. */
  handleTimeout(now: Instant): void {
    const ctx = this.#ctx;
    if (ctx.ended) return;
    this.#busy = true;
    handleT1(ctx, now);
    if (ctx.state !== 'cookie-echoed') this.#handleTimeouts(now);
    this.#busy = false;
  }

  #handleTimeouts(now: Instant): void {
    const ctx = this.#ctx;
    handleT2(ctx, now);
    handleHeartbeatTimeout(ctx, now);
    handleReconfigTimeout(ctx, now);
    ctx.tracker.handleTimeout(now);
    ctx.tx.handleLossTimeout(now);
    const { zeroWindow } = ctx.tx;
    if (ctx.tx.handleT3(now)) {
      // A peer that answers, and takes nothing because its window is shut, tells nothing of the path.
      if (!zeroWindow || ctx.errorCount > 0) pathTimedOut(ctx);
      ctx.countError();
    }
    handlePathTimeout(ctx, now);
  }

  /** The next SCTP packet, in a buffer that nobody writes to again; undefined if nothing can leave now. @hot */
  pollTransmit(now: Instant): Uint8Array | undefined {
    const ctx = this.#ctx;
    const { bufferedAmount } = ctx.queue;
    if (bufferedAmount > ctx.options.mtu) ctx.pathMtu.wanted(bufferedAmount);
    if (ctx.pathMtu.probeDue && ctx.connected) sendProbe(ctx, now);
    let packet = ctx.replies.shift();
    if (packet === undefined) {
      if (ctx.state !== 'established' && !ctx.connected) return undefined;
      this.#busy = true;
      packet = this.#build(now);
      this.#busy = false;
      if (packet === undefined) {
        if (ctx.state === 'established' || carriesData(ctx.state)) ctx.queue.passOver();
        return undefined;
      }
    }
    ctx.counters.packetsSent++;
    ctx.counters.bytesSent += packet.length;
    return packet;
  }

  /** @hot */
  #build(now: Instant): Uint8Array | undefined {
    const ctx = this.#ctx;
    const { tx, tracker, writer, options } = ctx;
    const echo = ctx.echoOwed ? (ctx.cookieEcho as Uint8Array) : undefined;
    // RFC 9260 §5.1 C: DATA may go with the COOKIE ECHO; until that is answered "…the sender MUST NOT send any other
    // packets to the peer."
    if (ctx.state === 'cookie-echoed' && echo === undefined) return undefined;
    ctx.echoOwed = false;
    const mayCarryData = ctx.state === 'established' || echo !== undefined || carriesData(ctx.state);
    // First of all: FORWARD TSN, resets and SHUTDOWN may wait for nothing but that.
    if (mayCarryData) tx.expire(now);
    if (ctx.pendingResets.length > 0) advanceResets(ctx, now);
    const data = mayCarryData && tx.canSend(now);
    if (
      !data &&
      echo === undefined &&
      !tracker.sackOwed &&
      ctx.control.length === 0 &&
      !(mayCarryData && tx.forwardOwed)
    ) {
      if (ctx.state === 'established') return undefined;
      advanceShutdown(ctx, now);
      if (ctx.control.length === 0) return undefined;
    }
    const least = echo === undefined ? tx.largestLost : COMMON_HEADER_BYTES + padded(echo.length);
    writer.begin(options.localPort, options.remotePort, ctx.peerTag, Math.max(ctx.pathMtu.mtu, least));
    if (echo !== undefined) writer.chunk(echo);
    if (ctx.control.length > 0) this.#writeControl();
    // RFC 9260 §6.10: control chunks come first; what answers data shares the packet that leaves anyway.
    const { room } = writer;
    if (tracker.sackPending && room >= SACK_HEADER_BYTES) {
      // Leave data its room where gaps are many: a SACK may name the first of them only.
      const most = data ? Math.min(room, Math.max(options.mtu >>> 2, SACK_HEADER_BYTES)) : room;
      ctx.advertisedRwnd = ctx.rwnd;
      writer.at += tracker.writeSack(writer.bytes, writer.at, most, ctx.advertisedRwnd);
      ctx.counters.sacksSent++;
    }
    if (mayCarryData) {
      if (tx.forwardOwed) {
        for (const forward of tx.takeForwards(writer.room, now)) writer.chunk(forward);
      }
      tx.fill(writer, now);
    }
    if (writer.empty) {
      writer.cancel();
      return undefined;
    }
    // RFC 9653 §5.2: never with a COOKIE ECHO.
    return writer.finish(ctx.extensions.zeroChecksum && echo === undefined);
  }

  #writeControl(): void {
    const { control, writer } = this.#ctx;
    for (let chunk = control.peek(); chunk !== undefined; chunk = control.peek()) {
      if (padded(chunk.length) > writer.room) return;
      control.shift();
      writer.chunk(chunk);
    }
  }

  /**
   * One SCTP packet; the association keeps views of it. `memory`, if it is given, holds the packet and nothing else that
   * anybody reads: it goes to `release` with the last of the views. @hot
   */
  receive(packet: Uint8Array, now: Instant, memory?: Uint8Array): void {
    if (this.#busy) throw calledBack();
    const ctx = this.#ctx;
    const reason = refusal(ctx, packet);
    if (reason !== undefined) {
      ctx.drop(reason);
      return;
    }
    if (ctx.ended) {
      receiveAfterEnd(ctx, readU32(packet, 4), packet[COMMON_HEADER_BYTES] as number);
      return;
    }
    ctx.counters.packetsReceived++;
    ctx.counters.bytesReceived += packet.length;
    ctx.pathMtu.heard(now);
    this.#busy = true;
    const received = new ReceivedPacket(packet, memory, ctx.env);
    this.#walk(received, now);
    received.leave();
    if (!ctx.ended) this.#packetEnded(now);
    this.#busy = false;
  }

  /** @hot */
  #walk(received: ReceivedPacket, now: Instant): void {
    const ctx = this.#ctx;
    const packet = received.bytes;
    const end = packet.length;
    let at = COMMON_HEADER_BYTES;
    while (end - at >= CHUNK_HEADER_BYTES) {
      const type = packet[at];
      const length = ((packet[at + 2] as number) << 8) | (packet[at + 3] as number);
      if (length < CHUNK_HEADER_BYTES || at + length > end) {
        ctx.drop('malformed-chunk');
        return;
      }
      if (type === ChunkType.sack) {
        if (ctx.state === 'established' || takesSack(ctx.state)) this.#receiveSack(packet, at, at + length, now);
      } else if (type === ChunkType.data) {
        if (!receiveData(ctx, received, at, at + length)) return;
      } else if (type === ChunkType.iData && ctx.extensions.interleaving) {
        if (!receiveIData(ctx, received, at, at + length)) return;
      } else {
        // What else there is, is rare, and views of it may be kept for good.
        received.keep();
        if (!this.#receiveChunk(packet, at, at + length, now)) return;
      }
      at += (length + 3) & ~3;
    }
  }

  /** Answers whether the rest of the packet is to be read. */
  #receiveChunk(packet: Uint8Array, at: number, end: number, now: Instant): boolean {
    const ctx = this.#ctx;
    switch (packet[at]) {
      case ChunkType.init:
        receiveInit(ctx, packet, at, end, now);
        return false;
      case ChunkType.initAck:
        receiveInitAck(ctx, packet, at, end, now);
        return false;
      case ChunkType.cookieEcho:
        return receiveCookieEcho(ctx, packet, at, end, readU32(packet, 4), now);
      case ChunkType.cookieAck:
        receiveCookieAck(ctx, now);
        return !ctx.ended;
      case ChunkType.heartbeat:
        if (ctx.connected) receiveHeartbeat(ctx, packet, at, end);
        return true;
      case ChunkType.heartbeatAck:
        if (ctx.connected) receiveHeartbeatAck(ctx, packet, at, end, now);
        return true;
      case ChunkType.abort:
        receiveAbort(ctx, packet, at, end);
        return false;
      case ChunkType.error:
        if (readCauseCodes(packet, at + 4, end).includes(CauseCode.staleCookie)) receiveStaleCookie(ctx, now);
        return true;
      case ChunkType.shutdown:
        this.#receiveShutdown(packet, at, end, now);
        return !ctx.ended;
      case ChunkType.shutdownAck:
        receiveShutdownAck(ctx);
        return !ctx.ended;
      case ChunkType.shutdownComplete:
        receiveShutdownComplete(ctx);
        return !ctx.ended;
      case ChunkType.reConfig:
        if (takesData(ctx.state)) receiveReconfig(ctx, packet, at, end, now);
        return !ctx.ended;
      case ChunkType.forwardTsn:
      case ChunkType.iForwardTsn:
        if (takesData(ctx.state)) receiveForwardTsn(ctx, packet, at, end);
        return !ctx.ended;
      case ChunkType.pad:
        return true;
      default:
        return this.#receiveUnknown(packet, at, end);
    }
  }

  #receiveSack(packet: Uint8Array, at: number, end: number, now: Instant): void {
    const ctx = this.#ctx;
    const losses = ctx.counters.fastRetransmissions;
    const progress = ctx.tx.receiveSack(packet, at, end, now);
    if (progress === undefined) {
      ctx.drop('bad-sack');
      return;
    }
    ctx.counters.sacksReceived++;
    if (ctx.counters.fastRetransmissions > losses) pathDoubted(ctx, now);
    if (progress) {
      // RFC 9260 §8.1: the counter is cleared when the peer acknowledges data; §8.3: so is the need for a HEARTBEAT.
      ctx.errorCount = 0;
      startHeartbeats(ctx, now);
    } else if (ctx.tx.zeroWindow) {
      // RFC 9260 §6.1 A: "If the sender continues to receive SACK chunks from the peer while doing zero window probing, the
      // unacknowledged window probes SHOULD NOT increment the error counter". One that is silent is counted, as ever.
      ctx.errorCount = 0;
    }
  }

  #receiveShutdown(packet: Uint8Array, at: number, end: number, now: Instant): void {
    const ctx = this.#ctx;
    const tsn = readShutdownTsn(packet, at, end);
    if (tsn === undefined || !takesSack(ctx.state)) {
      ctx.drop('unexpected-chunk');
      return;
    }
    ctx.tx.receiveCumulative(tsn, now);
    receiveShutdown(ctx, now);
  }

  /** RFC 9260 §3.2: the two highest bits of the type say what to do. */
  #receiveUnknown(packet: Uint8Array, at: number, end: number): boolean {
    const type = packet[at] as number;
    this.#ctx.drop('unknown-chunk');
    if ((type & 0x40) !== 0 && this.#ctx.connected) {
      const cause = writeCause(CauseCode.unrecognizedChunkType, packet.subarray(at, end));
      this.#ctx.queueControl(writeChunk(ChunkType.error, 0, cause));
    }
    return (type & 0x80) !== 0;
  }

  /** @hot */
  #packetEnded(now: Instant): void {
    const ctx = this.#ctx;
    ctx.tracker.packetEnded(now, ctx.options.sackDelay);
    ctx.window.observe(now, ctx.rto);
    if (ctx.deferredReset !== undefined) advanceDeferredReset(ctx);
    if (ctx.state === 'established') return;
    if (ctx.state === 'shutdown-sent' && ctx.tracker.sackPending) sendShutdown(ctx, now);
    if (ctx.state === 'shutdown-pending' || ctx.state === 'shutdown-received') advanceShutdown(ctx, now);
  }
}

function calledBack(): AssertionError {
  return new AssertionError('A sink called the association that called it.');
}
