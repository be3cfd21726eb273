/** `codec-registry`: which encoders and decoders there are, as classes shaped like those of WebCodecs (W3C webcodecs §4 to §7). */

import type { AudioDataLike } from './audio-data.ts';
import { G711Decoder, G711Encoder } from './g711-codec.ts';

/** `EncodedAudioChunk` or `EncodedVideoChunk` (W3C webcodecs §8). */
export interface EncodedChunkLike {
  /** Audio is always `key`. */
  readonly type: 'key' | 'delta';
  /** Microseconds. */
  readonly timestamp: number;
  /** Microseconds; null if not known. */
  readonly duration: number | null;
  /** How large the destination of `copyTo` has to be. */
  readonly byteLength: number;
  /** Writes the encoded bytes. */
  copyTo(destination: Uint8Array): void;
}

/** What an encoder or decoder is configured with (W3C webcodecs §7). */
export interface AudioCodecConfig {
  /** As WebCodecs' codec registry names it: `opus`, `ulaw`. */
  readonly codec: string;
  /** Hz. */
  readonly sampleRate: number;
  /** Channels of audio. */
  readonly numberOfChannels: number;
  /** Bits per second at most. */
  readonly bitrate?: number;
}

/** What a codec calls with its results. */
export interface CodecCallbacks<Output> {
  /** A piece is done. */
  output(result: Output): void;
  /** The codec cannot go on. */
  error(reason: Error): void;
}

/** The part of WebCodecs' `AudioEncoder` that is used (W3C webcodecs §5). */
export interface AudioEncoderLike {
  /** Called once, before all else. */
  configure(config: AudioCodecConfig): void;
  /** Called for each packet's worth of samples, in order. */
  encode(data: AudioDataLike): void;
  /** Resolves when the output of everything so far was given. */
  flush(): Promise<void>;
  /** Nothing comes any more. */
  close(): void;
}

/** The part of WebCodecs' `AudioDecoder` that is used (W3C webcodecs §3). */
export interface AudioDecoderLike {
  /** Called once, before all else. */
  configure(config: AudioCodecConfig): void;
  /** Called for each frame, in order. */
  decode(chunk: EncodedChunkLike): void;
  /** Resolves when the output of everything so far was given. */
  flush(): Promise<void>;
  /** Nothing comes any more. */
  close(): void;
}

/** WebCodecs' `AudioEncoder`, or a class of its shape. */
export type AudioEncoderClass = new (init: CodecCallbacks<EncodedChunkLike>) => AudioEncoderLike;
/** WebCodecs' `AudioDecoder`, or a class of its shape. */
export type AudioDecoderClass = new (init: CodecCallbacks<AudioDataLike>) => AudioDecoderLike;

/** How a codec is made: what its class is, and what the class calls it. */
export interface CodecEntry<Class> {
  /** The codec string of the configuration. */
  readonly codec: string;
  /** Made once for each track that is encoded or decoded. */
  readonly class: Class;
}

const encoders: Map<string, CodecEntry<AudioEncoderClass>> = new Map([
  ['audio/pcmu', { codec: 'ulaw', class: G711Encoder }],
  ['audio/pcma', { codec: 'alaw', class: G711Encoder }],
]);
const decoders: Map<string, CodecEntry<AudioDecoderClass>> = new Map([
  ['audio/pcmu', { codec: 'ulaw', class: G711Decoder }],
  ['audio/pcma', { codec: 'alaw', class: G711Decoder }],
]);

/**
 * Makes an encoder of audio known: what is written to an `AudioTrackSource` can then be sent in this codec.
 *
 * @param mimeType As registered for RTP: `audio/opus`.
 */
export function registerEncoder(mimeType: string, entry: CodecEntry<AudioEncoderClass>): void {
  encoders.set(mimeType.toLowerCase(), entry);
}

/** Makes a decoder of audio known, so that received tracks can be read as samples. */
export function registerDecoder(mimeType: string, entry: CodecEntry<AudioDecoderClass>): void {
  decoders.set(mimeType.toLowerCase(), entry);
}

/** The encoder of a codec, if one is registered. */
export function encoderFor(mimeType: string): CodecEntry<AudioEncoderClass> | undefined {
  return encoders.get(mimeType.toLowerCase());
}

/** The decoder of a codec, if one is registered. */
export function decoderFor(mimeType: string): CodecEntry<AudioDecoderClass> | undefined {
  return decoders.get(mimeType.toLowerCase());
}
