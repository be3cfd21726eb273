/** Headers that are written are read again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RtpHeaderInit } from '../../../src/rtp/header.ts';
import { writeRtpHeader } from '../../../src/rtp/header.ts';
import { RtpPacket } from '../../../src/rtp/packet.ts';

const PLAIN: RtpHeaderInit = {
  marker: true,
  payloadType: 111,
  sequenceNumber: 65_535,
  timestamp: 0xffff_fff0,
  ssrc: 0x8000_0000,
  csrcs: [],
  extensions: [],
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('twelve bytes without CSRCs and extensions', () => {
  const { header, offsets } = writeRtpHeader(PLAIN);
  assert.equal(hex(header), '80effffffffffff080000000');
  assert.deepEqual(offsets, []);
});

test('small elements are in the one-byte form', () => {
  const extensions = [
    { id: 1, data: Uint8Array.of(0xaa) },
    { id: 14, data: Uint8Array.of(1, 2, 3) },
  ];
  const { header, offsets } = writeRtpHeader({ ...PLAIN, csrcs: [7], extensions });
  assert.equal(hex(header.subarray(12)), '00000007' + 'bede0002' + '10aae20102030000');
  assert.deepEqual(offsets, [21, 23]);
  const packet = RtpPacket.read(header);
  assert.deepEqual(packet?.csrcs, [7]);
  assert.deepEqual(packet.extension(14), Uint8Array.of(1, 2, 3));
});

test('an id above 14, no bytes, or more than 16 make all elements two-byte', () => {
  for (const other of [
    { id: 15, data: Uint8Array.of(9) },
    { id: 2, data: new Uint8Array(0) },
    { id: 2, data: new Uint8Array(17).fill(3) },
  ]) {
    const { header, offsets } = writeRtpHeader({ ...PLAIN, extensions: [{ id: 1, data: Uint8Array.of(5) }, other] });
    const packet = RtpPacket.read(header);
    assert.equal(packet?.extensionForm, 'two-byte');
    assert.deepEqual(packet.extension(1), Uint8Array.of(5));
    assert.deepEqual(packet.extension(other.id), other.data);
    assert.equal(offsets[1], packet.extensionAt(other.id));
    assert.equal(header.length % 4, 0);
  }
});
