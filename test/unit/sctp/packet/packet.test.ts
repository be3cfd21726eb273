/** The common header, its checksum, and the writer. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readU16, readU32 } from '../../../../src/base/be.ts';
import { checksumMatches, giveBackPacket, PacketWriter, padded } from '../../../../src/sctp/packet/packet.ts';

function packet(writer: PacketWriter, chunk: Uint8Array): Uint8Array {
  writer.begin(5000, 5001, 0xdead_beef, 1200);
  writer.chunk(chunk);
  return writer.finish();
}

test('a packet carries its header, its padded chunk and a checksum that holds', () => {
  const bytes = packet(new PacketWriter(), new Uint8Array([1, 2, 0, 7, 5, 6, 7]));
  assert.equal(bytes.length, 20);
  assert.equal(readU16(bytes, 0), 5000);
  assert.equal(readU16(bytes, 2), 5001);
  assert.equal(readU32(bytes, 4), 0xdead_beef);
  assert.ok(checksumMatches(bytes));
});

test('any flipped bit breaks the checksum', () => {
  const bytes = packet(new PacketWriter(), new Uint8Array([10, 0, 0, 6, 1, 1]));
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const broken = bytes.slice();
    broken[bit >>> 3] = (broken[bit >>> 3] as number) ^ (1 << (bit & 7));
    assert.ok(!checksumMatches(broken));
  }
});

test('packets that were handed out are never written to again, even by other writers', () => {
  const writers = [new PacketWriter(), new PacketWriter()];
  const kept: [Uint8Array, Uint8Array][] = [];
  for (let i = 0; i < 400; i++) {
    const bytes = packet(writers[i & 1] as PacketWriter, new Uint8Array(4 + (i % 1000)).fill(i));
    kept.push([bytes, bytes.slice()]);
  }
  for (const [now, then] of kept) assert.deepEqual(now, then);
});

test('a cancelled packet leaves no trace', () => {
  const writer = new PacketWriter();
  writer.begin(1, 2, 3, 1200);
  assert.ok(writer.empty);
  writer.cancel();
  assert.ok(checksumMatches(packet(writer, new Uint8Array([11, 0, 0, 4]))));
  assert.equal(padded(5), 8);
});

test('a packet given back lends its bytes to the next; one that was not the last stays whole', () => {
  const writer = new PacketWriter();
  const first = packet(writer, new Uint8Array([1, 2, 0, 7, 5, 6, 7]));
  giveBackPacket(first);
  const second = packet(writer, new Uint8Array([1, 2, 0, 8, 8, 8, 8, 8]));
  assert.deepEqual([second.buffer, second.byteOffset], [first.buffer, first.byteOffset]);
  const third = packet(writer, new Uint8Array([1, 2, 0, 4]));
  const was = third.slice();
  giveBackPacket(second);
  giveBackPacket(new Uint8Array(12));
  writer.begin(1, 2, 3, 1200);
  giveBackPacket(third);
  writer.chunk(new Uint8Array(100).fill(9));
  const fourth = writer.finish();
  assert.deepEqual(third, was);
  assert.notEqual(fourth.byteOffset, third.byteOffset);
  giveBackPacket(fourth);
});
