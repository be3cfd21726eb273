/** What is left to send after `close`. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import { Farewell } from '../../../src/ice/farewell.ts';
import type { IceTransmit } from '../../../src/ice/ports.ts';
import { at } from './pieces.ts';

test('takes all at once, hands it out in order, and ends after 50 ms', () => {
  const owed: IceTransmit[] = [1, 2].map(socket => ({ socket, to: at('192.0.2.9', 3478), packet: new Uint8Array(1) }));
  const farewell = new Farewell();
  assert.equal(farewell.begin({ pollTransmit: () => owed.shift() }, 100), true);
  assert.equal(farewell.endsAt, 150);
  assert.deepEqual([farewell.next()?.socket, farewell.next()?.socket, farewell.next()], [1, 2, undefined]);
  farewell.end();
  assert.equal(farewell.endsAt, NEVER);
});

test('nothing to send needs no time', () => {
  const farewell = new Farewell();
  assert.equal(farewell.begin({ pollTransmit: () => undefined }, 100), false);
  assert.equal(farewell.endsAt, NEVER);
});
