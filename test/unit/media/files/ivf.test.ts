/** IVF there and back, its header, and what is no IVF. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IvfReader, IvfWriter } from '../../../../src/media/files/index.ts';
import { av1Frame, obu, vp8Frame, vp9Frame } from '../../payload/frames.ts';
import { concat, readAll } from './pieces.ts';

test('what is written is read again, in pieces of any size', () => {
  const frames = [vp8Frame(true, 400, 320, 240), vp8Frame(false, 20), vp8Frame(false, 1)];
  const writer = new IvfWriter('video/VP8');
  const file = concat(...frames.map((frame, i) => writer.write(frame, 5_000_000 + i * 33_333)), writer.end());
  for (const piece of [1, 7, 45, file.length]) {
    const reader = new IvfReader();
    const read = readAll(reader, file, piece);
    assert.deepEqual(
      read.map(({ data, timestamp, keyFrame }) => ({ data, timestamp, keyFrame })),
      frames.map((data, i) => ({ data, timestamp: i * 33_333, keyFrame: i === 0 })),
    );
    assert.deepEqual([reader.mimeType, reader.width, reader.height, reader.malformed], ['video/VP8', 320, 240, false]);
  }
});

test('the header has the fields where libvpx has them', () => {
  const writer = new IvfWriter('video/VP9');
  const file = writer.write(vp9Frame(true, 10, 640, 360), 0);
  assert.equal(Buffer.from(file.subarray(0, 4)).toString(), 'DKIF');
  assert.deepEqual(
    [...file.subarray(4, 32)],
    [
      ...[0, 0, 32, 0, 0x56, 0x50, 0x39, 0x30, 0x80, 2, 0x68, 1],
      ...[0x40, 0x42, 0x0f, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ],
  );
  assert.equal(writer.header()[24], 1, 'number of frames');
  assert.deepEqual(writer.header().subarray(0, 24), file.subarray(0, 24));
});

test('the file begins with the first key frame', () => {
  const writer = new IvfWriter('video/VP8');
  assert.equal(writer.write(vp8Frame(false, 10), 1000).length, 0);
  assert.equal(writer.write(vp8Frame(true, 10), 2000).length, 32 + 12 + 20);
});

test('an AV1 temporal unit gets its delimiter, once', () => {
  const writer = new IvfWriter('video/AV1');
  const key = av1Frame(true, 10);
  const delta = concat(obu(2, []), av1Frame(false, 10));
  const frames = readAll(new IvfReader(), concat(writer.write(key, 0), writer.write(delta, 1000)));
  assert.deepEqual(
    frames.map(frame => frame.data),
    [concat(Uint8Array.of(0x12, 0), key), delta],
  );
  assert.deepEqual(
    frames.map(frame => frame.keyFrame),
    [true, false],
  );
});

test('times count from the first frame, whatever it says', () => {
  const writer = new IvfWriter('video/VP8');
  const file = concat(writer.write(vp8Frame(true, 1), 0), writer.write(vp8Frame(false, 1), 40_000));
  const header = new DataView(file.buffer);
  // In 90 kHz, as RTP counts.
  header.setUint32(16, 90_000, true);
  header.setUint32(32 + 4, 4_000_000_000, true);
  header.setUint32(32 + 12 + header.getUint32(32, true) + 4, 4_000_003_600, true);
  assert.deepEqual(
    readAll(new IvfReader(), file).map(({ timestamp }) => timestamp),
    [0, 40_000],
  );
  // Of a damaged file, no time is below zero.
  header.setUint32(32 + 4, 4_100_000_000, true);
  assert.deepEqual(
    readAll(new IvfReader(), file).map(({ timestamp }) => timestamp),
    [0, 0],
  );
});

test('times beyond 32 bits are written and read', () => {
  const writer = new IvfWriter('video/VP8');
  const file = concat(writer.write(vp8Frame(true, 1), 0), writer.write(vp8Frame(false, 1), 10_000_000_000));
  assert.equal(readAll(new IvfReader(), file)[1]?.timestamp, 10_000_000_000);
});

test('what is no IVF is malformed, and stays so', () => {
  const good = new IvfWriter('video/VP8').write(vp8Frame(true, 10), 0);
  for (const [at, value] of [
    [0, 0],
    [6, 31],
    [8, 0],
  ] as const) {
    const file = good.slice();
    file[at] = value;
    const reader = new IvfReader();
    assert.deepEqual(readAll(reader, file), []);
    assert.equal(reader.malformed, true);
    assert.deepEqual(reader.push(good), []);
  }
  const rateless = good.slice().fill(0, 16, 20);
  const large = good.slice().fill(0xff, 32, 36);
  for (const file of [rateless, large]) {
    const reader = new IvfReader();
    assert.deepEqual(readAll(reader, file), []);
    assert.equal(reader.malformed, true);
  }
});

test('a longer header is passed over; a frame cut off is lost', () => {
  const good = new IvfWriter('video/VP8').write(vp8Frame(true, 10), 0);
  const file = concat(good.subarray(0, 32), new Uint8Array(8), good.subarray(32));
  file[6] = 40;
  assert.equal(readAll(new IvfReader(), file).length, 1);
  assert.equal(readAll(new IvfReader(), good.subarray(0, -1)).length, 0);
  assert.throws(() => new IvfWriter('video/H264'), TypeError);
});
