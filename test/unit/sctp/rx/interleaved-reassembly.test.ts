/** From I-DATA chunks to messages: any order of fragments, streams side by side, what is given up, accounting, limits. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../../../src/base/random.ts';
import { DATA_BEGIN, DATA_END, DATA_UNORDERED } from '../../../../src/sctp/packet/data.ts';
import { InterleavedReassembly } from '../../../../src/sctp/rx/interleaved-reassembly.ts';
import { OVERHEAD_BYTES } from '../../../../src/sctp/rx/reassembly.ts';
import { ReceivedPacket } from '../../../../src/sctp/rx/received-packet.ts';
import { allocate } from '../../../sim/allocate.ts';
import { release } from '../../../sim/release.ts';

interface Fragment {
  readonly streamId: number;
  readonly mid: number;
  readonly fsn: number;
  readonly last: boolean;
  readonly unordered?: boolean;
  readonly data: number[];
}

class Bench {
  readonly queue: InterleavedReassembly;
  readonly delivered: string[];
  readonly drops: string[];

  constructor(maxMessageSize: number = 1000, maxPartialBytes: number = 100_000) {
    this.delivered = [];
    this.drops = [];
    this.queue = new InterleavedReassembly(
      {
        deliver: (streamId, ppid, data) => this.delivered.push(`${streamId}/${ppid}:${data.join()}`),
        drop: reason => this.drops.push(reason),
        allocate,
      },
      maxMessageSize,
      maxPartialBytes,
    );
  }

  add({ streamId, mid, fsn, last, unordered = false, data }: Fragment): void {
    const flags = (fsn === 0 ? DATA_BEGIN : 0) | (last ? DATA_END : 0) | (unordered ? DATA_UNORDERED : 0);
    const bytes = Uint8Array.of(0, ...data);
    const packet = new ReceivedPacket(bytes, bytes, { release });
    this.queue.add(0, flags, streamId, mid, fsn === 0 ? 51 : fsn, packet, 1, bytes.length);
    packet.leave();
  }
}

function fragments(streamId: number, mid: number, count: number, unordered: boolean = false): Fragment[] {
  return Array.from({ length: count }, (_, fsn) => ({
    streamId,
    mid,
    fsn,
    last: fsn === count - 1,
    unordered,
    data: [mid, fsn],
  }));
}

function text(streamId: number, mid: number, count: number): string {
  return `${streamId}/51:${Array.from({ length: count }, (_, fsn) => [mid, fsn]).join()}`;
}

test('messages of several streams grow side by side', () => {
  const bench = new Bench();
  const [a, b] = [fragments(1, 0, 3), fragments(2, 0, 2)];
  for (const each of [a[0], b[0], a[1], b[1], a[2]]) bench.add(each as Fragment);
  assert.deepEqual(bench.delivered, [text(2, 0, 2), text(1, 0, 3)]);
  assert.equal(bench.queue.partialBytes, 0);
});

test('fragments in any order make the same messages, in order where it counts, and all bytes come back', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = new SeededRandom(seed);
    const bench = new Bench();
    const all: Fragment[] = [];
    for (let mid = 0; mid < 6; mid++) {
      for (const stream of [1, 2]) {
        all.push(...fragments(stream, mid, 1 + Math.floor(random.unit() * 4), stream === 2));
      }
    }
    const due = (stream: number): string[] =>
      Array.from({ length: 6 }, (_, mid) =>
        text(stream, mid, all.filter(each => each.streamId === stream && each.mid === mid).length),
      );
    for (let i = all.length - 1; i > 0; i--) {
      const j = Math.floor(random.unit() * (i + 1));
      [all[i], all[j]] = [all[j] as Fragment, all[i] as Fragment];
    }
    for (const each of all) bench.add(each);
    assert.deepEqual(
      bench.delivered.filter(each => each.startsWith('1')),
      due(1),
    );
    assert.deepEqual(bench.delivered.filter(each => each.startsWith('2')).sort(), due(2).sort());
    for (const each of bench.delivered) bench.queue.consumed(each.split(':')[1]?.split(',').length ?? 0);
    assert.deepEqual([bench.queue.waitingBytes, bench.queue.partialBytes], [0, 0]);
  }
});

test('a message that continues is not counted against the window; one behind a gap is', () => {
  const bench = new Bench();
  bench.add({ streamId: 1, mid: 0, fsn: 0, last: false, data: [1, 2] });
  bench.add({ streamId: 1, mid: 0, fsn: 1, last: false, data: [1, 2] });
  assert.equal(bench.queue.waitingBytes, 0);
  bench.add({ streamId: 1, mid: 0, fsn: 3, last: false, data: [1, 2] });
  assert.equal(bench.queue.waitingBytes, 2 + OVERHEAD_BYTES);
});

test('messages that the peer gives up are passed over; what did arrive is delivered', () => {
  const bench = new Bench();
  bench.add(fragments(1, 0, 2)[0] as Fragment);
  bench.add(fragments(1, 1, 1)[0] as Fragment);
  bench.add(fragments(1, 3, 1)[0] as Fragment);
  bench.add(fragments(1, 0, 2, true)[1] as Fragment);
  bench.queue.forward(9, [{ streamId: 1, unordered: false, sequence: 2 }]);
  assert.deepEqual(bench.delivered, [text(1, 1, 1), text(1, 3, 1)]);
  bench.queue.forward(9, [{ streamId: 1, unordered: true, sequence: 0 }]);
  assert.equal(bench.queue.partialBytes, 0);
  bench.queue.forward(9, [{ streamId: 1, unordered: false, sequence: 2 }]);
  bench.add(fragments(1, 2, 1)[0] as Fragment);
  assert.deepEqual(bench.drops, ['old-ssn']);
});

test('a place that is taken, a second end and an end before the last are dropped', () => {
  const bench = new Bench();
  const add = (fsn: number, last: boolean): void => bench.add({ streamId: 1, mid: 0, fsn, last, data: [fsn] });
  add(0, false);
  add(0, false);
  add(2, true);
  add(3, false);
  add(1, true);
  add(2, false);
  assert.deepEqual(bench.drops, Array(4).fill('fragment-mismatch'));
  add(1, false);
  assert.deepEqual(bench.delivered, ['1/51:0,1,2']);
});

test('a message too large, and too much under way, are told', () => {
  const large = new Bench(3);
  for (const each of fragments(1, 0, 2)) large.add(each);
  assert.ok(large.queue.oversized);
  const many = new Bench(1000, 2000);
  for (let mid = 0; mid < 8; mid++) many.add(fragments(mid, mid, 2)[0] as Fragment);
  assert.ok(many.queue.oversized);
});

test('a reset starts numbers anew and forgets what was under way', () => {
  const bench = new Bench();
  bench.add(fragments(1, 0, 1)[0] as Fragment);
  bench.add(fragments(1, 1, 2)[1] as Fragment);
  bench.add(fragments(1, 2, 1)[0] as Fragment);
  bench.queue.resetStreams(undefined);
  bench.add(fragments(1, 0, 1)[0] as Fragment);
  assert.deepEqual(bench.delivered, [text(1, 0, 1), text(1, 0, 1)]);
  bench.queue.consumed(2);
  bench.queue.consumed(2);
  assert.deepEqual([bench.queue.waitingBytes, bench.queue.partialBytes], [0, 0]);
});
