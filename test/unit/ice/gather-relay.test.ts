/** A relay: what the allocation says reaches the gatherer, and what makes it fit to be used again. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Relay } from '../../../src/ice/gather-relay.ts';
import { DEFAULT_TIMING } from '../../../src/ice/options.ts';
import { at, base, ENV } from './pieces.ts';
import { iceServer } from './stage.ts';

test('a silent server fails after 9.5 s with 701', () => {
  const failures: number[] = [];
  const unexpected = (): void => assert.fail();
  const host = base();
  const server = iceServer('turn:198.51.100.1', 'user', 'pass');
  const relay = new Relay(
    host,
    server,
    at('198.51.100.1', 3478),
    {
      allocated: unexpected,
      redirected: () => {},
      refused: unexpected,
      data: unexpected,
      failed: (_relay, code) => failures.push(code),
    },
    DEFAULT_TIMING,
    ENV,
  );
  assert.equal(relay.state, 'waiting');
  assert.equal(relay.serves(host, iceServer('turn:198.51.100.1', 'user', 'pass')), true);
  assert.equal(relay.serves(host, iceServer('turn:198.51.100.1', 'user', 'other')), false);
  assert.equal(relay.serves(base(2), server), false);
  relay.allocate();
  relay.allocate();
  assert.equal(relay.wrap(new Uint8Array(1), at('203.0.113.1', 1)), undefined);
  let now = 0;
  let sent = 0;
  while (failures.length === 0) {
    while (relay.allocation.pollTransmit(now) !== undefined) sent++;
    now = relay.allocation.nextTimeout();
    relay.allocation.handleTimeout(now);
  }
  assert.equal(sent, 5);
  assert.equal(now, 9_500);
  assert.deepEqual(failures, [701]);
  assert.equal(relay.serves(host, server), false);
});
