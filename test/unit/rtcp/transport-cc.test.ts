/** Transport-wide feedback. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionError } from '../../../src/base/assert.ts';
import type { TransportFeedback } from '../../../src/rtcp/index.ts';
import { deltaFits, readCompound, writeCompound } from '../../../src/rtcp/index.ts';
import { assertUnknown, assertWire, hex } from './support.ts';

function feedback(base: number, count: number, arrivals: readonly (readonly [number, number])[]): TransportFeedback {
  return {
    type: 'transport-cc',
    senderSsrc: 1,
    mediaSsrc: 2,
    baseSequenceNumber: base,
    statusCount: count,
    referenceTime: 640,
    feedbackCount: 3,
    arrivals: arrivals.map(([sequenceNumber, arrivalTime]) => ({ sequenceNumber, arrivalTime })),
  };
}

test('a run, and small deltas', () => {
  assertWire(
    feedback(0xffff, 2, [
      [0xffff, 640],
      [0, 641],
    ]),
    '8fcd0005 00000001 00000002 ffff0002 00000a03 20020004',
  );
});

test('a vector of one-bit symbols with losses', () => {
  assertWire(
    feedback(5, 4, [
      [5, 640.25],
      [8, 640.25],
    ]),
    // 1001 and ten symbols of nothing.
    '8fcd0005 00000001 00000002 00050004 00000a03 a4000100',
  );
});

test('large and negative deltas take two bytes', () => {
  assertWire(
    feedback(5, 3, [
      [5, 740],
      [7, 739.75],
    ]),
    // 10 00 10, deltas 400 and -1.
    '8fcd0006 00000001 00000002 00050003 00000a03 e2000190 ffff0000',
  );
});

test('a long loss is one chunk', () => {
  const packet = feedback(0, 6_002, [
    [0, 640],
    [6_001, 650],
  ]);
  const written = writeCompound([packet]);
  assert.ok(written.length <= 28);
  assert.deepEqual(readCompound(written), [packet]);
});

test('longer than a run can say', () => {
  const packet = feedback(0, 20_001, [[20_000, 640]]);
  assert.deepEqual(readCompound(writeCompound([packet])), [packet]);
});

test('a negative reference time', () => {
  const packet = { ...feedback(0, 1, [[0, -64]]), referenceTime: -64 };
  assert.deepEqual(readCompound(writeCompound([packet])), [packet]);
});

test('statuses behind the count are not meant', () => {
  assert.deepEqual(readCompound(hex('8fcd0005 00000001 00000002 00050001 00000a03 bfff0400')), [
    feedback(5, 1, [[5, 641]]),
  ]);
  assert.deepEqual(readCompound(hex('8fcd0005 00000001 00000002 00050001 00000a03 3fff0400')), [
    feedback(5, 1, [[5, 641]]),
  ]);
});

test('what is cut off, reserved or without end means nothing', () => {
  assertUnknown('8fcd0003 00000001 00000002 00050001');
  // Chunks missing; deltas missing.
  assertUnknown('8fcd0004 00000001 00000002 00050001 00000a03');
  assertUnknown('8fcd0005 00000001 00000002 00050003 00000a03 20030404');
  assertUnknown('8fcd0005 00000001 00000002 00050002 00000a03 40020404');
  // A reserved symbol, and a run of nothing.
  assertUnknown('8fcd0006 00000001 00000002 00050001 00000a03 60010404 04040404');
  assertUnknown('8fcd0005 00000001 00000002 00050001 00000a03 20000404');
});

test('what deltas can say', () => {
  assert.ok(deltaFits(8_191.75, 0));
  assert.ok(!deltaFits(8_192, 0));
  assert.ok(deltaFits(0, 8_192));
  assert.ok(!deltaFits(0, 8_192.25));
  assert.throws(() => writeCompound([feedback(0, 1, [[0, 10_000]])]), AssertionError);
});
