/** Loss told by packets and by time, and the probe of the tail (RFC 8985). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER } from '../../../../src/base/instant.ts';
import { DEFAULT_SCTP_OPTIONS } from '../../../../src/sctp/options.ts';
import { LossDetection } from '../../../../src/sctp/tx/loss-detection.ts';
import { Rto } from '../../../../src/sctp/tx/rto.ts';
import { SentPackets } from '../../../../src/sctp/tx/sent-packets.ts';

/** So many packets, one per millisecond from 0 on, over a path of 100 ms. */
function sent(count: number): { readonly loss: LossDetection; readonly packets: SentPackets; readonly lost: number[] } {
  const packets = new SentPackets();
  const rto = new Rto(DEFAULT_SCTP_OPTIONS);
  rto.measured(100);
  const lost: number[] = [];
  const loss = new LossDetection(packets, rto, {
    packetLost: packet => {
      lost.push(packet);
      packets.chunkLanded(packet);
    },
  });
  for (let i = 0; i < count; i++) packets.push(i, i, 1, 0);
  return { loss, packets, lost };
}

test('three later packets tell a loss, while the path keeps order', () => {
  const { loss, packets, lost } = sent(10);
  packets.chunkLanded(4);
  loss.acknowledged(4, 103);
  loss.detect(103);
  assert.deepEqual(lost, [1]);
  // The second is due a quarter of a round trip after its acknowledgement was.
  assert.equal(loss.timer.at, 1 + 100 + 25);
  loss.detect(loss.timer.at);
  assert.deepEqual(lost, [1, 2]);
});

test('where packets overtake one another, only time tells', () => {
  const { loss, packets, lost } = sent(10);
  loss.reordering.seen();
  packets.chunkLanded(8);
  loss.acknowledged(8, 107);
  loss.detect(107);
  assert.deepEqual(lost, []);
  loss.detect(125);
  assert.deepEqual(lost, [1]);
});

test('the tail is probed after two round trips, once', () => {
  const { loss } = sent(1);
  loss.awaitTail(0, true, 1000);
  assert.equal(loss.probe.at, 205);
  loss.awaitTail(0, false, 1000);
  assert.equal(loss.probe.at, 225);
  loss.awaitTail(0, false, 220);
  assert.equal(loss.probe.at, NEVER);
  loss.probed();
  loss.awaitTail(0, true, 1000);
  assert.equal(loss.probe.at, NEVER);
  loss.answered();
  loss.awaitTail(300, true, 1000);
  assert.equal(loss.probe.at, 505);
  loss.stop();
  assert.deepEqual([loss.timer.at, loss.probe.at], [NEVER, NEVER]);
});
