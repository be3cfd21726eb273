/** WAV there and back, its chunks, pauses, and what is no WAV of ours. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeALaw, encodeMuLaw } from '../../../../src/media/codecs/pcm.ts';
import { WavReader, WavWriter } from '../../../../src/media/files/index.ts';
import { filling } from '../../payload/frames.ts';
import { concat, readAll } from './pieces.ts';

test('what is written is read again as frames of 20 ms, in pieces of any size', () => {
  for (const mimeType of ['audio/L16', 'audio/PCMU', 'audio/PCMA'] as const) {
    const writer = new WavWriter({ mimeType, sampleRate: 16_000, channels: 2 });
    const bytes = mimeType === 'audio/L16' ? 4 : 2;
    const data = filling(1000 * bytes);
    const file = concat(writer.write(data, 0), writer.end());
    for (const piece of [1, 77, file.length]) {
      const reader = new WavReader();
      const frames = readAll(reader, file, piece);
      assert.deepEqual(
        frames.map(frame => frame.data.length / bytes),
        [320, 320, 320, 40],
      );
      assert.deepEqual(
        frames.map(frame => frame.timestamp),
        [0, 20_000, 40_000, 60_000],
      );
      assert.deepEqual(
        frames.map(frame => frame.duration),
        [20_000, 20_000, 20_000, 2_500],
      );
      assert.deepEqual(concat(...frames.map(frame => frame.data)), data);
      assert.deepEqual([reader.mimeType, reader.sampleRate, reader.channels], [mimeType, 16_000, 2]);
    }
  }
});

test('the header is the usual one; the sizes are known in the end', () => {
  const writer = new WavWriter({ mimeType: 'audio/PCMU' });
  const file = writer.write(Uint8Array.of(1, 2), 0);
  const view = new DataView(file.buffer);
  assert.equal(Buffer.from(file).toString('latin1', 0, 4), 'RIFF');
  assert.equal(Buffer.from(file).toString('latin1', 8, 16), 'WAVEfmt ');
  assert.deepEqual(
    [16, 20, 22, 24, 28, 32, 34, 40].map(at => view.getUint16(at, true)),
    [16, 7, 1, 8000, 8000, 1, 8, 0xffff],
  );
  const header = new DataView(writer.header().buffer);
  assert.deepEqual([header.getUint32(4, true), header.getUint32(40, true)], [38, 2]);
});

test('a pause becomes silence; jitter and jumps of the clock do not', () => {
  const lengthsOf = (mimeType: 'audio/PCMA' | 'audio/PCMU' | 'audio/L16', ...times: number[]): number[] => {
    const writer = new WavWriter({ mimeType });
    return times.map(time => writer.write(filling(160), time).length);
  };
  assert.deepEqual(lengthsOf('audio/PCMU', 0, 20_000, 60_000, 79_000, 105_000), [204, 160, 320, 160, 160]);
  assert.deepEqual(lengthsOf('audio/PCMA', 0, 3_600_000_000, 3_600_020_000), [204, 160, 160]);
  const writer = new WavWriter({ mimeType: 'audio/PCMA' });
  writer.write(filling(160), 0);
  assert.equal(writer.write(filling(160), 40_000)[0], encodeALaw(Int16Array.of(0))[0]);
  assert.equal(new WavWriter({ mimeType: 'audio/L16' }).write(Uint8Array.of(1), 0).length, 0, 'half a sample');
});

test('samples are decoded', () => {
  const samples = Int16Array.of(0, 1000, -1000, 32767);
  const big = Uint8Array.of(0, 0, 3, 0xe8, 0xfc, 0x18, 0x7f, 0xff);
  const decoded = (mimeType: 'audio/PCMA' | 'audio/PCMU' | 'audio/L16', data: Uint8Array): number[] => {
    const reader = new WavReader();
    const frames = readAll(reader, new WavWriter({ mimeType }).write(data, 0));
    return frames.flatMap(frame => [...reader.samplesOf(frame)]);
  };
  assert.deepEqual(decoded('audio/L16', big), [...samples]);
  assert.deepEqual(decoded('audio/PCMU', encodeMuLaw(samples)), [0, 988, -988, 32124]);
  assert.deepEqual(decoded('audio/PCMA', encodeALaw(samples)), [8, 1008, -1008, 32256]);
});

function chunk(id: string, content: readonly number[], size = content.length): Uint8Array {
  const header = new Uint8Array(8);
  header.set(Buffer.from(id), 0);
  new DataView(header.buffer).setUint32(4, size, true);
  return concat(header, Uint8Array.from(content), new Uint8Array(content.length % 2));
}

const RIFF = concat(chunk('RIFF', []), Uint8Array.from(Buffer.from('WAVE')));
const format = (tag: number, bits: number, channels = 1, rate = 8000, rest: readonly number[] = []): Uint8Array =>
  chunk('fmt ', [
    ...[tag & 0xff, tag >> 8, channels & 0xff, channels >> 8],
    ...[rate & 0xff, (rate >> 8) & 0xff, (rate >> 16) & 0xff, rate >>> 24, 0, 0, 0, 0, 0, 0, bits, 0],
    ...rest,
  ]);

test('other chunks are passed over, and what follows the samples', () => {
  const reader = new WavReader();
  const file = concat(RIFF, chunk('LIST', [1, 2, 3]), format(7, 8), chunk('data', [1, 2]), chunk('LIST', [5]));
  const frames = readAll(reader, file, 3);
  assert.deepEqual(
    frames.map(frame => [...frame.data]),
    [[1, 2]],
  );
  assert.deepEqual(reader.push(Uint8Array.of(1)), []);
});

test('a size that is not known lasts to the end; the extensible format is read', () => {
  const extension = [22, 0, 16, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 16, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
  const file = concat(RIFF, format(0xfffe, 16, 1, 8000, extension), chunk('data', [1, 2, 3, 4, 5], 0));
  const reader = new WavReader();
  assert.deepEqual(
    readAll(reader, file).map(frame => [...frame.data]),
    [[2, 1, 4, 3, 0, 5]],
  );
  assert.equal(reader.mimeType, 'audio/L16');
});

test('what is no WAV of ours is malformed', () => {
  const data = chunk('data', [1, 2]);
  const files = [
    filling(20),
    concat(chunk('RIFF', []), Uint8Array.from(Buffer.from('AVI '))),
    concat(RIFF, data),
    concat(RIFF, chunk('fmt ', [1, 0]), data),
    concat(RIFF, format(2, 4), data),
    concat(RIFF, format(1, 24), data),
    concat(RIFF, format(7, 8, 0), data),
    concat(RIFF, format(7, 8, 1, 0), data),
    concat(RIFF, format(0xfffe, 16), data),
    concat(RIFF, chunk('LIST', [], 0x7fff_ffff)),
  ];
  for (const [i, file] of files.entries()) {
    const reader = new WavReader();
    assert.deepEqual(readAll(reader, file), [], `file ${i}`);
    assert.equal(reader.malformed, true, `file ${i}`);
    assert.deepEqual(reader.push(data), []);
  }
});
