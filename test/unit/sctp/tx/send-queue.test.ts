/** Turns between streams, and what is buffered. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OutboundMessage, SendQueue } from '../../../../src/sctp/tx/send-queue.ts';

const message = (streamId: number, size: number, ordered: boolean = true): OutboundMessage =>
  new OutboundMessage(streamId, 53, new Uint8Array(size), { ordered }, 0);

test('streams take turns by message, and a message once begun is finished', () => {
  const queue = new SendQueue(() => {});
  for (const stream of [1, 1, 2, 3, 3]) queue.push(message(stream, 10));
  const order: string[] = [];
  for (let next = queue.peek(); next !== undefined; next = queue.peek()) {
    queue.advance(next, 5);
    order.push(`${next.streamId}${next.ssn}`);
  }
  assert.equal(order.join(' '), '10 10 20 20 30 30 11 11 31 31');
  assert.ok(queue.empty);
});

test('the buffered amount falls as bytes leave, and says when it reaches the threshold', () => {
  const low: number[] = [];
  const queue = new SendQueue(id => low.push(id));
  queue.stream(4).lowThreshold = 10;
  queue.push(message(4, 30));
  const head = queue.peek() as OutboundMessage;
  queue.advance(head, 15);
  assert.deepEqual([low, queue.bufferedAmount], [[], 15]);
  queue.advance(head, 5);
  assert.deepEqual([low, queue.find(4)?.bufferedAmount], [[4], 10]);
  queue.advance(head, 10);
  assert.deepEqual(low, [4]);
});

test('unordered messages use no stream sequence number', () => {
  const queue = new SendQueue(() => {});
  queue.push(message(1, 1, false));
  queue.push(message(1, 1, true));
  queue.advance(queue.peek() as OutboundMessage, 1);
  const second = queue.peek() as OutboundMessage;
  queue.advance(second, 1);
  assert.equal(second.ssn, 0);
});

test('a discarded message gives its bytes back', () => {
  const queue = new SendQueue(() => {});
  queue.push(message(1, 8));
  queue.discard(queue.peek() as OutboundMessage);
  assert.deepEqual([queue.empty, queue.bufferedAmount], [true, 0]);
  queue.forget(1);
  assert.equal(queue.find(1), undefined);
});
