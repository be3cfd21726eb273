/** Annex B files: where access units begin, in pieces of any size. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnnexBReader, AnnexBWriter } from '../../../../src/media/files/index.ts';
import {
  annexB,
  filling,
  h264Pps,
  h264Slice,
  h264Sps,
  h265Pps,
  h265Slice,
  h265Sps,
  h265Vps,
} from '../../payload/frames.ts';
import { concat, readAll } from './pieces.ts';

const aud = Uint8Array.of(0x09, 0xf0);
const sei = Uint8Array.of(0x06, 5, 1, 1, 0x80);

test('H.264 is divided before delimiters, parameter sets, SEI and first slices', () => {
  const units = [
    annexB(h264Sps(), h264Pps(), sei, h264Slice(true, 300), h264Slice(true, 30, false)),
    annexB(h264Slice(false, 40), h264Slice(false, 40, false)),
    annexB(h264Slice(false, 50)),
    annexB(aud, h264Slice(false, 60)),
    annexB(sei, h264Slice(false, 70)),
    annexB(h264Sps(), h264Pps(), h264Slice(true, 80), Uint8Array.of(0x0b)),
  ];
  const file = concat(...units);
  for (const piece of [1, 2, 3, 50, file.length]) {
    const reader = new AnnexBReader({ mimeType: 'video/H264', frameRate: 25 });
    const frames = readAll(reader, file, piece);
    assert.deepEqual(
      frames.map(frame => frame.data),
      units,
    );
    assert.deepEqual(
      frames.map(frame => frame.keyFrame),
      [true, false, false, false, false, true],
    );
    assert.deepEqual(
      frames.map(frame => frame.timestamp),
      [0, 40_000, 80_000, 120_000, 160_000, 200_000],
    );
    assert.equal(frames[0]?.duration, 40_000);
    assert.equal(reader.malformed, false);
  }
});

test('H.265 is divided likewise', () => {
  const units = [
    annexB(h265Vps(), h265Sps(), h265Pps(), h265Slice(true, 300), h265Slice(true, 30, false)),
    annexB(h265Slice(false, 40), Uint8Array.of(0x50, 1, 5)),
    annexB(Uint8Array.of(0x46, 1, 0x50), h265Slice(false, 50)),
    annexB(Uint8Array.of(0x4e, 1, 5), h265Slice(false, 50)),
  ];
  const frames = readAll(new AnnexBReader({ mimeType: 'video/H265' }), concat(...units), 5);
  assert.deepEqual(
    frames.map(frame => frame.data),
    units,
  );
  assert.deepEqual(
    frames.map(frame => frame.keyFrame),
    [true, false, false, false],
  );
});

test('start codes of three bytes and zeros between units make no difference', () => {
  const slice = h264Slice(false, 20);
  const file = concat(
    filling(5),
    Uint8Array.of(0, 0, 1),
    slice,
    Uint8Array.of(0, 0, 0, 0, 0, 1),
    slice,
    new Uint8Array(3),
  );
  const frames = readAll(new AnnexBReader({ mimeType: 'video/H264' }), file, 1);
  assert.deepEqual(
    frames.map(frame => frame.data),
    [annexB(slice), annexB(slice)],
  );
});

test('parameter sets alone are no frame, nor is a file without start codes', () => {
  assert.deepEqual(readAll(new AnnexBReader({ mimeType: 'video/H264' }), annexB(h264Sps(), h264Pps())), []);
  assert.deepEqual(readAll(new AnnexBReader({ mimeType: 'video/H264' }), filling(1000), 10), []);
});

test('a unit without end is malformed', () => {
  const reader = new AnnexBReader({ mimeType: 'video/H264' });
  reader.push(Uint8Array.of(0, 0, 1));
  for (let i = 0; i < 66 && !reader.malformed; i++) reader.push(new Uint8Array(1024 * 1024).fill(5));
  assert.equal(reader.malformed, true);
  assert.deepEqual([reader.push(annexB(h264Slice(true, 3))), reader.end()], [[], []]);
});

test('a file is written from the first key frame on', () => {
  const writer = new AnnexBWriter('video/H264');
  const key = annexB(h264Sps(), h264Pps(), h264Slice(true, 3));
  const delta = annexB(h264Slice(false, 3));
  assert.deepEqual(
    [writer.write(delta), writer.write(key), writer.write(delta), writer.end()],
    [new Uint8Array(0), key, delta, new Uint8Array(0)],
  );
});
