/** Audio formats without a header of their own. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assembleAudioFrame, readAudioFrame } from '../../../src/payload/audio-frame.ts';
import { filling } from './frames.ts';

test('each packet is a frame, which begins, ends and can be decoded', () => {
  const info = readAudioFrame(filling(3));
  assert.deepEqual([info?.startsFrame, info?.endsFrame, info?.keyFrame], ['yes', true, true]);
  assert.equal(readAudioFrame(new Uint8Array(0)), undefined);
});

test('a frame is a copy of its one payload', () => {
  const payload = filling(3);
  const frame = assembleAudioFrame([payload]);
  assert.deepEqual(frame, { data: payload, keyFrame: true });
  assert.notEqual(frame?.data.buffer, payload.buffer);
  assert.equal(assembleAudioFrame([]), undefined);
  assert.equal(assembleAudioFrame([payload, payload]), undefined);
  assert.equal(assembleAudioFrame([new Uint8Array(0)]), undefined);
});
