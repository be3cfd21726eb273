/** VP9 superframes and frame headers. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinSuperframe, readVp9FrameHeader, splitSuperframe } from '../../../src/payload/vp9-superframe.ts';
import { bits, concat, filling, u, vp9Frame } from './frames.ts';

test('the index has the sizes, as few bytes each as the largest needs', () => {
  for (const [size, width] of [
    [100, 1],
    [300, 2],
    [70_000, 3],
    [16_777_216, 4],
  ] as const) {
    const frames = [new Uint8Array(3).fill(9), new Uint8Array(size).fill(7)];
    const joined = joinSuperframe(frames);
    assert.equal(joined.length, 3 + size + 2 + 2 * width);
    assert.equal(joined.at(-1), 0xc0 | ((width - 1) << 3) | 1);
    const split = splitSuperframe(joined);
    assert.deepEqual(
      split.map(frame => frame.length),
      [3, size],
    );
    assert.deepEqual(split[0], frames[0]);
  }
});

test('what has no index, or a wrong one, is one frame', () => {
  const whole = (bytes: Uint8Array): void => assert.deepEqual(splitSuperframe(bytes), [bytes]);
  whole(new Uint8Array(0));
  whole(filling(10));
  whole(Uint8Array.of(0xc0));
  whole(concat(filling(3), [0xc1, 1, 2, 0xc0]));
  whole(concat(filling(3), [0xc1, 3, 2, 0xc1]));
  whole(concat([0xc0, 0, 0xc0]));
});

test('the frame header of each profile tells the size', () => {
  const sync = u(0x498342, 24);
  const size = `${u(319, 16)} ${u(239, 16)}`;
  const read = (text: string) => readVp9FrameHeader(concat(bits(text), filling(4)))?.size;
  assert.deepEqual(read(`10 0 0 0 0 1 0 ${sync} 010 0 ${size}`), { width: 320, height: 240 });
  assert.deepEqual(read(`10 1 0 0 0 1 0 ${sync} 010 0 11 0 ${size}`), { width: 320, height: 240 });
  assert.deepEqual(read(`10 0 1 0 0 1 0 ${sync} 1 010 0 ${size}`), { width: 320, height: 240 });
  assert.deepEqual(read(`10 1 1 0 0 0 1 0 ${sync} 0 010 0 11 0 ${size}`), { width: 320, height: 240 });
  assert.deepEqual(read(`10 1 0 0 0 1 0 ${sync} 111 0 ${size}`), { width: 320, height: 240 });
  assert.deepEqual(read(`10 0 0 0 0 1 0 ${sync} 111 ${size}`), { width: 320, height: 240 });
});

test('a frame shown again is no key frame; what is no VP9 has no header', () => {
  assert.deepEqual(readVp9FrameHeader(bits('10 0 0 1 000')), { keyFrame: false, size: undefined });
  assert.equal(readVp9FrameHeader(new Uint8Array(0)), undefined);
  assert.equal(readVp9FrameHeader(Uint8Array.of(0x40, 0, 0)), undefined);
  const frame = vp9Frame(true, 0);
  assert.equal(readVp9FrameHeader(frame.subarray(0, 6)), undefined);
  frame[1] = 0;
  assert.equal(readVp9FrameHeader(frame), undefined);
});
