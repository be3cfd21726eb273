/** Packets whose memory goes back with the last of their readers. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assemble, Fragment, messageOf, ReceivedPacket } from '../../../../src/sctp/rx/received-packet.ts';
import { allocate } from '../../../sim/allocate.ts';

function packet(bytes: Uint8Array, alone: boolean = true): { packet: ReceivedPacket; released: Uint8Array[] } {
  const released: Uint8Array[] = [];
  const memory = alone ? bytes : undefined;
  return { packet: new ReceivedPacket(bytes, memory, { release: each => void released.push(each) }), released };
}

test('the memory of a packet goes back when nobody reads it', () => {
  const bytes = new Uint8Array(100);
  const { packet: received, released } = packet(bytes);
  received.keep();
  received.leave();
  assert.deepEqual(released, []);
  received.leave();
  assert.deepEqual(released, [bytes]);
});

test('memory that may hold something else never goes back', () => {
  const { packet: received, released } = packet(new Uint8Array(100), false);
  received.leave();
  assert.deepEqual(released, []);
  new ReceivedPacket(new Uint8Array(100), new Uint8Array(100), {}).leave();
});

test('a message is put together from fragments, and their packets are left', () => {
  const first = packet(Uint8Array.of(0, 1, 2, 3));
  const second = packet(Uint8Array.of(4, 5, 6, 7));
  const fragments = [
    new Fragment(first.packet, 1, 4),
    new Fragment(second.packet, 0, 2),
    new Fragment(second.packet, 3, 4),
  ];
  const other = new Fragment(second.packet, 2, 3);
  first.packet.leave();
  second.packet.leave();
  const whole = assemble(fragments, allocate);
  assert.deepEqual(whole, Uint8Array.of(1, 2, 3, 4, 5, 7));
  assert.equal(whole.buffer.byteLength, 6);
  assert.deepEqual([first.released.length, second.released.length], [1, 0]);
  assert.deepEqual(other.data, Uint8Array.of(6));
  other.leave();
  assert.equal(second.released.length, 1);
});

test('a message of one chunk is a view if it is short, and of its own if it is long', () => {
  for (const [length, isView] of [
    [1023, true],
    [1024, false],
  ] as const) {
    const { packet: received, released } = packet(new Uint8Array(12 + length).fill(7));
    const message = messageOf(received, 12, 12 + length, { allocate });
    received.leave();
    assert.ok(message.length === length && message.every(byte => byte === 7));
    assert.equal(message.buffer === received.bytes.buffer, isView);
    assert.equal(released.length, isView ? 0 : 1);
  }
});
