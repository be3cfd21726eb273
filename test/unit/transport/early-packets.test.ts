/** Early packets: kept in order, within bounds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EarlyPackets } from '../../../src/transport/early-packets.ts';

test('packets come back once, the oldest first', () => {
  const early = new EarlyPackets();
  assert.equal(early.keep(Uint8Array.of(1)), true);
  assert.equal(early.keep(Uint8Array.of(2)), true);
  assert.deepEqual(
    early.take().map(packet => packet[0]),
    [1, 2],
  );
  assert.deepEqual(early.take(), []);
});

test('no more than 32 packets are kept', () => {
  const early = new EarlyPackets();
  for (let i = 0; i < 32; i++) assert.equal(early.keep(Uint8Array.of(i)), true);
  assert.equal(early.keep(Uint8Array.of(32)), false);
  assert.equal(early.take().length, 32);
  assert.equal(early.keep(Uint8Array.of(33)), true);
});

test('no more than 64 KiB are kept', () => {
  const early = new EarlyPackets();
  assert.equal(early.keep(new Uint8Array(65_000)), true);
  assert.equal(early.keep(new Uint8Array(1000)), false);
  assert.equal(early.keep(new Uint8Array(536)), true);
});
