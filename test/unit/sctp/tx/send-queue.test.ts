/** Turns between streams, and what is buffered. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OutboundMessage, SendQueue } from '../../../../src/sctp/tx/send-queue.ts';

const message = (streamId: number, size: number, ordered: boolean = true): OutboundMessage =>
  new OutboundMessage(streamId, 53, new Uint8Array(size), { ordered }, 0);

test('streams take turns by message, and a message once begun is finished', () => {
  const queue = new SendQueue({ bufferedAmountLow() {} });
  for (const stream of [1, 1, 2, 3, 3]) queue.push(message(stream, 10));
  const order: string[] = [];
  for (let { next } = queue; next !== undefined; next = queue.next) {
    queue.advance(next, 5);
    order.push(`${next.streamId}${next.sequence}`);
  }
  assert.equal(order.join(' '), '10 10 20 20 30 30 11 11 31 31');
  assert.ok(queue.empty);
});

test('the buffered amount falls as bytes leave, and says when it reaches the threshold', () => {
  const low: number[] = [];
  const queue = new SendQueue({ bufferedAmountLow: id => low.push(id) });
  queue.stream(4).lowThreshold = 10;
  queue.push(message(4, 30));
  const head = queue.next as OutboundMessage;
  queue.advance(head, 15);
  assert.deepEqual([low, queue.bufferedAmount], [[], 15]);
  queue.advance(head, 5);
  assert.deepEqual([low, queue.find(4)?.bufferedAmount], [[4], 10]);
  queue.advance(head, 10);
  assert.deepEqual(low, [4]);
});

test('what is not the application’s counts for all streams, and not for its own', () => {
  const low: number[] = [];
  const queue = new SendQueue({ bufferedAmountLow: id => low.push(id) });
  const own = new OutboundMessage(4, 50, new Uint8Array(12), { ordered: true, uncounted: true }, 0);
  queue.push(own);
  assert.deepEqual([queue.bufferedAmount, queue.find(4)?.bufferedAmount], [12, 0]);
  queue.advance(own, 12);
  assert.deepEqual([queue.bufferedAmount, queue.find(4)?.bufferedAmount, low], [0, 0, []]);
});

test('a message has its chance when packets are asked for next, and is over its time only after that', () => {
  const queue = new SendQueue({ bufferedAmountLow() {} });
  queue.passOver();
  const none = new OutboundMessage(1, 53, new Uint8Array(10), { ordered: true, maxPacketLifeTime: 0 }, 100);
  const some = new OutboundMessage(1, 53, new Uint8Array(10), { ordered: true, maxPacketLifeTime: 30 }, 100);
  queue.push(none);
  queue.push(some);
  const over = (now: number): boolean[] => [none, some].map(each => queue.expired(each, now));
  assert.deepEqual(over(105), [false, false]);
  assert.deepEqual(over(130), [false, false]);
  queue.passOver();
  assert.deepEqual(over(105), [true, false]);
  assert.deepEqual(over(130), [true, true]);
});

test('unordered messages use no stream sequence number', () => {
  const queue = new SendQueue({ bufferedAmountLow() {} });
  queue.push(message(1, 1, false));
  queue.push(message(1, 1, true));
  queue.advance(queue.next as OutboundMessage, 1);
  const second = queue.next as OutboundMessage;
  queue.advance(second, 1);
  assert.equal(second.sequence, 0);
});

test('a discarded message gives its bytes back', () => {
  const queue = new SendQueue({ bufferedAmountLow() {} });
  queue.push(message(1, 8));
  queue.discard(queue.next as OutboundMessage);
  assert.deepEqual([queue.empty, queue.bufferedAmount], [true, 0]);
  queue.forget(1);
  assert.equal(queue.find(1), undefined);
});

/** Streams in the order in which fragments of 100 bytes leave. */
function turns(queue: SendQueue, count: number): number[] {
  const order: number[] = [];
  for (let i = 0; i < count; i++) {
    const { next } = queue;
    if (next === undefined) break;
    order.push(next.streamId);
    queue.advance(next, Math.min(100, next.data.length - next.sent));
  }
  return order;
}

function weighted(streamId: number, size: number, priority: number): OutboundMessage {
  return new OutboundMessage(streamId, 53, new Uint8Array(size), { ordered: true, priority }, 0);
}

test('interleaved streams share by weight, fragment by fragment', () => {
  const queue = new SendQueue({ bufferedAmountLow() {} });
  queue.interleaving = true;
  for (const [streamId, priority] of [
    [1, 128],
    [2, 256],
    [3, 1024],
  ] as const) {
    queue.push(weighted(streamId, 100_000, priority));
  }
  const order = turns(queue, 1100);
  const share = (id: number): number => order.filter(each => each === id).length;
  assert.deepEqual([share(1), share(2), share(3)].map(Math.round), [100, 200, 800].map(Math.round));
});

test('without interleaving they share by weight, message by message', () => {
  const queue = new SendQueue({ bufferedAmountLow() {} });
  for (let i = 0; i < 400; i++) {
    queue.push(weighted(1, 300, 256));
    queue.push(weighted(2, 300, 512));
  }
  const order = turns(queue, 900);
  for (let i = 0; i < order.length; i += 3) assert.equal(new Set(order.slice(i, i + 3)).size, 1);
  assert.equal(order.filter(each => each === 2).length, 600);
});

test('a chat has its turn at once, whatever the backlog of others', () => {
  for (const interleaving of [true, false]) {
    const queue = new SendQueue({ bufferedAmountLow() {} });
    queue.interleaving = interleaving;
    for (let i = 0; i < 100; i++) queue.push(weighted(1, 1000, 256));
    turns(queue, 105);
    queue.push(weighted(2, 50, 256));
    const order = turns(queue, 30);
    assert.ok(order.indexOf(2) <= (interleaving ? 1 : 5), `${order}`);
  }
});

test('what is queued while a long message leaves does not overtake what waited before it', () => {
  const queue = new SendQueue({ bufferedAmountLow() {} });
  queue.push(message(1, 1000));
  queue.push(message(2, 100));
  assert.deepEqual(turns(queue, 5), [1, 1, 1, 1, 1]);
  queue.push(message(3, 100));
  assert.deepEqual(turns(queue, 9), [1, 1, 1, 1, 1, 2, 3]);
});

test('a stream that was idle saves up no claim', () => {
  const queue = new SendQueue({ bufferedAmountLow() {} });
  queue.interleaving = true;
  queue.push(weighted(2, 100, 256));
  queue.push(weighted(1, 100_000, 256));
  turns(queue, 500);
  queue.push(weighted(2, 100_000, 256));
  const order = turns(queue, 100);
  assert.ok(Math.abs(order.filter(each => each === 2).length - 50) <= 2);
});

test('ordered and unordered messages are numbered apart where they are interleaved', () => {
  const queue = new SendQueue({ bufferedAmountLow() {} });
  queue.interleaving = true;
  for (const ordered of [true, false, true, false]) queue.push(message(1, 10, ordered));
  const numbers: number[] = [];
  for (let { next } = queue; next !== undefined; next = queue.next) {
    queue.advance(next, 10);
    numbers.push(next.sequence);
  }
  assert.deepEqual(numbers, [0, 0, 1, 1]);
});

test('a message that is begun can be dropped though another has its turn', () => {
  const queue = new SendQueue({ bufferedAmountLow() {} });
  queue.interleaving = true;
  const dropped = message(1, 1000);
  queue.push(dropped);
  queue.push(message(2, 1000));
  turns(queue, 3);
  queue.discard(dropped);
  assert.deepEqual(new Set(turns(queue, 20)), new Set([2]));
  assert.deepEqual([queue.empty, queue.bufferedAmount], [true, 0]);
});

test('a thousand streams have their turns', () => {
  const queue = new SendQueue({ bufferedAmountLow() {} });
  queue.interleaving = true;
  for (let i = 0; i < 1000; i++) queue.push(message((i * 7919) % 1000, 300));
  const order = turns(queue, 3000);
  for (let round = 0; round < 3; round++)
    assert.equal(new Set(order.slice(round * 1000, round * 1000 + 1000)).size, 1000);
  assert.ok(queue.empty);
});

test('a short message on a silent stream beside a backlog is sparse', () => {
  const at = (streamId: number, size: number, now: number): OutboundMessage =>
    new OutboundMessage(streamId, 53, new Uint8Array(size), { ordered: true }, now);
  const queue = new SendQueue({ bufferedAmountLow() {} });
  queue.push(at(1, 64, 10));
  assert.equal(queue.sparseAt, Number.NEGATIVE_INFINITY, 'nobody else waits');
  queue.push(at(1, 64, 20));
  assert.equal(queue.sparseAt, Number.NEGATIVE_INFINITY, 'the same stream');
  queue.push(at(2, 100_000, 30));
  assert.equal(queue.sparseAt, Number.NEGATIVE_INFINITY, 'another bulk transfer');
  const alone = at(3, 64, 40);
  queue.push(alone);
  assert.equal(queue.sparseAt, 40);
  assert.ok(alone.sparse);
  const second = at(3, 64, 50);
  queue.push(second);
  assert.equal(queue.sparseAt, 40, 'its own backlog');
  assert.ok(!second.sparse);
});
