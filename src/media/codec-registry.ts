/** `codec-registry`: which encoders and decoders there are, as classes shaped like those of WebCodecs (W3C webcodecs §4 to §7). */

import type { AudioDataLike } from './audio-data.ts';
import { G711Decoder, G711Encoder } from './g711-codec.ts';

/** `EncodedAudioChunk` or `EncodedVideoChunk`. */
export interface EncodedChunkLike {
  readonly type: 'key' | 'delta';
  /** Microseconds. */
  readonly timestamp: number;
  readonly duration: number | null;
  readonly byteLength: number;
  copyTo(destination: Uint8Array): void;
}

export interface AudioCodecConfig {
  /** As WebCodecs' codec registry names it: `opus`, `ulaw`. */
  readonly codec: string;
  readonly sampleRate: number;
  readonly numberOfChannels: number;
  /** Bits per second at most. */
  readonly bitrate?: number;
}

export interface CodecCallbacks<Output> {
  output(result: Output): void;
  error(reason: Error): void;
}

export interface AudioEncoderLike {
  configure(config: AudioCodecConfig): void;
  encode(data: AudioDataLike): void;
  flush(): Promise<void>;
  close(): void;
}

export interface AudioDecoderLike {
  configure(config: AudioCodecConfig): void;
  decode(chunk: EncodedChunkLike): void;
  flush(): Promise<void>;
  close(): void;
}

export type AudioEncoderClass = new (init: CodecCallbacks<EncodedChunkLike>) => AudioEncoderLike;
export type AudioDecoderClass = new (init: CodecCallbacks<AudioDataLike>) => AudioDecoderLike;

/** How a codec is made: what its class is, and what the class calls it. */
export interface CodecEntry<Class> {
  /** The codec string of the configuration. */
  readonly codec: string;
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

export function encoderFor(mimeType: string): CodecEntry<AudioEncoderClass> | undefined {
  return encoders.get(mimeType.toLowerCase());
}

export function decoderFor(mimeType: string): CodecEntry<AudioDecoderClass> | undefined {
  return decoders.get(mimeType.toLowerCase());
}
