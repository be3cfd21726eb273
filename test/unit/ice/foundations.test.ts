/** Foundations: equal for equals, and stable. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Foundations } from '../../../src/ice/foundations.ts';

test('the same type, base and server have the same foundation', () => {
  const foundations = new Foundations();
  const one = foundations.of('host', '192.0.2.1', '');
  assert.equal(foundations.of('host', '192.0.2.1', ''), one);
  const others = [
    foundations.of('host', '192.0.2.2', ''),
    foundations.of('srflx', '192.0.2.1', '198.51.100.1'),
    foundations.of('srflx', '192.0.2.1', '198.51.100.2'),
  ];
  assert.equal(new Set([one, ...others]).size, 4);
  for (const each of [one, ...others]) assert.match(each, /^[A-Za-z\d+/]{1,32}$/);
});
