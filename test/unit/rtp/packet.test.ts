/** RTP packets by offset. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RtpPacket } from '../../../src/rtp/packet.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

const FIXED = '0001 00000002 00000003';

function read(text: string): RtpPacket {
  const packet = RtpPacket.read(hex(text));
  assert.ok(packet);
  return packet;
}

test('the fixed header and the payload', () => {
  const packet = read('80 e0 fffe 80000001 deadbeef 010203');
  assert.equal(packet.marker, true);
  assert.equal(packet.payloadType, 96);
  assert.equal(packet.sequenceNumber, 0xfffe);
  assert.equal(packet.timestamp, 0x8000_0001);
  assert.equal(packet.ssrc, 0xdead_beef);
  assert.deepEqual(packet.csrcs, []);
  assert.equal(packet.headerLength, 12);
  assert.equal(packet.extensionForm, 'none');
  assert.deepEqual(packet.payload, Uint8Array.of(1, 2, 3));
  assert.equal(packet.payload.buffer, packet.bytes.buffer);
  assert.equal(packet.extension(1), undefined);
  assert.deepEqual(packet.extensionIds, []);
});

test('contributing sources', () => {
  const packet = read(`82 60 ${FIXED} 0000000a ffffffff 77`);
  assert.deepEqual(packet.csrcs, [10, 0xffff_ffff]);
  assert.equal(packet.csrc(1), 0xffff_ffff);
  assert.equal(packet.payloadStart, 20);
  assert.equal(packet.payloadLength, 1);
});

test('padding is outside of the payload', () => {
  const packet = read(`a0 60 ${FIXED} 0102 000003`);
  assert.deepEqual(packet.payload, Uint8Array.of(1, 2));
  assert.equal(packet.paddingLength, 3);
  // Padding alone: what a sender probes the path with.
  assert.equal(read(`a0 60 ${FIXED} 0002`).payloadLength, 0);
});

test('what is no RTP is not read', () => {
  for (const text of [
    '',
    `80 60 0001 00000002 000000`,
    `40 60 ${FIXED} 00`,
    `c0 60 ${FIXED} 00`,
    // More CSRCs than bytes.
    `81 60 ${FIXED} 000000`,
    // An extension without a header, and one that is longer than the packet.
    `90 60 ${FIXED} bede00`,
    `90 60 ${FIXED} bede 0002 10aa0000`,
    // Padding of zero, of more than there is, and in no byte at all.
    `a0 60 ${FIXED} 0100`,
    `a0 60 ${FIXED} 0103`,
    `b0 60 ${FIXED} bede 0000`,
  ]) {
    assert.equal(RtpPacket.read(hex(text)), undefined, text);
  }
});

test('one-byte elements, padding between them', () => {
  const packet = read(`90 60 ${FIXED} bede 0003 10aa 00 21bbbb 00 3f 00 00 00 00 99`);
  assert.equal(packet.extensionForm, 'one-byte');
  assert.deepEqual(packet.extension(1), Uint8Array.of(0xaa));
  assert.deepEqual(packet.extension(2), Uint8Array.of(0xbb, 0xbb));
  // Longer than what is left: not there.
  assert.equal(packet.extension(3), undefined);
  assert.equal(packet.extension(0), undefined);
  assert.deepEqual(packet.extensionIds, [1, 2]);
  assert.deepEqual(packet.payload, Uint8Array.of(0x99));
  assert.equal(packet.extensionAt(2), 20);
  assert.equal(packet.extensionLength(20), 2);
});

test('id 15, and id 0 with a length, end the one-byte elements', () => {
  for (const end of ['f0', '01']) {
    const packet = read(`90 60 ${FIXED} bede 0002 10aa ${end}00 20bb 0000`);
    assert.deepEqual(packet.extension(1), Uint8Array.of(0xaa));
    assert.equal(packet.extension(2), undefined);
    assert.equal(packet.extension(15), undefined);
    assert.deepEqual(packet.extensionIds, [1]);
  }
});

test('two-byte elements, empty ones among them, whatever the application bits', () => {
  const packet = read(`90 60 ${FIXED} 100f 0003 0100 00 ff02cccc 0200 0300 05 99`);
  assert.equal(packet.extensionForm, 'two-byte');
  assert.deepEqual(packet.extension(1), new Uint8Array(0));
  assert.deepEqual(packet.extension(255), Uint8Array.of(0xcc, 0xcc));
  assert.deepEqual(packet.extensionIds, [1, 255, 2, 3, 5].slice(0, packet.extensionIds.length));
  assert.equal(packet.extension(0), undefined);
});

test('a two-byte element that is cut off is not there', () => {
  const packet = read(`90 60 ${FIXED} 1000 0001 0105aabb`);
  assert.equal(packet.extension(1), undefined);
  assert.deepEqual(packet.extensionIds, []);
});

test('of an id that is there twice the first is meant', () => {
  assert.deepEqual(read(`90 60 ${FIXED} bede 0001 10aa 10bb`).extension(1), Uint8Array.of(0xaa));
});

test('an extension of another profile is passed over', () => {
  const packet = read(`90 60 ${FIXED} 1234 0001 10aa 10bb 42`);
  assert.equal(packet.extensionForm, 'other');
  assert.equal(packet.extension(1), undefined);
  assert.deepEqual(packet.extensionIds, []);
  assert.deepEqual(packet.payload, Uint8Array.of(0x42));
});
