/** Media on its way from a track to the transport: what an `RTCRtpSender` sends (W3C webrtc-pc §5.2, `track`). */

import type { Instant } from '../base/instant.ts';
import { type EncoderEvents, EncoderPipeline, type EncoderWishes, encodableCodec } from '../media/encoder-pipeline.ts';
import {
  type AudioSamples,
  type MediaForm,
  type MediaStreamTrack,
  requestKeyFrame,
  subscribe,
  type TrackSink,
  trackSlots,
  unsubscribe,
} from '../media/index.ts';
import type { RtpCodecParameters } from '../rtp/parameters.ts';
import type { EncodedFrame, ReceivedPacket, SendEncoding, SendEvents, SendParameters } from '../streams/ports.ts';
import type { PeerTransport, SenderHandle } from '../transport/index.ts';
import { matchesFormat } from './codec-match.ts';
import { codecDictionary } from './rtp-parameters.ts';
import type { SendEncodingSlot, SenderSlots } from './rtp-sender-slots.ts';
import { SourceMeter, type SourceStatistics } from './source-meter.ts';

/**
 * Sends packets and encoded frames as they are. It is the sink of the sender's track while the sender sends, and
 * follows the slots whenever `update()` is called.
 */
export class SenderFlow implements TrackSink, SendEvents {
  readonly wants: MediaForm = 'any';
  readonly #sender: SenderSlots;
  #transport: PeerTransport | undefined;
  #handle: SenderHandle | undefined;
  #sendingSince: Instant | undefined;
  #track: MediaStreamTrack | null;
  /** Of a track with raw audio: made when its first samples come. */
  #encoder: EncoderPipeline | undefined;
  readonly #encoded: EncoderEvents;
  /** Which encoding a rid of the source is sent as. */
  readonly #encodings: Map<string, number>;
  /** Of the track. */
  #meter: SourceMeter;

  constructor(sender: SenderSlots) {
    this.#sender = sender;
    this.#transport = undefined;
    this.#handle = undefined;
    this.#sendingSince = undefined;
    this.#track = null;
    this.#encodings = new Map();
    this.#meter = new SourceMeter();
    this.#encoder = undefined;
    this.#encoded = {
      frame: frame => void this.#handle?.sendFrame(0, frame),
      failed: reason => sender.connection.runtime.log.log('error', 'api', reason.message),
    };
  }

  /** Undefined until there is something to send on. */
  get handle(): SenderHandle | undefined {
    return this.#handle;
  }

  /** Undefined until something was sent. */
  get sendingSince(): Instant | undefined {
    return this.#sendingSince;
  }

  /** Bits per second, where the codec of our encoder has no other rate. */
  get targetBitrate(): number | undefined {
    return this.#encoder?.bitrate;
  }

  /** What the track has delivered since it is sent. */
  get sourceStatistics(): SourceStatistics {
    const measured = this.#meter.statistics(this.#sender.connection.runtime.clock.now());
    const sizes = (this.#handle?.statistics ?? []).filter(({ frameWidth }) => frameWidth !== undefined);
    const [largest] = sizes.sort((a, b) => (b.frameWidth ?? 0) - (a.frameWidth ?? 0));
    return { ...measured, width: largest?.frameWidth, height: largest?.frameHeight };
  }

  /** Brings what is sent in line with the slots: after an answer, replaceTrack, setParameters, stop. */
  update(): void {
    const sender = this.#sender;
    const transport = sender.mediaTransport?.transport;
    if (transport !== this.#transport) {
      this.#handle?.stop();
      this.#handle = undefined;
      this.#transport = transport;
    }
    const sending = sender.isSending && sender.sendCodecs.length > 0;
    if (this.#handle === undefined && sending) {
      this.#handle = transport?.createSender(this);
      this.#sendingSince = sender.connection.runtime.clock.now();
    }
    this.#handle?.configure(this.#parameters(sending));
    this.#encodings.clear();
    const encoder = this.#encoder;
    if (encoder !== undefined && (encoder.codec !== this.#encodable() || !encoder.fits(this.#wishes))) {
      this.#dropEncoder();
    }
    this.#listen(sending ? sender.track : null);
  }

  /** "Stop sending media with sender, and send an RTCP BYE for each RTP stream that was being sent by sender." */
  stop(): void {
    this.#listen(null);
    this.#handle?.stop();
  }

  /** Plays one tone. False if it cannot. */
  sendTone(tone: string, duration: number): boolean {
    return this.#handle?.sendTone(tone, duration) ?? false;
  }

  /** Asks the track's source for a key frame of an encoding. */
  requestKeyFrame(encoding: number): void {
    const track = this.#track;
    if (track === null) return;
    const { rids } = trackSlots(track).source;
    const rid = this.#sender.sendEncodings[encoding]?.parameters.rid;
    const layer = rid === undefined ? 0 : rids.indexOf(rid);
    // A source that has one layer, or counts its layers as the sender does.
    requestKeyFrame(track, layer >= 0 ? layer : encoding);
  }

  // --- SendEvents ---

  keyFrameRequested(encoding: number): void {
    this.requestKeyFrame(encoding);
  }

  // --- TrackSink ---

  get scales(): readonly number[] {
    return this.#sender.sendEncodings.map(({ parameters }) => parameters.scaleResolutionDownBy ?? 1);
  }

  /** @hot */
  packet(packet: ReceivedPacket): void {
    const { rid } = packet;
    const encoding = rid === undefined ? 0 : this.#encodingOf(rid);
    // Even if the track is still muted: §9.3 has the packet that came unmute it, only in a task, which runs later.
    if (encoding >= 0) this.#handle?.sendPacket(encoding, packet);
  }

  frame(frame: EncodedFrame, layer: number): void {
    const { source } = trackSlots(this.#track as MediaStreamTrack);
    const rid = source.rids[layer];
    if (layer === 0 && frame.kind === 'video') this.#meter.frame(this.#sender.connection.runtime.clock.now());
    const encoding = rid === undefined ? layer : this.#encodingOf(rid);
    if (encoding >= 0 && !this.#muted) this.#handle?.sendFrame(encoding, frame);
  }

  samples(samples: AudioSamples): void {
    this.#meter.samples(samples);
    if (this.#muted || this.#handle === undefined) return;
    if (this.#encoder === undefined) {
      const codec = this.#encodable();
      if (codec === undefined) return;
      this.#encoder = new EncoderPipeline(codec, this.#encoded, this.#wishes);
    }
    this.#encoder.write(samples);
  }

  /** The codec that was chosen for the encoding, or the first that there is an encoder for. */
  #encodable(): RtpCodecParameters | undefined {
    const { sendCodecs, sendEncodings } = this.#sender;
    const wanted = sendEncodings[0]?.parameters.codec;
    const chosen = wanted && sendCodecs.filter(one => matchesFormat(codecDictionary(one), wanted));
    return (chosen && encodableCodec(chosen)) ?? encodableCodec(sendCodecs);
  }

  /** Of raw audio, which has one encoding. */
  get #wishes(): EncoderWishes {
    return this.#sender.sendEncodings[0]?.parameters ?? {};
  }

  /** "… the track is disabled and/or muted, the RTCRtpSender … MUST NOT send (audio)." */
  get #muted(): boolean {
    return this.#track !== null && this.#track.muted;
  }

  #encodingOf(rid: string): number {
    let encoding = this.#encodings.get(rid);
    if (encoding === undefined) {
      encoding = this.#findEncoding(rid);
      // What is remembered is bounded by our own encodings.
      if (encoding >= 0) this.#encodings.set(rid, encoding);
    }
    return encoding;
  }

  /** A source with simulcast and a sender without: the source's first layer is sent, the others are not. */
  #findEncoding(rid: string): number {
    const encodings = this.#sender.sendEncodings;
    if (encodings.some(({ parameters }) => parameters.rid !== undefined)) {
      return encodings.findIndex(({ parameters }) => parameters.rid === rid);
    }
    const { rids } = trackSlots(this.#track as MediaStreamTrack).source;
    return rids.indexOf(rid) === 0 ? 0 : -1;
  }

  #listen(track: MediaStreamTrack | null): void {
    if (track === this.#track) return;
    this.#dropEncoder();
    if (this.#track !== null) {
      unsubscribe(this.#track, this);
      // Now, for a track that follows later has no relation to this one either.
      this.#handle?.sourceChanged();
    }
    this.#track = track;
    this.#meter = new SourceMeter();
    if (track === null) return;
    subscribe(track, this);
    // The peer has nothing that the first delta frame could refer to.
    for (let i = 0; i < this.#sender.sendEncodings.length; i++) this.requestKeyFrame(i);
  }

  #dropEncoder(): void {
    this.#encoder?.close();
    this.#encoder = undefined;
  }

  #parameters(sending: boolean): SendParameters {
    const { transceiver, kind, connection, sendCodecs, headerExtensions, sendEncodings, reducedSizeRtcp } =
      this.#sender;
    return {
      mid: transceiver.mid ?? '',
      kind,
      cname: connection.cname,
      codecs: sendCodecs,
      headerExtensions,
      encodings: sendEncodings.map(encoding => this.#encoding(encoding, sending)),
      reducedSizeRtcp,
    };
  }

  #encoding({ parameters, ssrc, rtxSsrc }: SendEncodingSlot, sending: boolean): SendEncoding {
    const { rid, active, codec } = parameters;
    const { sendCodecs, pausedRids } = this.#sender;
    // §5.2.7 codec: "use the first [[SendCodecs]] matching codec for sending".
    const chosen = codec && sendCodecs.find(one => matchesFormat(codecDictionary(one), codec));
    const repaired = sendCodecs.some(({ mimeType }) => mimeType.toLowerCase().endsWith('/rtx'));
    return {
      rid,
      ssrc,
      rtxSsrc: repaired ? rtxSsrc : undefined,
      active: sending && active && !(rid !== undefined && pausedRids.includes(rid)),
      payloadType: chosen?.payloadType,
    };
  }
}
