/** G.711 as codecs shaped like those of WebCodecs: `ulaw` and `alaw` (RFC 7874 §3, RFC 3551 §4.5.14). */

import { domException } from '../webidl/index.ts';
import { type AudioDataLike, PcmAudioData, samplesOf } from './audio-data.ts';
import type {
  AudioCodecConfig,
  AudioDecoderLike,
  AudioEncoderLike,
  CodecCallbacks,
  EncodedChunkLike,
} from './codec-registry.ts';
import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from './codecs/pcm.ts';

interface Law {
  encode(samples: Int16Array): Uint8Array;
  decode(bytes: Uint8Array): Int16Array;
}

const LAWS: Readonly<Record<string, Law>> = {
  ulaw: { encode: encodeMuLaw, decode: decodeMuLaw },
  alaw: { encode: encodeALaw, decode: decodeALaw },
};

function lawOf(config: AudioCodecConfig): Law {
  const law = LAWS[config.codec];
  if (law === undefined) throw domException('NotSupportedError', `'${config.codec}' is neither ulaw nor alaw.`);
  return law;
}

/** The output comes before `encode` returns. */
export class G711Encoder implements AudioEncoderLike {
  readonly #callbacks: CodecCallbacks<EncodedChunkLike>;
  #law: Law | undefined;

  constructor(init: CodecCallbacks<EncodedChunkLike>) {
    this.#callbacks = init;
    this.#law = undefined;
  }

  configure(config: AudioCodecConfig): void {
    this.#law = lawOf(config);
  }

  encode(data: AudioDataLike): void {
    if (this.#law === undefined) throw domException('InvalidStateError', 'The encoder is not configured.');
    const bytes = this.#law.encode(samplesOf(data).data);
    this.#callbacks.output({
      type: 'key',
      timestamp: data.timestamp,
      duration: Math.round((data.numberOfFrames * 1e6) / data.sampleRate),
      byteLength: bytes.length,
      copyTo: destination => destination.set(bytes),
    });
  }

  flush(): Promise<void> {
    void this.#law;
    return Promise.resolve();
  }

  close(): void {
    this.#law = undefined;
  }
}

/** The output comes before `decode` returns. */
export class G711Decoder implements AudioDecoderLike {
  readonly #callbacks: CodecCallbacks<AudioDataLike>;
  #law: Law | undefined;
  #sampleRate: number;
  #channels: number;

  constructor(init: CodecCallbacks<AudioDataLike>) {
    this.#callbacks = init;
    this.#law = undefined;
    this.#sampleRate = 0;
    this.#channels = 0;
  }

  configure(config: AudioCodecConfig): void {
    this.#law = lawOf(config);
    this.#sampleRate = config.sampleRate;
    this.#channels = config.numberOfChannels;
  }

  decode(chunk: EncodedChunkLike): void {
    if (this.#law === undefined) throw domException('InvalidStateError', 'The decoder is not configured.');
    const bytes = new Uint8Array(chunk.byteLength);
    chunk.copyTo(bytes);
    const data = this.#law.decode(bytes);
    const { timestamp } = chunk;
    this.#callbacks.output(
      new PcmAudioData({ data, sampleRate: this.#sampleRate, channels: this.#channels, timestamp }),
    );
  }

  flush(): Promise<void> {
    void this.#law;
    return Promise.resolve();
  }

  close(): void {
    this.#law = undefined;
  }
}
