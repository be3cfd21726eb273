/** The short replay window against a set, and against the longer one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ReplayWindow } from '../../../src/base/replay-window.ts';
import { ShortReplayWindow } from '../../../src/base/short-replay-window.ts';

test('accepts each number once, and nothing 64 or more behind the highest', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0, 2 ** 31 - 50, 2 ** 40),
      fc.array(fc.integer({ min: -70, max: 70 }), { maxLength: 300 }),
      (start, steps) => {
        const window = new ShortReplayWindow();
        const longer = new ReplayWindow(64);
        const seen = new Set<number>();
        let highest = start - 1;
        for (const step of steps) {
          const sequence = Math.max(0, highest + step);
          const fresh = !seen.has(sequence) && (seen.size === 0 || highest - sequence < 64);
          assert.equal(window.accepts(sequence), fresh);
          assert.equal(longer.accepts(sequence), fresh);
          if (!fresh) continue;
          window.commit(sequence);
          longer.commit(sequence);
          highest = seen.size === 0 ? sequence : Math.max(highest, sequence);
          seen.add(sequence);
        }
      },
    ),
    { seed: 1, numRuns: 1_000 },
  );
});

test('a test changes nothing', () => {
  const window = new ShortReplayWindow();
  assert.ok(window.accepts(1_000_000));
  assert.ok(window.accepts(0));
});

test('a commit from before the window is lost, not smeared over it', () => {
  const window = new ShortReplayWindow();
  window.commit(100);
  window.commit(10);
  for (let sequence = 37; sequence < 100; sequence++) assert.ok(window.accepts(sequence));
});
