/** EncoderPipeline: samples of any rate to frames of 20 ms. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  AudioCodecConfig,
  AudioEncoderLike,
  CodecCallbacks,
  EncodedChunkLike,
} from '../../../src/media/codec-registry.ts';
import { registerEncoder } from '../../../src/media/codec-registry.ts';
import { EncoderPipeline, type EncoderWishes, encodableCodec } from '../../../src/media/encoder-pipeline.ts';
import type { EncodedFrame } from '../../../src/streams/ports.ts';
import { PCMU, VP8 } from './runtime.ts';

interface Subject {
  encoder: EncoderPipeline;
  frames: EncodedFrame[];
  failures: Error[];
}

function pipeline(codec: typeof PCMU = PCMU, wishes: EncoderWishes = {}): Subject {
  const frames: EncodedFrame[] = [];
  const failures: Error[] = [];
  const events = {
    frame: (frame: EncodedFrame): unknown => frames.push(frame),
    failed: (reason: Error): unknown => failures.push(reason),
  };
  const encoder = new EncoderPipeline(codec, events, wishes);
  return { encoder, frames, failures };
}

test('the first codec with an encoder is chosen', () => {
  const opus = { ...PCMU, mimeType: 'audio/opus' };
  assert.equal(encodableCodec([opus, PCMU]), PCMU);
  assert.equal(encodableCodec([opus, VP8]), undefined);
  assert.throws(() => pipeline({ ...PCMU, mimeType: 'audio/none' }), TypeError);
});

test('pieces of any length become frames of 160 bytes, timed by their samples', () => {
  const { encoder, frames } = pipeline();
  let timestamp = 1_000_000;
  for (const length of [100, 100, 1, 300, 139]) {
    encoder.write({ data: new Int16Array(length), sampleRate: 8000, channels: 1, timestamp });
    timestamp += length * 125;
  }
  encoder.write({ data: new Int16Array(0), sampleRate: 8000, channels: 1, timestamp });
  assert.deepEqual(
    frames.map(({ data, timestamp: at, duration, mimeType }) => [data.length, at, duration, mimeType]),
    [0, 1, 2, 3].map(i => [160, 1_000_000 + i * 20_000, 20_000, 'audio/PCMU']),
  );
});

test('frames say how loud they are', () => {
  const { encoder, frames } = pipeline();
  for (const [i, amplitude] of [0, 0x2000, 0x7fff].entries()) {
    encoder.write({ data: new Int16Array(160).fill(amplitude), sampleRate: 8000, channels: 1, timestamp: i * 20_000 });
  }
  assert.deepEqual(
    frames.map(({ audioLevel }) => audioLevel),
    [127, 12, 0],
  );
});

test('frames that an encoder gives back later have their own loudness', () => {
  class Late implements AudioEncoderLike {
    static readonly waiting: (() => void)[] = [];
    readonly #output: CodecCallbacks<EncodedChunkLike>['output'];
    constructor({ output }: CodecCallbacks<EncodedChunkLike>) {
      this.#output = output;
    }
    configure(): void {}
    encode(data: { readonly timestamp: number }): void {
      const { timestamp } = data;
      const chunk = { type: 'key', timestamp, duration: 20_000, byteLength: 1, copyTo: () => {} } as const;
      Late.waiting.push(() => this.#output(chunk));
    }
    async flush(): Promise<void> {}
    close(): void {}
  }
  registerEncoder('audio/late', { codec: 'late', class: Late });
  const { encoder, frames } = pipeline({ ...PCMU, mimeType: 'audio/late' });
  const amplitudes = [0, 0x2000, 0x7fff];
  const data = new Int16Array(480).map((_, i) => amplitudes[Math.floor(i / 160)] as number);
  encoder.write({ data, sampleRate: 8000, channels: 1, timestamp: 0 });
  assert.equal(frames.length, 0);
  // The second one is never given back.
  Late.waiting.splice(1, 1);
  for (const giveBack of Late.waiting) giveBack();
  assert.deepEqual(
    frames.map(({ audioLevel }) => audioLevel),
    [127, 0],
  );
});

test('after a gap the rest of the time before is left out', () => {
  const { encoder, frames } = pipeline();
  encoder.write({ data: new Int16Array(100), sampleRate: 8000, channels: 1, timestamp: 0 });
  encoder.write({ data: new Int16Array(160), sampleRate: 8000, channels: 1, timestamp: 5_000_000 });
  assert.deepEqual(
    frames.map(({ timestamp }) => timestamp),
    [5_000_000],
  );
});

test('other rates and channels are converted', () => {
  const { encoder, frames } = pipeline();
  for (let i = 0; i < 50; i++) {
    const data = new Int16Array(1920).fill(1000);
    encoder.write({ data, sampleRate: 48_000, channels: 2, timestamp: i * 20_000 });
  }
  assert.ok(frames.length >= 49 && frames.length <= 50, `${frames.length} frames of a second`);
});

test('an encoder that fails ends the pipeline, once', () => {
  let fail: ((reason: Error) => void) | undefined;
  let closed = 0;
  class Broken implements AudioEncoderLike {
    constructor(init: CodecCallbacks<EncodedChunkLike>) {
      fail = reason => init.error(reason);
    }

    configure(): void {}
    encode(): void {}
    flush(): Promise<void> {
      return Promise.resolve();
    }

    close(): void {
      closed++;
    }
  }
  registerEncoder('audio/Broken', { codec: 'broken', class: Broken });
  const { encoder, failures } = pipeline({ ...PCMU, mimeType: 'audio/broken' });
  fail?.(new Error('out of order'));
  fail?.(new Error('again'));
  encoder.write({ data: new Int16Array(1), sampleRate: 8000, channels: 1, timestamp: 0 });
  encoder.close();
  assert.deepEqual([failures.length, closed], [1, 1]);
});

test('packets are as long as they are wished, within what can be', () => {
  for (const [ptime, length] of [
    [10, 80],
    [60, 480],
    [33, 240],
    [1000, 960],
    [0, 80],
  ] as const) {
    const { encoder, frames } = pipeline(PCMU, { ptime });
    encoder.write({ data: new Int16Array(1920), sampleRate: 8000, channels: 1, timestamp: 0 });
    assert.equal(frames[0]?.data.length, length, `${ptime}`);
    assert.equal(frames[1]?.timestamp, length * 125);
    assert.ok(encoder.fits({ ptime }) && !encoder.fits({}));
  }
});

test('an encoder is told the bitrate that is wished; G.711 has its own', () => {
  const configured: unknown[] = [];
  class Encoder implements AudioEncoderLike {
    configure(config: object): void {
      configured.push(config);
    }
    encode(): void {}
    flush(): Promise<void> {
      return Promise.resolve();
    }
    close(): void {}
  }
  registerEncoder('audio/wished', { codec: 'wished', class: Encoder });
  const codec = { ...PCMU, mimeType: 'audio/wished' };
  assert.equal(pipeline(codec, { maxBitrate: 24_000 }).encoder.bitrate, 24_000);
  assert.equal(pipeline(codec).encoder.bitrate, undefined);
  assert.equal(pipeline(PCMU, { maxBitrate: 24_000 }).encoder.bitrate, 64_000);
  const common = { codec: 'wished', sampleRate: 8000, numberOfChannels: 1 };
  assert.deepEqual(configured, [{ ...common, bitrate: 24_000 }, common]);
});

test('Opus has a bitrate of its own, and no more than the peer takes', () => {
  const configured: unknown[] = [];
  class Encoder implements AudioEncoderLike {
    configure({ bitrate }: AudioCodecConfig): void {
      configured.push(bitrate);
    }
    encode(): void {}
    flush(): Promise<void> {
      return Promise.resolve();
    }
    close(): void {}
  }
  registerEncoder('audio/opus', { codec: 'opus', class: Encoder });
  const opus = { ...PCMU, mimeType: 'audio/opus', clockRate: 48_000, channels: 2 };
  const cases = [
    [undefined, undefined, 64_000],
    [undefined, 24_000, 24_000],
    [undefined, 900_000, 510_000],
    ['minptime=10;useinbandfec=1', undefined, 64_000],
    ['minptime=10; maxaveragebitrate=20000', undefined, 20_000],
    ['maxaveragebitrate=20000', 12_000, 12_000],
    ['maxaveragebitrate=20000', 96_000, 20_000],
    ['maxaveragebitrate=5999', undefined, 64_000],
    ['maxaveragebitrate=510001', 96_000, 96_000],
    ['maxaveragebitrate=loud', undefined, 64_000],
  ] as const;
  for (const [sdpFmtpLine, maxBitrate, bitrate] of cases) {
    const { encoder } = pipeline({ ...opus, sdpFmtpLine }, { maxBitrate });
    assert.equal(encoder.bitrate, bitrate, `${sdpFmtpLine} ${maxBitrate}`);
  }
  assert.deepEqual(
    configured,
    cases.map(([, , bitrate]) => bitrate),
  );
});
