/** The byte queue: order, copies, skipping. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteQueue } from '../../../../src/media/files/byte-queue.ts';

test('bytes come out in the order they went in, whatever the pieces', () => {
  const queue = new ByteQueue();
  const out: number[] = [];
  let next = 0;
  for (let round = 0; round < 200; round++) {
    queue.push(Uint8Array.from({ length: (round * 37) % 301 }, () => next++ & 0xff));
    const length = Math.min(queue.length, (round * 53) % 211);
    assert.equal(queue.view()[0], queue.length === 0 ? undefined : out.length & 0xff);
    out.push(...queue.take(length));
  }
  out.push(...queue.take(queue.length));
  assert.deepEqual(
    out,
    Array.from({ length: next }, (_, i) => i & 0xff),
  );
});

test('what is taken is a copy, what is skipped is gone', () => {
  const queue = new ByteQueue();
  queue.push(Uint8Array.of(1, 2, 3, 4));
  const taken = queue.take(2);
  queue.view()[0] = 9;
  assert.deepEqual([...taken], [1, 2]);
  queue.skip(1);
  assert.deepEqual([...queue.view()], [4]);
  queue.skip(100);
  assert.equal(queue.length, 0);
});
