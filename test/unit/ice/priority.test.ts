/** Priorities: RFC 8445's formulas. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  candidatePriority,
  comparePriorities,
  localPreference,
  pairPriority,
  tcpLocalPreference,
} from '../../../src/ice/priority.ts';

test('candidate priorities', () => {
  assert.equal(candidatePriority('host', 65_535), 2_130_706_431);
  assert.equal(candidatePriority('prflx', 65_535), 1_862_270_975);
  assert.equal(candidatePriority('srflx', 65_535), 1_694_498_815);
  assert.equal(candidatePriority('relay', 65_535), 16_777_215);
  assert.ok(candidatePriority('host', 65_535, 'tcp') < candidatePriority('srflx', 0));
  assert.ok(candidatePriority('prflx', 0, 'tcp') > candidatePriority('relay', 65_535));
  assert.ok(localPreference(0) > localPreference(1));
  assert.equal(localPreference(1000), 0);
});

test('RFC 6544 §4.2: of TCP candidates, whoever connects comes first, and all fit in 16 bits', () => {
  assert.equal(tcpLocalPreference(65_535, 'active'), 6 * 8192 + 8191);
  assert.ok(tcpLocalPreference(0, 'active') > tcpLocalPreference(65_535, 'passive'));
  assert.ok(tcpLocalPreference(65_535, 'active') < 65_536);
});

test('both sides compute the same pair priority, and compare as 64 bits would', () => {
  const values = [1, 2, 16_777_215, 2_130_706_431];
  const all: { exact: bigint; pair: ReturnType<typeof pairPriority> }[] = [];
  for (const g of values) {
    for (const d of values) {
      const here = pairPriority('controlling', g, d);
      assert.deepEqual(here, pairPriority('controlled', d, g));
      const [low, high] = g < d ? [g, d] : [d, g];
      all.push({ pair: here, exact: (BigInt(low) << 32n) + 2n * BigInt(high) + (g > d ? 1n : 0n) });
    }
  }
  for (const a of all) {
    for (const b of all) {
      const sign = Math.sign(comparePriorities(a.pair, b.pair));
      assert.equal(sign, a.exact === b.exact ? 0 : a.exact > b.exact ? 1 : -1);
    }
  }
});
