/**
 * `RtpSender`: what one `RTCRtpSender` puts on the wire, and what the peer answers (RFC 3550, 4585, 5104, 8853).
 *
 * Map: `simulcast.ts` its encodings, `send-stream.ts` one of them, `outgoing-header.ts` and `header-plan.ts` its
 * headers, `outgoing-sequence.ts` and `outgoing-timeline.ts` its numbers, `rtp-history.ts` and `nack-responder.ts`
 * what is sent again, `tone-sender.ts` telephone events, `remote-report.ts` and `send-counters.ts` statistics.
 */

import type { Duration, Instant } from '../base/instant.ts';
import type { RtpCodecParameters } from '../rtp/parameters.ts';
import { codecName } from './codec-choice.ts';
import type { EncodedFrame, ReceivedPacket, SendEvents, SendParameters } from './ports.ts';
import type { OutboundStatistics } from './send-statistics.ts';
import type { SendEnv, SendStream } from './send-stream.ts';
import { SendEncodings } from './simulcast.ts';
import { ToneSender } from './tone-sender.ts';

export class RtpSender {
  readonly #events: SendEvents;
  readonly #env: SendEnv;
  readonly #encodings: SendEncodings;
  readonly #tones: ToneSender;
  #parameters: SendParameters | undefined;
  /** Something was discarded that a decoder would have needed. */
  #discarded: boolean;

  constructor(events: SendEvents, env: SendEnv) {
    this.#events = events;
    this.#env = env;
    this.#encodings = new SendEncodings(env);
    this.#tones = new ToneSender();
    this.#parameters = undefined;
    this.#discarded = false;
  }

  /** In the order of the encodings. */
  get streams(): readonly SendStream[] {
    return this.#encodings.streams;
  }

  get parameters(): SendParameters | undefined {
    return this.#parameters;
  }

  /** What was negotiated, and every change of it (`active`, codec). Streams of SSRCs that stay go on. */
  configure(parameters: SendParameters, now: Instant): void {
    const first = this.#parameters === undefined;
    this.#parameters = parameters;
    const begun = this.#encodings.configure(parameters);
    if (this.streams[0]?.active !== true) this.#tones.stop();
    // What is taken up again cannot be decoded before a key frame; a new sender begins with one anyway.
    if (first || !this.#env.outbox.open) return;
    for (const stream of begun) if (stream.needKeyFrame(now)) this.#requestKeyFrame(stream);
  }

  /** The source is another one (replaceTrack): the timeline is continued, whatever its timestamps say. */
  sourceChanged(): void {
    for (const stream of this.streams) stream.sourceChanged();
  }

  /** The transport can send: what was discarded before is made good by a key frame. */
  opened(now: Instant): void {
    if (!this.#discarded) return;
    this.#discarded = false;
    for (const stream of this.streams) if (stream.needKeyFrame(now)) this.#requestKeyFrame(stream);
  }

  /** Packetizes one frame. False if it was not sent: no such encoding, inactive, not negotiated, not connected. */
  sendFrame(encoding: number, frame: EncodedFrame, now: Instant): boolean {
    const stream = this.#open(encoding);
    return stream?.sendFrame(frame, now) ?? false;
  }

  /** Forwards one packet of another connection: new header, same payload. @hot */
  sendPacket(encoding: number, received: ReceivedPacket, now: Instant): boolean {
    const stream = this.#open(encoding);
    return stream === undefined ? false : stream.sendPacket(received, now);
  }

  /** Sends a telephone event (RFC 4733) of `duration`. False unless it is negotiated, or while another lasts. */
  sendTone(tone: string, duration: Duration, now: Instant): boolean {
    const stream = this.#open(0);
    const codec = this.#toneCodec();
    if (stream === undefined || codec === undefined) return false;
    return this.#tones.start(stream, codec, tone, duration, now);
  }

  handleTimeout(now: Instant): void {
    this.#tones.handleTimeout(now);
  }

  nextTimeout(): Instant {
    return this.#tones.nextTimeout();
  }

  /** PLI (RFC 4585 §6.3.1). */
  pictureLost(stream: SendStream, now: Instant): void {
    stream.counters.pliCount++;
    if (stream.takeKeyFrameRequest(now)) this.#requestKeyFrame(stream);
  }

  /** FIR (RFC 5104 §4.3.1). */
  fullIntraRequested(stream: SendStream, sequenceNumber: number, now: Instant): void {
    stream.counters.firCount++;
    if (stream.takeFullIntraRequest(sequenceNumber, now)) this.#requestKeyFrame(stream);
  }

  get statistics(): readonly OutboundStatistics[] {
    return this.streams.map((stream, index) => stream.statistics(index));
  }

  #open(encoding: number): SendStream | undefined {
    const stream = this.#encodings.streams[encoding];
    if (stream === undefined || !stream.active) return undefined;
    if (this.#env.outbox.open) return stream;
    this.#discarded = true;
    return undefined;
  }

  #requestKeyFrame(stream: SendStream): void {
    if (this.#parameters?.kind === 'video') this.#events.keyFrameRequested(this.streams.indexOf(stream));
  }

  /**
   * RFC 4733 §2.1: of the clock rate of the audio beside it, which shares timestamps. Gateways to telephones may have it with
   * 8,000 Hz alone, and take Opus all the same: then the lowest there is, as libwebrtc sends it.
   */
  #toneCodec(): RtpCodecParameters | undefined {
    const rate = this.#encodings.streams[0]?.clockRate;
    const events = this.#parameters?.codecs.filter(codec => codecName(codec) === 'telephone-event') ?? [];
    return events.find(codec => codec.clockRate === rate) ?? events.toSorted((a, b) => a.clockRate - b.clockRate).at(0);
  }
}
