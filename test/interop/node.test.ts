/** Our `RTCPeerConnection` and itself, over real sockets; and that a process which closed all of them ends. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runChild } from './harness/child.ts';
import { nodePeer } from './harness/node-peer.ts';
import { interopSuite } from './harness/suite.ts';

interopSuite('node', () => Promise.resolve(nodePeer('other node')), { weOffer: [true] });

for (const pairs of [1, 50]) {
  test(`a process with ${pairs * 2} connections ends by itself once all are closed`, { timeout: 60_000 }, async () => {
    const { code, signal, output } = await runChild('many.js', [String(pairs)]);
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, output);
    assert.match(output, new RegExp(`${pairs} pairs open at once`));
  });
}
