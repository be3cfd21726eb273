/** The replay window against a set. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ReplayWindow } from '../../../src/base/replay-window.ts';

test('accepts each number once, and nothing 64 or more behind the highest', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -70, max: 70 }), { maxLength: 300 }), steps => {
      const window = new ReplayWindow(64);
      const seen = new Set<number>();
      let highest = -1;
      for (const step of steps) {
        const sequence = Math.max(0, highest + step);
        const fresh = !seen.has(sequence) && highest - sequence < 64;
        assert.equal(window.accepts(sequence), fresh);
        if (!fresh) continue;
        window.commit(sequence);
        seen.add(sequence);
        highest = Math.max(highest, sequence);
        assert.equal(window.highest, highest);
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('a test changes nothing', () => {
  const window = new ReplayWindow(64);
  assert.ok(window.accepts(1_000_000));
  assert.ok(window.accepts(0));
});

test('a commit from before the window is lost, not smeared over it', () => {
  const window = new ReplayWindow(64);
  window.commit(100);
  window.commit(10);
  for (let sequence = 37; sequence < 100; sequence++) assert.ok(window.accepts(sequence));
});

test('a window is as large as it was made, and holds numbers beyond 32 bits', () => {
  const window = new ReplayWindow(1024);
  const start = 2 ** 40 + 1000;
  for (let sequence = start; sequence < start + 3000; sequence += 3) window.commit(sequence);
  const highest = window.highest;
  for (let sequence = highest + 1; sequence > highest - 1024; sequence--) {
    assert.equal(window.accepts(sequence), sequence > highest || (highest - sequence) % 3 !== 0);
  }
  assert.equal(window.accepts(highest - 1024), false);
});

test('a window that begins behind a number takes what is newer, and that in any order', () => {
  const window = new ReplayWindow(64);
  window.beginAfter(100);
  assert.deepEqual(
    [36, 99, 100, 101, 103].map(sequence => window.accepts(sequence)),
    [false, false, false, true, true],
  );
  window.commit(103);
  assert.deepEqual(
    [100, 101, 102, 103].map(sequence => window.accepts(sequence)),
    [false, true, true, false],
  );
});
