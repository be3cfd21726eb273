/** What may be in flight: cwnd, the peer's window, and consideration for a sparse stream. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CongestionController } from '../../../../src/sctp/tx/congestion.ts';
import { SendWindow } from '../../../../src/sctp/tx/send-window.ts';
import { bytes, INTERLEAVED, Pair, RELIABLE } from '../pair.ts';

function windowOf(cwnd: number, peerRwnd: number): SendWindow {
  const window = new SendWindow({ cwnd } as CongestionController);
  window.peerRwnd = peerRwnd;
  return window;
}

test('new data needs both windows, and a lone chunk neither', () => {
  const window = windowOf(10_000, 50_000);
  assert.ok(window.permits(9999, 1200, false), 'cwnd may be exceeded by less than a packet');
  assert.ok(!window.permits(10_000, 1, false));
  window.peerRwnd = 2000;
  assert.ok(window.permits(800, 1200, false));
  assert.ok(!window.permits(801, 1200, false));
  assert.ok(window.permits(0, 1200, false));
  window.peerRwnd = 0;
  assert.ok(window.permits(0, 1200, false));
});

test('a probe leaves beyond cwnd, and not beyond the window of the peer', () => {
  const window = windowOf(10_000, 50_000);
  window.probe = true;
  assert.ok(window.permits(20_000, 1200, false));
  assert.ok(window.permitsAgain(20_000));
  assert.ok(!window.permits(49_000, 1200, false));
  window.probe = false;
  assert.ok(!window.permitsAgain(10_000));
});

test('beside a sparse stream on a short path, little is in flight', () => {
  const window = windowOf(200_000, 1_000_000);
  window.consider(1000, 0.1, 1100);
  assert.ok(window.permits(15_999, 16_384, false));
  assert.ok(!window.heldBack(15_999));
  assert.ok(!window.permits(16_384, 16_384, false));
  assert.ok(window.heldBack(16_384), 'so a SACK is asked for');
  assert.ok(window.permits(16_384, 64, true), 'a short message passes by');
  assert.ok(!window.permits(200_000, 64, true));
  for (const [minRtt, now] of [
    [0.1, 1200],
    [1, 1100],
    [Number.POSITIVE_INFINITY, 1100],
  ] as const) {
    window.consider(1000, minRtt, now);
    assert.ok(window.permits(100_000, 16_384, false));
    assert.ok(!window.heldBack(100_000));
  }
});

test('a chat makes a bulk transfer considerate, for as long as it lasts', () => {
  const pair = Pair.connected({ a: INTERLEAVED, b: INTERLEAVED, link: { delay: 0.05, rate: 500_000 } });
  for (const end of [pair.a, pair.b]) {
    end.association.pathChanged({ ceiling: 16_384, overhead: 65, local: true }, pair.now);
  }
  const { a, b } = pair;
  b.events.onMessage = () => {};
  let arrived = 0;
  let most = 0;
  pair.filter = (packet, from) => {
    if (from === a) most = Math.max(most, a.association.counters.bytesSent + packet.length - arrived);
    return true;
  };
  /** Keeps the bulk transfer going; answers what was in flight at most. */
  const goOn = (milliseconds: number): number => {
    most = 0;
    for (const until = pair.now + milliseconds; pair.now < until; ) {
      while (a.association.bufferedAmount(1) < 300_000) a.association.send(1, 51, bytes(16_384), RELIABLE, pair.now);
      arrived = b.association.counters.bytesReceived;
      assert.ok(pair.step());
    }
    return most;
  };
  goOn(50);
  assert.ok(goOn(20) > 200_000);
  a.association.send(2, 51, bytes(64), RELIABLE, pair.now);
  goOn(5);
  assert.ok(goOn(150) <= 2 * 16_384);
  goOn(100);
  assert.ok(goOn(20) > 200_000);
});
