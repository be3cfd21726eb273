/** Frames much larger than those before them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HugeFrames } from '../../../src/streams/huge-frames.ts';

test('a frame is huge from two and a half times the average on', () => {
  const frames = new HugeFrames();
  for (let i = 0; i < 40; i++) frames.add(1000);
  frames.add(2499);
  assert.equal(frames.count, 0);
  for (let i = 0; i < 400; i++) frames.add(1000);
  frames.add(2501);
  assert.equal(frames.count, 1);
});

test('the first is compared with nothing, and the average follows', () => {
  const frames = new HugeFrames();
  frames.add(50_000);
  for (let i = 0; i < 300; i++) frames.add(100);
  assert.equal(frames.count, 0);
  frames.add(50_000);
  assert.equal(frames.count, 1);
});
