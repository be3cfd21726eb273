/** `EncoderPipeline`: raw audio of a track to frames of the codec that was negotiated. */

import type { RtpCodecParameters } from '../rtp/parameters.ts';
import { fmtpValue } from '../streams/codec-choice.ts';
import type { EncodedFrame } from '../streams/ports.ts';
import { PcmAudioData } from './audio-data.ts';
import { audioEnergy, levelOf, SILENCE } from './audio-level.ts';
import { type AudioEncoderLike, type EncodedChunkLike, encoderFor } from './codec-registry.ts';
import { Resampler } from './resample.ts';
import type { AudioSamples } from './track-source.ts';

/** RFC 3551 §4.2: "for packetized audio, the default packetization interval should have a duration of 20 ms". */
const PACKET_TIME = 20;
/** Packets are this long at least and at most, in milliseconds, and in steps of the least. */
const SHORTEST = 10;
const LONGEST = 120;

/** RFC 7587 §3.1.1: of the "sweet spots", the least for all that Opus may carry, "64-128 kbit/s for FB stereo music". */
const OPUS_BITRATE = 64_000;

/** Pieces whose loudness is remembered until an encoder gives them back. */
const MAX_UNDER_WAY = 64;

interface Loudness {
  /** Microseconds. */
  readonly timestamp: number;
  /** dBov. */
  readonly level: number;
}

/** What the parameters of an encoding ask of its encoder. */
export interface EncoderWishes {
  /** Bits per second at most. */
  readonly maxBitrate?: number | undefined;
  /** Milliseconds of audio in a packet. */
  readonly ptime?: number | undefined;
}

/** What a pipeline tells its owner. */
export interface EncoderEvents {
  /** An encoded frame. */
  frame(frame: EncodedFrame): void;
  /** The encoder gave up: nothing more comes. */
  failed(reason: Error): void;
}

/** The first of the negotiated codecs that there is an encoder for. */
export function encodableCodec(codecs: readonly RtpCodecParameters[]): RtpCodecParameters | undefined {
  return codecs.find(codec => encoderFor(codec.mimeType) !== undefined);
}

/** Resamples, cuts into packets, and encodes. */
export class EncoderPipeline {
  /** What is encoded to. */
  readonly codec: RtpCodecParameters;
  /** Bits per second that the encoder was set to; undefined if it chooses. */
  readonly bitrate: number | undefined;
  readonly #wishes: EncoderWishes;
  /** Milliseconds. */
  readonly #packetTime: number;
  readonly #events: EncoderEvents;
  readonly #encoder: AudioEncoderLike;
  readonly #channels: number;
  /** What is not yet a whole piece. */
  readonly #piece: Int16Array;
  #filled: number;
  #started: boolean;
  #resampler: Resampler | undefined;
  /** Microseconds: of the first sample in the piece. */
  #timestamp: number;
  /** How loud the pieces are that the encoder has and has not given back, oldest first. */
  readonly #loudness: Loudness[];
  #closed: boolean;

  /** @param codec One that {@link encodableCodec} found. */
  constructor(codec: RtpCodecParameters, events: EncoderEvents, wishes: EncoderWishes = {}) {
    const entry = encoderFor(codec.mimeType);
    if (entry === undefined) throw new TypeError(`There is no encoder of ${codec.mimeType}.`);
    this.codec = codec;
    this.#events = events;
    this.#channels = codec.channels ?? 1;
    this.#wishes = { maxBitrate: wishes.maxBitrate, ptime: wishes.ptime };
    this.#packetTime = packetTime(wishes.ptime);
    const bitrate = chosenBitrate(codec, wishes.maxBitrate);
    this.bitrate = fixedBitrate(codec) ?? bitrate;
    this.#piece = new Int16Array(((codec.clockRate * this.#packetTime) / 1000) * this.#channels);
    this.#filled = 0;
    this.#started = false;
    this.#resampler = undefined;
    this.#timestamp = 0;
    this.#loudness = [];
    this.#closed = false;
    this.#encoder = new entry.class({
      output: chunk => this.#output(chunk),
      error: reason => this.#fail(reason),
    });
    this.#encoder.configure({
      codec: entry.codec,
      sampleRate: codec.clockRate,
      numberOfChannels: this.#channels,
      ...(bitrate === undefined ? {} : { bitrate }),
    });
  }

  /** Whether it is what would be made for these wishes. */
  fits({ maxBitrate, ptime }: EncoderWishes): boolean {
    return this.#wishes.maxBitrate === maxBitrate && this.#wishes.ptime === ptime;
  }

  /** Takes the next samples. */
  write(samples: AudioSamples): void {
    if (this.#closed || samples.data.length === 0) return;
    const data = this.#convert(samples);
    const perSample = 1e6 / (this.codec.clockRate * this.#channels);
    // A source that was silent and comes back has moved its clock: what was left of the time before stays there.
    const expected = this.#timestamp + this.#filled * perSample;
    if (!this.#started || Math.abs(samples.timestamp - expected) > this.#packetTime * 1000) {
      this.#started = true;
      this.#filled = 0;
      this.#timestamp = samples.timestamp;
    }
    for (let at = 0; at < data.length; ) {
      const part = data.subarray(at, at + this.#piece.length - this.#filled);
      this.#piece.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#piece.length) this.#encode();
    }
  }

  /** Nothing comes any more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#encoder.close();
  }

  #convert(samples: AudioSamples): Int16Array {
    const { sampleRate, channels } = samples;
    if (this.#resampler === undefined || !this.#resampler.takes(sampleRate, channels)) {
      this.#resampler = new Resampler(
        { sampleRate, channels },
        { sampleRate: this.codec.clockRate, channels: this.#channels },
      );
    }
    return this.#resampler.process(samples.data);
  }

  #encode(): void {
    const data = this.#piece.slice();
    const timestamp = Math.round(this.#timestamp);
    this.#filled = 0;
    this.#timestamp += this.#packetTime * 1000;
    const audio = new PcmAudioData({ data, sampleRate: this.codec.clockRate, channels: this.#channels, timestamp });
    this.#loudness.push({ timestamp, level: levelOf(audioEnergy(data)) });
    if (this.#loudness.length > MAX_UNDER_WAY) this.#loudness.shift();
    this.#encoder.encode(audio);
    audio.close();
  }

  #output(chunk: EncodedChunkLike): void {
    if (this.#closed) return;
    const data = new Uint8Array(chunk.byteLength);
    chunk.copyTo(data);
    this.#events.frame({
      kind: 'audio',
      type: 'key',
      data,
      timestamp: chunk.timestamp,
      duration: chunk.duration ?? undefined,
      rtpTimestamp: undefined,
      mimeType: this.codec.mimeType,
      audioLevel: this.#levelAt(chunk.timestamp),
    });
  }

  /** dBov of the piece that is at `timestamp`; the ones before it were given back or never will be. */
  #levelAt(timestamp: number): number {
    const loudness = this.#loudness;
    while (loudness.length > 1 && (loudness[1] as Loudness).timestamp <= timestamp) loudness.shift();
    return loudness[0]?.level ?? SILENCE;
  }

  #fail(reason: Error): void {
    if (this.#closed) return;
    this.close();
    this.#events.failed(reason);
  }
}

function packetTime(ptime: number | undefined): number {
  const steps = Math.round((ptime ?? PACKET_TIME) / SHORTEST);
  return Math.min(LONGEST, Math.max(SHORTEST, steps * SHORTEST));
}

/** RFC 3551 §4.5.14: G.711 has eight bits for each sample, and no choice. */
function fixedBitrate({ mimeType, clockRate, channels }: RtpCodecParameters): number | undefined {
  const name = mimeType.toLowerCase();
  return name === 'audio/pcmu' || name === 'audio/pcma' ? 8 * clockRate * (channels ?? 1) : undefined;
}

/** What is wished; of Opus else its usual rate, and no more than the peer takes. */
function chosenBitrate({ mimeType, sdpFmtpLine }: RtpCodecParameters, wished: number | undefined): number | undefined {
  if (mimeType.toLowerCase() !== 'audio/opus') return wished;
  const limit = Number(fmtpValue(sdpFmtpLine, 'maxaveragebitrate'));
  // RFC 7587 §6.1: a maxaveragebitrate that is not between 6000 and 510000 is to be ignored.
  const most = limit >= 6000 && limit <= 510_000 ? limit : 510_000;
  return Math.min(wished ?? OPUS_BITRATE, most);
}
