/** Directions: reversed twice is the same, intersection is what both do. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { intersect, receives, reverse, sends } from '../../../src/jsep/direction.ts';

const ALL = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const;

test('reversing swaps sending and receiving', () => {
  assert.deepEqual(ALL.map(reverse), ['sendrecv', 'recvonly', 'sendonly', 'inactive']);
  for (const one of ALL) assert.equal(reverse(reverse(one)), one);
});

test('an intersection does what both do', () => {
  for (const a of ALL) {
    for (const b of ALL) {
      assert.equal(sends(intersect(a, b)), sends(a) && sends(b));
      assert.equal(receives(intersect(a, b)), receives(a) && receives(b));
    }
  }
});
