/** From chunks to messages: any order of arrival gives the same messages, and every byte of window comes back. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ReassemblyQueue } from '../../../../src/sctp/rx/reassembly-queue.ts';
import { ReceivedPacket } from '../../../../src/sctp/rx/received-packet.ts';
import { allocate } from '../../../sim/allocate.ts';
import { release } from '../../../sim/release.ts';

interface Chunk {
  readonly index: number;
  readonly flags: number;
  readonly streamId: number;
  readonly ssn: number;
  readonly byte: number;
}

class Bench {
  readonly got: string[] = [];
  readonly drops: string[] = [];
  readonly lengths: number[] = [];
  readonly queue: ReassemblyQueue;
  constructor(max: number = 1_000_000) {
    this.queue = new ReassemblyQueue(
      {
        deliver: (streamId, _ppid, data) => {
          this.got.push(`${streamId}:${[...data].join('.')}`);
          this.lengths.push(data.length);
        },
        drop: reason => this.drops.push(reason),
        allocate,
      },
      max,
    );
  }
  add(chunk: Chunk): void {
    const bytes = new Uint8Array([0, chunk.byte, 0]);
    const packet = new ReceivedPacket(bytes, bytes, { release });
    this.queue.add(chunk.index, chunk.flags, chunk.streamId, chunk.ssn, 51, packet, 1, 2);
    packet.leave();
  }
  consume(): void {
    for (const length of this.lengths) this.queue.consumed(length);
    this.lengths.length = 0;
  }
}

/** Messages as [stream, fragments, unordered] to chunks in TSN order. */
function chunksOf(messages: readonly (readonly [number, number, boolean])[]): Chunk[] {
  const chunks: Chunk[] = [];
  const ssns = new Map<number, number>();
  for (const [streamId, fragments, unordered] of messages) {
    const ssn = unordered ? 0 : (ssns.get(streamId) ?? 0);
    if (!unordered) ssns.set(streamId, ssn + 1);
    for (let i = 0; i < fragments; i++) {
      const flags = (i === 0 ? 2 : 0) | (i === fragments - 1 ? 1 : 0) | (unordered ? 4 : 0);
      chunks.push({ index: chunks.length, flags, streamId, ssn, byte: chunks.length & 0xff });
    }
  }
  return chunks;
}

test('any order of arrival gives the same messages, ordered streams in order, and the window back', () => {
  const message = fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 5 }), fc.boolean());
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 25 }), fc.infiniteStream(fc.nat()), (messages, order) => {
      const chunks = chunksOf(messages);
      const straight = new Bench();
      for (const chunk of chunks) straight.add(chunk);
      const shuffled = new Bench();
      const left = [...chunks];
      while (left.length > 0) {
        shuffled.add(left.splice((order.next().value as number) % left.length, 1)[0] as Chunk);
      }
      assert.deepEqual([...shuffled.got].sort(), [...straight.got].sort());
      assert.equal(straight.got.length, messages.length);
      for (const bench of [straight, shuffled]) {
        assert.deepEqual(bench.drops, []);
        bench.consume();
        assert.equal(bench.queue.waitingBytes, 0);
        assert.equal(bench.queue.partialBytes, 0);
      }
    }),
    { seed: 9260, numRuns: 300 },
  );
});

test('a whole message behind a gap does not wait for it; an ordered one waits for its turn only', () => {
  const bench = new Bench();
  const chunks = chunksOf([
    [1, 2, false],
    [2, 2, false],
    [1, 1, false],
    [1, 1, true],
  ]);
  for (const i of [2, 3, 4, 5]) bench.add(chunks[i] as Chunk);
  assert.deepEqual(bench.got, ['2:2.3', '1:5']);
  bench.add(chunks[1] as Chunk);
  bench.add(chunks[0] as Chunk);
  assert.deepEqual(bench.got, ['2:2.3', '1:5', '1:0.1', '1:4']);
});

test('the partial message in TSN order does not count against the window, and is bounded', () => {
  const bench = new Bench(10);
  const chunks = chunksOf([[1, 20, false]]);
  for (const chunk of chunks.slice(0, 10)) bench.add(chunk);
  assert.equal(bench.queue.waitingBytes, 0);
  assert.equal(bench.queue.partialBytes, 10);
  bench.add(chunks[10] as Chunk);
  assert.ok(bench.queue.oversized);
});

test('FORWARD TSN drops what is abandoned, delivers what is whole, and lets the rest go on', () => {
  const bench = new Bench();
  const chunks = chunksOf([
    [1, 3, false],
    [1, 1, false],
    [1, 3, false],
    [1, 1, false],
  ]);
  // Arrived: 0 (partial), 3 (waits for SSN 0), 5 and 6 (the tail of the third), 7.
  for (const i of [0, 3, 5, 6, 7]) bench.add(chunks[i] as Chunk);
  bench.queue.forward(2, [{ streamId: 1, unordered: false, sequence: 0 }]);
  assert.deepEqual(bench.got, ['1:3']);
  bench.add(chunks[4] as Chunk);
  assert.deepEqual(bench.got, ['1:3', '1:4.5.6', '1:7']);
  bench.consume();
  assert.equal(bench.queue.waitingBytes, 0);
});

test('FORWARD TSN into the middle of what is held leaves no bytes behind', () => {
  const bench = new Bench();
  const chunks = chunksOf([
    [1, 1, false],
    [1, 6, false],
    [1, 1, false],
  ]);
  for (const i of [2, 3, 4, 5]) bench.add(chunks[i] as Chunk);
  bench.queue.forward(3, [{ streamId: 1, unordered: false, sequence: 1 }]);
  bench.add(chunks[6] as Chunk);
  bench.add(chunks[7] as Chunk);
  assert.deepEqual(bench.got, ['1:7']);
  bench.consume();
  assert.equal(bench.queue.waitingBytes, 0);
  assert.ok(bench.drops.includes('fragment-mismatch'));
});

test('fragments that contradict each other are dropped, and the next message is whole', () => {
  const bench = new Bench();
  bench.add({ index: 0, flags: 2, streamId: 1, ssn: 0, byte: 1 });
  bench.add({ index: 1, flags: 0, streamId: 2, ssn: 0, byte: 2 });
  bench.add({ index: 2, flags: 3, streamId: 3, ssn: 0, byte: 3 });
  bench.add({ index: 3, flags: 2, streamId: 3, ssn: 1, byte: 4 });
  bench.add({ index: 4, flags: 3, streamId: 4, ssn: 0, byte: 5 });
  assert.deepEqual(bench.got, ['3:3', '4:5']);
  assert.deepEqual(bench.drops, ['fragment-mismatch', 'fragment-mismatch']);
});

test('a stream reset starts at SSN 0 again and frees what waited', () => {
  const bench = new Bench();
  bench.add({ index: 0, flags: 3, streamId: 1, ssn: 0, byte: 1 });
  bench.add({ index: 1, flags: 3, streamId: 1, ssn: 5, byte: 2 });
  bench.add({ index: 2, flags: 3, streamId: 1, ssn: 0, byte: 9 });
  assert.deepEqual(bench.drops, ['old-ssn']);
  bench.queue.resetStreams([1, 7]);
  bench.add({ index: 3, flags: 3, streamId: 1, ssn: 0, byte: 3 });
  assert.deepEqual(bench.got, ['1:1', '1:3']);
  bench.consume();
  assert.equal(bench.queue.waitingBytes, 0);
});
