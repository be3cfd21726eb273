/** Opus by libopus in WebAssembly, shaped like the codecs of WebCodecs: what an application registers (RFC 6716, RFC 7587). */

import { createDecoder, createEncoder, type OpusDecoderHandle, type OpusEncoderHandle } from 'libopus-wasm';
import type {
  AudioCodecConfig,
  AudioDataLike,
  AudioDecoderLike,
  AudioEncoderLike,
  CodecCallbacks,
  EncodedChunkLike,
} from '../../../src/index.ts';

/** What a packet may have, in milliseconds: RFC 6716 §2.1.4's frame sizes from 10 ms on. */
const PACKET_TIMES = [60, 40, 20, 10];

/** Rates that are none of Opus's, and more than two channels, are refused by libopus. */
function optionsOf(config: AudioCodecConfig): { sampleRate: 48_000; channels: 1 | 2 } {
  return { sampleRate: config.sampleRate as 48_000, channels: config.numberOfChannels as 1 | 2 };
}

/** Encodes pieces of 10 ms, or a multiple, in packets as long as they can be. */
export class OpusEncoder implements AudioEncoderLike {
  readonly #callbacks: CodecCallbacks<EncodedChunkLike>;
  /** libopus is loaded asynchronously; what is asked meanwhile waits in line. */
  #encoder: Promise<OpusEncoderHandle> | undefined;

  constructor(callbacks: CodecCallbacks<EncodedChunkLike>) {
    this.#callbacks = callbacks;
    this.#encoder = undefined;
  }

  configure(config: AudioCodecConfig): void {
    const { bitrate = 'auto' } = config;
    this.#encoder = createEncoder({ ...optionsOf(config), bitrate });
    this.#encoder.catch(this.#callbacks.error);
  }

  encode(data: AudioDataLike): void {
    const { numberOfFrames, numberOfChannels: channels, sampleRate, timestamp } = data;
    const samples = new Int16Array(numberOfFrames * channels);
    data.copyTo(samples, { planeIndex: 0, format: 's16' });
    const time = PACKET_TIMES.find(ms => numberOfFrames % ((sampleRate * ms) / 1000) === 0) ?? 10;
    const frameSize = (sampleRate * time) / 1000;
    this.#encoder
      ?.then(encoder => {
        for (let at = 0; at < numberOfFrames; at += frameSize) {
          const packet = encoder.encode(samples.subarray(at * channels, (at + frameSize) * channels), { frameSize });
          this.#callbacks.output({
            type: 'key',
            timestamp: timestamp + Math.round((at * 1e6) / sampleRate),
            duration: time * 1000,
            byteLength: packet.length,
            copyTo: destination => destination.set(packet),
          });
        }
      })
      .catch(this.#callbacks.error);
  }

  async flush(): Promise<void> {
    await this.#encoder;
  }

  close(): void {
    this.#encoder?.then(encoder => encoder.free()).catch(() => undefined);
  }
}

/** Decodes packets one by one. */
export class OpusDecoder implements AudioDecoderLike {
  readonly #callbacks: CodecCallbacks<AudioDataLike>;
  #decoder: Promise<OpusDecoderHandle> | undefined;

  constructor(callbacks: CodecCallbacks<AudioDataLike>) {
    this.#callbacks = callbacks;
    this.#decoder = undefined;
  }

  configure(config: AudioCodecConfig): void {
    this.#decoder = createDecoder(optionsOf(config));
    this.#decoder.catch(this.#callbacks.error);
  }

  decode(chunk: EncodedChunkLike): void {
    const packet = new Uint8Array(chunk.byteLength);
    chunk.copyTo(packet);
    this.#decoder
      ?.then(decoder => {
        const samples = decoder.decode(packet);
        this.#callbacks.output({
          sampleRate: decoder.sampleRate,
          numberOfFrames: samples.length / decoder.channels,
          numberOfChannels: decoder.channels,
          timestamp: chunk.timestamp,
          copyTo: destination => (destination as Int16Array).set(samples),
          close: () => undefined,
        });
      })
      .catch(this.#callbacks.error);
  }

  async flush(): Promise<void> {
    await this.#decoder;
  }

  close(): void {
    this.#decoder?.then(decoder => decoder.free()).catch(() => undefined);
  }
}
