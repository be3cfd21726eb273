/**
 * `MediaControl`: RTCP of one transport, both ways: reports, feedback, BYE (RFC 3550 §6, RFC 4585, 5104, 5506, 3611).
 *
 * What is to be told is collected at the end of each turn, and leaves when `RtcpScheduler` allows.
 */

import { unreachable } from '../base/assert.ts';
import { readU16 } from '../base/be.ts';
import { Deque } from '../base/deque.ts';
import { hex } from '../base/hex.ts';
import type { Duration, Instant } from '../base/instant.ts';
import type { NtpTime } from '../base/ntp.ts';
import { delayMilliseconds, NTP_TO_UNIX, ntpDelay, ntpMiddle, ntpTime } from '../base/ntp.ts';
import { randomU32 } from '../base/random.ts';
import type { DelaySinceLastReport, ExtendedReportBlock, RtcpPacket } from '../rtcp/index.ts';
import { readCompound, writeCompound } from '../rtcp/index.ts';
import { EXTENSION_URI } from '../rtp/extensions.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { ReceiveParameters } from '../streams/ports.ts';
import type { ReceiveFeedback, ReceptionReport } from '../streams/receive-feedback.ts';
import type { Router } from '../streams/router.ts';
import { RtcpScheduler } from '../streams/rtcp-scheduler.ts';
import type { RtpReceiver } from '../streams/rtp-receiver.ts';
import type { RtpSender } from '../streams/rtp-sender.ts';
import type { SendStream } from '../streams/send-stream.ts';
import { TwccRecorder } from '../streams/twcc-recorder.ts';
import type { TransportCounters } from './counters.ts';
import type { MediaEnv } from './media-path.ts';
import type { ReportedSender } from './rtcp-reports.ts';
import { reportCompounds } from './rtcp-reports.ts';

interface Sending {
  readonly sender: RtpSender;
  readonly stream: SendStream;
}

/** Nobody tells how much the media may take: this much lets feedback leave within some milliseconds (RFC 3550 §6.2). */
const SESSION_BANDWIDTH = 5_000_000;

/** T_rr_interval (RFC 4585 §3.4): as often as browsers report. */
const REPORT_INTERVAL = 1000;

/** Feedback that waits for its occasion, which comes soon; the oldest is of least use. */
const MAX_OWED = 256;

/** RFC 3550 §6.6: the five bits of the source count. */
const MAX_GOODBYES = 31;

/** Compounds that wait: more than one turn never makes. */
const MAX_WAITING = 256;

/** Feedback of one compound: with its report it still fits a path. */
const FEEDBACK_LENGTH = 1000;

/** Who takes part: the peer and we. */
const ENDPOINTS = 2;

/** What is longer is a wrong answer. */
const MAX_ROUND_TRIP: Duration = 60_000;
const CLOCK_STEP: Duration = 50;

/** Sources whose RRTR is remembered for a DLRR (RFC 3611 §4.5). */
const MAX_REFERENCES = 16;

export class MediaControl {
  readonly #senders: ReadonlySet<RtpSender>;
  readonly #receivers: ReadonlySet<RtpReceiver>;
  readonly #router: Router<RtpReceiver>;
  readonly #counters: TransportCounters;
  readonly #env: MediaEnv;
  readonly #waiting: Deque<Uint8Array>;
  readonly #feedback: ReceiveFeedback[];
  readonly #owed: Deque<RtcpPacket>;
  /** Our streams by SSRC. */
  readonly #sending: Map<number, Sending>;
  readonly #parameters: Map<RtpReceiver, ReceiveParameters>;
  /** Who speaks when no stream of ours is sent. */
  readonly #ownSsrc: number;
  readonly #ownName: string;
  /** Sources that want to know the round trip, and when they said so (RFC 3611 §4.4). */
  readonly #references: Map<number, { readonly middle: number; readonly at: Instant }>;
  /** Who said our last reference time; −1 before the first. */
  #referenceSsrc: number;
  /** Our last report was one of a sender: its answers measure the round trip as well. */
  #reportsSenders: boolean;
  readonly #scheduler: RtcpScheduler;
  readonly #recorder: TwccRecorder;
  /** Local identifier of the transport-wide sequence number; 0 if its feedback was not negotiated. */
  #transportCcId: number;
  #connected: boolean;
  #reducedSize: boolean;
  #roundTripTime: Duration | undefined;

  constructor(
    senders: ReadonlySet<RtpSender>,
    receivers: ReadonlySet<RtpReceiver>,
    router: Router<RtpReceiver>,
    counters: TransportCounters,
    env: MediaEnv,
  ) {
    this.#senders = senders;
    this.#receivers = receivers;
    this.#router = router;
    this.#counters = counters;
    this.#env = env;
    this.#waiting = new Deque();
    this.#feedback = [];
    this.#owed = new Deque();
    this.#sending = new Map();
    this.#parameters = new Map();
    this.#ownSsrc = randomU32(env.random);
    this.#ownName = hex(env.random.bytes(8));
    this.#references = new Map();
    this.#referenceSsrc = -1;
    this.#reportsSenders = false;
    this.#scheduler = new RtcpScheduler({
      random: env.random,
      sessionBandwidth: SESSION_BANDWIDTH,
      regularInterval: REPORT_INTERVAL,
    });
    this.#recorder = new TwccRecorder();
    this.#transportCcId = 0;
    this.#connected = false;
    this.#reducedSize = false;
    this.#roundTripTime = undefined;
  }

  // --- What changes. ---

  sendersChanged(now: Instant): void {
    this.#sending.clear();
    for (const sender of this.#senders) {
      for (const stream of sender.streams) this.#sending.set(stream.ssrc, { sender, stream });
    }
    this.#settle(now);
  }

  /** RFC 3550 §6.6: BYE for its SSRCs, if they were ever heard. */
  senderStopped(sender: RtpSender, now: Instant): void {
    const ssrcs = sender.streams.filter(stream => stream.counters.packets > 0).map(stream => stream.ssrc);
    for (const stream of sender.streams) this.#sending.delete(stream.ssrc);
    if (ssrcs.length > 0) this.#bye(ssrcs, now);
    this.#settle(now);
  }

  receiversChanged(receiver: RtpReceiver, parameters: ReceiveParameters, now: Instant): void {
    this.#parameters.set(receiver, parameters);
    this.#tellRoundTrip();
    this.#settle(now);
  }

  receiverStopped(receiver: RtpReceiver, now: Instant): void {
    this.#parameters.delete(receiver);
    this.#settle(now);
  }

  connected(now: Instant): void {
    this.#connected = true;
    this.#tellRoundTrip();
    this.#settle(now);
  }

  close(now: Instant): void {
    const ssrcs: number[] = [];
    // What waits may be the BYE of a sender that was stopped just before: it still leaves.
    for (const { stream } of this.#sending.values()) if (stream.counters.packets > 0) ssrcs.push(stream.ssrc);
    if (ssrcs.length > 0) this.#bye(ssrcs, now);
  }

  // --- In. ---

  /** An authentic RTP packet came. @hot */
  packetReceived(packet: RtpPacket, now: Instant): void {
    if (this.#transportCcId === 0) return;
    const at = packet.extensionAt(this.#transportCcId);
    if (at < 0 || packet.extensionLength(at) !== 2) return;
    this.#recorder.receive(readU16(packet.bytes, at), packet.ssrc, now);
  }

  /** One authentic compound packet. */
  receive(bytes: Uint8Array, now: Instant): void {
    this.#scheduler.received(bytes.length);
    const packets = readCompound(bytes);
    if (packets === undefined) {
      this.#counters.drops.drop('malformed-rtcp');
      return;
    }
    for (const packet of packets) this.#receivePacket(packet, now);
  }

  #receivePacket(packet: RtcpPacket, now: Instant): void {
    switch (packet.type) {
      case 'sender-report':
        this.#router.targetOf(packet.ssrc)?.senderReport(packet, now);
        this.#receiveBlocks(packet.blocks, now);
        return;
      case 'receiver-report':
        this.#receiveBlocks(packet.blocks, now);
        return;
      case 'nack':
        this.#sending.get(packet.mediaSsrc)?.stream.nack(packet.sequenceNumbers, now);
        return;
      case 'pli': {
        const sending = this.#sending.get(packet.mediaSsrc);
        sending?.sender.pictureLost(sending.stream, now);
        return;
      }
      case 'fir':
        for (const { ssrc, commandSequence } of packet.requests) {
          const sending = this.#sending.get(ssrc);
          sending?.sender.fullIntraRequested(sending.stream, commandSequence, now);
        }
        return;
      case 'goodbye':
        for (const ssrc of packet.ssrcs) this.#router.targetOf(ssrc)?.bye(ssrc, now);
        return;
      case 'source-description':
        for (const { ssrc, items } of packet.chunks) {
          for (const item of items) if (item.type === 'mid') this.#router.learn(ssrc, item.text, now);
        }
        return;
      case 'extended-report':
        for (const block of packet.blocks) this.#receiveExtended(packet.ssrc, block, now);
        return;
      default:
    }
  }

  #receiveBlocks(blocks: readonly ReceptionReport[], now: Instant): void {
    const middle = ntpMiddle(this.#ntp(now));
    let measured = false;
    for (const block of blocks) {
      const stream = this.#sending.get(block.ssrc)?.stream;
      if (stream === undefined) continue;
      stream.report(block, middle, now);
      if (stream.roundTripTime === undefined) continue;
      this.#roundTripTime = stream.roundTripTime;
      measured = true;
    }
    if (measured) this.#tellRoundTrip();
  }

  #receiveExtended(ssrc: number, block: ExtendedReportBlock, now: Instant): void {
    if (block.type === 'rrtr') {
      if (this.#references.size >= MAX_REFERENCES && !this.#references.has(ssrc)) return;
      const middle = ntpMiddle({ seconds: block.ntpSeconds, fraction: block.ntpFraction });
      this.#references.set(ssrc, { middle, at: now });
    }
    if (block.type === 'dlrr') for (const report of block.reports) this.#receiveDelay(report, now);
  }

  /** RFC 3611 §4.5: how long the peer has had our reference time; what is left of the time since is the round trip. */
  #receiveDelay(report: DelaySinceLastReport, now: Instant): void {
    const { ssrc, lastReceiverReport, delaySinceLastReceiverReport } = report;
    if (ssrc !== this.#referenceSsrc || lastReceiverReport === 0) return;
    const trip = (ntpMiddle(this.#ntp(now)) - lastReceiverReport - delaySinceLastReceiverReport) | 0;
    // Clocks tick in steps, so that the shortest trips may come out below nothing.
    const measured = delayMilliseconds(trip);
    if (measured < -CLOCK_STEP || measured > MAX_ROUND_TRIP) return;
    const roundTripTime = Math.max(0, measured);
    for (const receiver of this.#receivers) receiver.roundTripMeasured(roundTripTime);
    if (this.#reportsSenders) return;
    this.#roundTripTime = roundTripTime;
    this.#tellRoundTrip();
  }

  // --- Out. ---

  /** When there is, or may be, something to send. */
  nextTimeout(): Instant {
    return Math.min(this.#scheduler.nextTimeout(), this.#recorder.nextTimeout());
  }

  /** What the receivers have to say now, and what is due. At the end of each turn. */
  flush(now: Instant): void {
    this.#collect(now);
    const occasion = this.#scheduler.poll(now);
    if (occasion === undefined) return;
    const compounds = occasion === 'regular' ? this.#report(now) : [];
    this.#addFeedback(compounds, now);
    let bytes = 0;
    for (const compound of compounds) bytes += this.#send(compound);
    this.#scheduler.sent(occasion, bytes, now);
  }

  /** Nothing can be sent: what the receivers have to say is not asked for again. */
  discard(now: Instant): void {
    this.#collect(now);
    this.#owed.clear();
    this.#waiting.clear();
    this.#scheduler.withdrawFeedback();
  }

  /** The next compound packet, to be protected. */
  pollTransmit(): Uint8Array | undefined {
    return this.#waiting.shift();
  }

  #collect(now: Instant): void {
    const feedback = this.#feedback;
    for (const receiver of this.#receivers) receiver.pollFeedback(feedback, now);
    if (feedback.length > 0) {
      const reporter = this.#reporter();
      for (const each of feedback) this.#owe(feedbackPacket(each, reporter));
      feedback.length = 0;
    }
    while (this.#recorder.nextTimeout() <= now) {
      const arrivals = this.#recorder.poll(this.#reporter(), now);
      if (arrivals !== undefined) this.#owe(arrivals);
    }
    if (this.#owed.length > 0) this.#scheduler.requestFeedback();
  }

  #owe(packet: RtcpPacket): void {
    if (this.#owed.length >= MAX_OWED) this.#owed.shift();
    this.#owed.push(packet);
  }

  #report(now: Instant): RtcpPacket[][] {
    const senders: ReportedSender[] = [];
    for (const { sender, stream } of this.#sending.values()) {
      const info = stream.senderReport(now);
      const cname = sender.parameters?.cname;
      if (info !== undefined && cname !== undefined) senders.push({ info, cname });
    }
    const blocks: ReceptionReport[] = [];
    for (const receiver of this.#receivers) receiver.reportBlocks(blocks, now);
    // RFC 8108 §5.3: who reports for all its SSRCs at once divides the size by their number, so that it is endpoints
    // that count. Many streams make reports longer, and do not hold feedback back.
    const sending = (senders.length > 0 ? 1 : 0) + (blocks.length > 0 ? 1 : 0);
    this.#scheduler.setMembership(ENDPOINTS, sending, senders.length > 0, now);
    const time = this.#ntp(now);
    const compounds = reportCompounds({ time, senders, blocks, reporter: this.#ownSsrc, cname: this.#name() });
    const references = this.#owedReferences(now);
    if (references !== undefined) compounds[0]?.push(references);
    this.#reportsSenders = senders.length > 0;
    // RFC 3611 §4.4: so the peer's sender reports, too, let a round trip be measured.
    if (blocks.length > 0) compounds[0]?.push(this.#referenceTime(time));
    this.#tellRoundTrip();
    return compounds;
  }

  /** RFC 3611 §4.5: how long ago each reference time came, for who asked since the last report. */
  #owedReferences(now: Instant): RtcpPacket | undefined {
    if (this.#references.size === 0) return undefined;
    const reports = Array.from(this.#references, ([ssrc, { middle, at }]) => ({
      ssrc,
      lastReceiverReport: middle,
      delaySinceLastReceiverReport: ntpDelay(now - at),
    }));
    this.#references.clear();
    return { type: 'extended-report', ssrc: this.#reporter(), blocks: [{ type: 'dlrr', reports }] };
  }

  #referenceTime({ seconds, fraction }: NtpTime): RtcpPacket {
    const ssrc = this.#reporter();
    this.#referenceSsrc = ssrc;
    const block = { type: 'rrtr', ntpSeconds: seconds, ntpFraction: fraction } as const;
    return { type: 'extended-report', ssrc, blocks: [block] };
  }

  /** RFC 4585 §3.1: alone where reduced size was agreed on (RFC 5506 §3.4.1), else behind a report and its names. */
  #addFeedback(compounds: RtcpPacket[][], now: Instant): void {
    let compound: RtcpPacket[] | undefined;
    let length = 0;
    for (let packet = this.#owed.shift(); packet !== undefined; packet = this.#owed.shift()) {
      const size = writeCompound([packet]).length;
      if (compound === undefined || length + size > FEEDBACK_LENGTH) {
        compound = this.#preamble(now);
        compounds.push(compound);
        length = 0;
      }
      compound.push(packet);
      length += size;
    }
  }

  #preamble(now: Instant): RtcpPacket[] {
    if (this.#reducedSize) return [];
    const report = { time: this.#ntp(now), senders: [], blocks: [], reporter: this.#reporter(), cname: this.#name() };
    return reportCompounds(report)[0] ?? [];
  }

  #bye(ssrcs: readonly number[], now: Instant): void {
    // RFC 3550 §6.1: a BYE is in a compound packet like any other, behind a report and SDES.
    for (let at = 0; at < ssrcs.length; at += MAX_GOODBYES) {
      const some = ssrcs.slice(at, at + MAX_GOODBYES);
      const report = {
        time: this.#ntp(now),
        senders: [],
        blocks: [],
        reporter: some[0] as number,
        cname: this.#name(),
      };
      const [compound] = reportCompounds(report);
      this.#send([...(compound ?? []), { type: 'goodbye', ssrcs: some, reason: undefined }]);
    }
  }

  /** Answers the number of bytes. */
  #send(packets: readonly RtcpPacket[]): number {
    if (!this.#connected) return 0;
    if (this.#waiting.length >= MAX_WAITING) this.#waiting.shift();
    const compound = writeCompound(packets);
    this.#waiting.push(compound);
    return compound.length;
  }

  /** Who says what is not about a stream of its own: one of ours that is sent, as the peer knows it. */
  #reporter(): number {
    for (const { stream } of this.#sending.values()) if (stream.counters.packets > 0) return stream.ssrc;
    return this.#ownSsrc;
  }

  #name(): string {
    for (const { sender } of this.#sending.values()) {
      const cname = sender.parameters?.cname;
      if (cname !== undefined) return cname;
    }
    return this.#ownName;
  }

  #ntp(now: Instant): NtpTime {
    return ntpTime(this.#env.wallTime(now) + NTP_TO_UNIX);
  }

  #tellRoundTrip(): void {
    const roundTripTime = this.#roundTripTime ?? this.#env.roundTripTime();
    if (roundTripTime === undefined) return;
    for (const receiver of this.#receivers) receiver.setRoundTripTime(roundTripTime);
  }

  /** Senders or receivers have changed: what was agreed on, and whether there is anything to report. */
  #settle(now: Instant): void {
    let reducedSize = true;
    let any = false;
    let transportCcId = 0;
    for (const sender of this.#senders) {
      if (sender.parameters === undefined) continue;
      any = true;
      if (!sender.parameters.reducedSizeRtcp) reducedSize = false;
    }
    for (const parameters of this.#parameters.values()) {
      any = true;
      if (!parameters.reducedSizeRtcp) reducedSize = false;
      if (!parameters.codecs.some(({ rtcpFeedback }) => rtcpFeedback.includes('transport-cc'))) continue;
      const id = parameters.headerExtensions.find(({ uri }) => uri === EXTENSION_URI.transportCc)?.id;
      if (id !== undefined) transportCcId = id;
    }
    this.#reducedSize = any && reducedSize;
    this.#transportCcId = transportCcId;
    if (!any || !this.#connected) this.#scheduler.stop();
    else if (!this.#scheduler.running) this.#scheduler.startAtOnce(now);
  }
}

function feedbackPacket(feedback: ReceiveFeedback, senderSsrc: number): RtcpPacket {
  const { mediaSsrc } = feedback;
  switch (feedback.type) {
    case 'nack':
      return { type: 'nack', senderSsrc, mediaSsrc, sequenceNumbers: feedback.sequenceNumbers };
    case 'pli':
      return { type: 'pli', senderSsrc, mediaSsrc };
    case 'fir':
      return { type: 'fir', senderSsrc, requests: [{ ssrc: mediaSsrc, commandSequence: feedback.commandSequence }] };
    default:
      return unreachable(feedback);
  }
}
