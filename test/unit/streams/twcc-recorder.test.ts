/** What the recorder tells of arrivals. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import type { TransportFeedback } from '../../../src/rtcp/index.ts';
import { readCompound, writeCompound } from '../../../src/rtcp/index.ts';
import { TwccRecorder } from '../../../src/streams/twcc-recorder.ts';

const OURS = 7;
const THEIRS = 9;

/** All feedback that is due, as the peer reads it. */
function drain(recorder: TwccRecorder, now: number): TransportFeedback[] {
  const all: TransportFeedback[] = [];
  for (let feedback = recorder.poll(OURS, now); feedback !== undefined; feedback = recorder.poll(OURS, now)) {
    const bytes = writeCompound([feedback]);
    assert.ok(bytes.length <= 1_200, `${bytes.length} bytes`);
    const [read] = readCompound(bytes) ?? [];
    assert.ok(read?.type === 'transport-cc');
    all.push(read);
    assert.ok(all.length < 100);
  }
  return all;
}

const numbers = (feedback: TransportFeedback | undefined): number[] | undefined =>
  feedback?.arrivals.map(arrival => arrival.sequenceNumber);

test('nothing is told before the interval, and nothing without packets', () => {
  const recorder = new TwccRecorder();
  assert.equal(recorder.nextTimeout(), NEVER);
  assert.equal(recorder.poll(OURS, 1e9), undefined);
  recorder.receive(1, THEIRS, 1_000);
  assert.equal(recorder.nextTimeout(), 1_100);
  assert.equal(recorder.poll(OURS, 1_099), undefined);
  assert.equal(drain(recorder, 1_100).length, 1);
  assert.equal(recorder.nextTimeout(), NEVER);
});

test('arrivals, with losses between them, over the wrap of the numbers', () => {
  const recorder = new TwccRecorder({ interval: 50 });
  recorder.receive(65_534, THEIRS, 1_000);
  recorder.receive(65_535, THEIRS, 1_000.25);
  recorder.receive(2, THEIRS, 1_020);
  recorder.receive(1, THEIRS, 1_030);
  const [feedback] = drain(recorder, 1_050);
  assert.deepEqual(feedback, {
    type: 'transport-cc',
    senderSsrc: OURS,
    mediaSsrc: THEIRS,
    baseSequenceNumber: 65_534,
    statusCount: 5,
    referenceTime: 960,
    feedbackCount: 0,
    arrivals: [
      { sequenceNumber: 65_534, arrivalTime: 1_000 },
      { sequenceNumber: 65_535, arrivalTime: 1_000.25 },
      { sequenceNumber: 1, arrivalTime: 1_030 },
      { sequenceNumber: 2, arrivalTime: 1_020 },
    ],
  });
});

test('what is lost between two feedbacks is told with the second, and counted on', () => {
  const recorder = new TwccRecorder();
  recorder.receive(10, THEIRS, 0);
  drain(recorder, 100);
  recorder.receive(13, THEIRS, 200);
  const [feedback] = drain(recorder, 300);
  assert.equal(feedback?.baseSequenceNumber, 11);
  assert.equal(feedback.statusCount, 3);
  assert.equal(feedback.feedbackCount, 1);
  assert.deepEqual(numbers(feedback), [13]);
});

test('a packet that comes after it was told lost is told again, as received', () => {
  const recorder = new TwccRecorder();
  for (const sequence of [1, 3]) recorder.receive(sequence, THEIRS, 0);
  drain(recorder, 100);
  recorder.receive(2, THEIRS, 150);
  assert.deepEqual(drain(recorder, 250).map(numbers), [[2, 3]]);
});

test('a packet that comes twice is told once, at its first time', () => {
  const recorder = new TwccRecorder();
  recorder.receive(1, THEIRS, 0);
  recorder.receive(1, THEIRS, 50);
  const [feedback] = drain(recorder, 100);
  assert.deepEqual(feedback?.arrivals, [{ sequenceNumber: 1, arrivalTime: 0 }]);
  recorder.receive(1, THEIRS, 150);
  assert.equal(recorder.nextTimeout(), NEVER);
});

test('a flood is told without waiting, in packets that fit a path', () => {
  const recorder = new TwccRecorder();
  for (let i = 0; i < 5_000; i++) recorder.receive((i * 3) & 0xffff, THEIRS, i / 100);
  assert.ok(recorder.nextTimeout() <= 50);
  const all = drain(recorder, 50);
  assert.ok(all.length > 1);
  assert.equal(
    all.reduce((sum, feedback) => sum + feedback.arrivals.length, 0),
    // What is older than the memory is forgotten.
    Math.ceil(8_192 / 3),
  );
  // Each begins where the one before ended.
  for (let i = 1; i < all.length; i++) {
    const before = all[i - 1] as TransportFeedback;
    assert.equal(all[i]?.baseSequenceNumber, (before.baseSequenceNumber + before.statusCount) & 0xffff);
  }
});

test('a gap that is longer than the memory begins anew', () => {
  const recorder = new TwccRecorder();
  recorder.receive(1, THEIRS, 0);
  recorder.receive(20_000, THEIRS, 10);
  const all = drain(recorder, 110);
  assert.deepEqual(all.map(numbers), [[20_000]]);
  assert.equal(all[0]?.statusCount, 1);
  // And what came before it is too late to be told.
  recorder.receive(2, THEIRS, 120);
  assert.equal(recorder.nextTimeout(), NEVER);
});

test('arrivals too far apart for a delta are in two packets', () => {
  const recorder = new TwccRecorder({ interval: 20_000 });
  recorder.receive(1, THEIRS, 0);
  recorder.receive(2, THEIRS, 10_000);
  assert.deepEqual(drain(recorder, 20_000).map(numbers), [[1], [2]]);
});

test('whatever comes, every packet is told, and every feedback can be written', () => {
  const random = new SeededRandom(42);
  const recorder = new TwccRecorder();
  const told = new Map<number, number>();
  let now = 0;
  for (let i = 0; i < 20_000; i++) {
    const [a = 0, b = 0, c = 0] = random.bytes(3);
    now += a / 64;
    // Mostly in order, some lost, some late.
    if (b < 20) continue;
    const sequence = (b < 40 ? Math.max(0, i - c) : i) & 0xffff;
    recorder.receive(sequence, THEIRS, now);
    if (!told.has(sequence)) told.set(sequence, 0);
    if (recorder.nextTimeout() > now) continue;
    for (const feedback of drain(recorder, now)) {
      for (const arrival of feedback.arrivals) told.set(arrival.sequenceNumber, 1);
    }
  }
  for (const feedback of drain(recorder, now + 1_000)) {
    for (const arrival of feedback.arrivals) told.set(arrival.sequenceNumber, 1);
  }
  assert.deepEqual(
    Array.from(told).filter(([, count]) => count === 0),
    [],
  );
});
