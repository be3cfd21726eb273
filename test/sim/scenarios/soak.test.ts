/** A few fixed seeds of the soak in every run of the tests; `seeds.ts` runs thousands. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { soak } from '../soak.ts';

const BYTES = 1024 * 1024;

for (const seed of [1, 2, 3, 5, 8, 13, 21, 34, 55, 89]) {
  test(`connect, transfer, restart, close: seed ${seed}, twice alike`, () => {
    const first = soak(seed, BYTES);
    assert.equal(first.failure, undefined);
    const second = soak(seed, BYTES);
    assert.equal(second.trace, first.trace);
    assert.equal(second.duration, first.duration);
  });
}

test('ten megabytes, as the seeds program sends them', () => {
  assert.equal(soak(1000, 10 * 1024 * 1024).failure, undefined);
});
