/** The outbox: first in, first out, bounded. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Outbox } from '../../../src/ice/outbox.ts';
import { at, base, drops } from './pieces.ts';

test('what does not fit is counted', () => {
  const counted = drops();
  const outbox = new Outbox(2, counted);
  for (let i = 0; i < 3; i++) outbox.push(base(), at('203.0.113.1', 1), Uint8Array.of(i));
  assert.equal(counted.count('outbox-full'), 1);
  assert.equal(outbox.pollTransmit()?.packet[0], 0);
  assert.equal(outbox.pollTransmit()?.packet[0], 1);
  assert.equal(outbox.pollTransmit(), undefined);
  outbox.push(base(), at('203.0.113.1', 1), Uint8Array.of(5));
  outbox.clear();
  assert.equal(outbox.pollTransmit(), undefined);
});
