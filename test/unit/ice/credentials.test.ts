/** Credentials: length, alphabet, freshness. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../../src/base/random.ts';
import { areIceParameters, newIceParameters } from '../../../src/ice/credentials.ts';

test('fresh credentials are well-formed and differ', () => {
  const random = new SeededRandom(1);
  const [one, two] = [newIceParameters(random), newIceParameters(random)];
  assert.ok(areIceParameters(one));
  assert.notEqual(one.ufrag, two.ufrag);
  assert.notEqual(one.pwd, two.pwd);
});

test('what is too short, too long or of other characters is not', () => {
  const pwd = 'p'.repeat(22);
  assert.ok(areIceParameters({ ufrag: 'a+/9', pwd }));
  for (const ufrag of ['abc', 'ab_d', 'a'.repeat(257), 'ab:d']) assert.equal(areIceParameters({ ufrag, pwd }), false);
  assert.equal(areIceParameters({ ufrag: 'abcd', pwd: pwd.slice(1) }), false);
});
