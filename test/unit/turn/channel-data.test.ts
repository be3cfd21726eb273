/** ChannelData both ways (RFC 8656 §12.4). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelPayload, isChannelData, wrapChannelData, writeChannelHeader } from '../../../src/turn/index.ts';

test('data is wrapped in four bytes and unwrapped as a view', () => {
  const packet = wrapChannelData(0x4001, Uint8Array.of(1, 2, 3));
  assert.deepEqual(packet, Uint8Array.of(0x40, 0x01, 0, 3, 1, 2, 3));
  assert.equal(isChannelData(packet), true);
  const payload = channelPayload(packet);
  assert.deepEqual(payload, Uint8Array.of(1, 2, 3));
  assert.equal(payload.buffer, packet.buffer);
});

test('the header can be written into room that was left for it', () => {
  const packet = Uint8Array.of(9, 9, 9, 9, 9, 7, 7);
  writeChannelHeader(packet, 1, 0x4fff, 2);
  assert.deepEqual(packet, Uint8Array.of(9, 0x4f, 0xff, 0, 2, 7, 7));
});

test('padding is passed over, and empty data is data', () => {
  assert.deepEqual(channelPayload(Uint8Array.of(0x40, 0, 0, 1, 5, 0, 0, 0)), Uint8Array.of(5));
  const empty = wrapChannelData(0x4000, new Uint8Array(0));
  assert.equal(isChannelData(empty), true);
  assert.equal(channelPayload(empty).length, 0);
});

test('what is short, or no channel, is not ChannelData', () => {
  for (const bytes of [[], [0x40], [0x40, 0, 0], [0x40, 0, 0, 1], [0x50, 0, 0, 0], [0x3f, 0, 0, 0], [0, 1, 0, 0]]) {
    assert.equal(isChannelData(Uint8Array.from(bytes)), false, String(bytes));
  }
});
