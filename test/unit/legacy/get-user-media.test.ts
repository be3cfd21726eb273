/** The callback form of getUserMedia. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getUserMedia } from '../../../src/legacy/get-user-media.ts';

test('a stream for the first callback, an error for the second', async () => {
  const stream = await new Promise<{ getTracks(): { kind: string; stop(): void }[] }>((resolve, reject) => {
    getUserMedia({ video: true }, resolve, reject);
  });
  assert.deepEqual(
    stream.getTracks().map(({ kind }) => kind),
    ['video'],
  );
  for (const track of stream.getTracks()) track.stop();
  const error = await new Promise<unknown>(resolve => {
    getUserMedia({}, () => assert.fail('No stream was asked for.'), resolve);
  });
  assert.ok(error instanceof TypeError);
  assert.throws(() => getUserMedia({ audio: true }, undefined as never), TypeError);
});
