/** RTCRtpPacket, made and received. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRtpPacket, RTCRtpHeaderExtension, RTCRtpPacket } from '../../../src/media/rtc-rtp-packet.ts';
import { RtpPacket } from '../../../src/rtp/packet.ts';
import { VP8, vp8Packet } from './runtime.ts';

test('a packet is what it was made of', () => {
  const packet = new RTCRtpPacket({
    marker: true,
    payloadType: 100,
    timestamp: 0xffff_fff0,
    csrcs: [7, 8],
    payload: new Uint8Array([1, 2, 3]),
    sequenceNumber: 65_535,
    ssrc: 0xdead_beef,
  });
  assert.equal(packet.marker, true);
  assert.equal(packet.payloadType, 100);
  assert.equal(packet.timestamp, 0xffff_fff0);
  assert.deepEqual(packet.csrcs, [7, 8]);
  assert.equal(packet.sequenceNumber, 65_535);
  assert.equal(packet.ssrc, 0xdead_beef);
  assert.deepEqual([...packet.payload], [1, 2, 3]);
  assert.equal(packet.payloadByteLength, 3);
  assert.equal(packet.paddingBytes, 0);
  assert.deepEqual(packet.headerExtensions, []);
  assert.deepEqual([packet.rid, packet.mimeType, packet.receivedTime], [null, null, null]);
  assert.equal(packet.bytes.length, 12 + 8 + 3);
});

test('the payload is copied where there is room', () => {
  const packet = new RTCRtpPacket({ payloadType: 0, timestamp: 0, payload: new Uint8Array([9, 8]) });
  const target = new Uint8Array(4);
  packet.copyPayloadTo(target.subarray(1));
  assert.deepEqual([...target], [0, 9, 8, 0]);
  packet.copyPayloadTo(target.buffer);
  assert.deepEqual([...target], [9, 8, 8, 0]);
  assert.throws(() => packet.copyPayloadTo(new Uint8Array(1)), TypeError);
});

test('what cannot be written is refused', () => {
  const payload = new Uint8Array(0);
  assert.throws(() => new RTCRtpPacket({ payloadType: 128, timestamp: 0, payload }), TypeError);
  assert.throws(
    () => new RTCRtpPacket({ payloadType: 1, timestamp: 0, payload, csrcs: new Array(16).fill(1) }),
    TypeError,
  );
});

test('a received packet tells how it came, and what its extensions are', () => {
  // RFC 8285 §4.2: ids 3 and 5 in the one-byte form.
  const bytes = Uint8Array.of(
    0x90,
    96,
    0,
    1,
    0,
    0,
    0,
    2,
    0,
    0,
    0,
    3,
    0xbe,
    0xde,
    0,
    2,
    0x31,
    1,
    2,
    0x50,
    9,
    0,
    0,
    0,
    77,
  );
  const packet = createRtpPacket({
    packet: RtpPacket.read(bytes) as RtpPacket,
    codec: VP8,
    headerExtensions: [
      { id: 5, uri: 'urn:five' },
      { id: 4, uri: 'urn:four' },
      { id: 3, uri: 'urn:three' },
    ],
    rid: 'h',
    receivedAt: 12,
    recovered: false,
  });
  assert.deepEqual([packet.rid, packet.mimeType, packet.receivedTime], ['h', 'video/VP8', 12]);
  assert.deepEqual(
    packet.headerExtensions.map(({ uri, value }) => [uri, ...value]),
    [
      ['urn:five', 9],
      ['urn:three', 1, 2],
    ],
  );
  assert.equal(createRtpPacket(vp8Packet(true)).rid, null);
});

test('an extension can be copied', () => {
  const extension = new RTCRtpHeaderExtension('urn:x', new Uint8Array([4]));
  const target = new Uint8Array(1);
  extension.copyValueTo(target);
  assert.deepEqual([target[0], extension.valueByteLength, extension.uri], [4, 1, 'urn:x']);
});
