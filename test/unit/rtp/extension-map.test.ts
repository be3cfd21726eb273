/** Identifiers and URIs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExtensionMap, fitsOneByte } from '../../../src/rtp/extension-map.ts';
import { ABS_SEND_TIME, EXTENSION_URI, MID } from '../../../src/rtp/extensions.ts';
import { writeRtpHeader } from '../../../src/rtp/header.ts';
import { RtpPacket } from '../../../src/rtp/packet.ts';

test('an id stands for a URI, and the first mention counts', () => {
  const map = new ExtensionMap([
    { id: 4, uri: EXTENSION_URI.mid },
    { id: 5, uri: EXTENSION_URI.mid },
    { id: 4, uri: EXTENSION_URI.rid },
  ]);
  assert.equal(map.id(EXTENSION_URI.mid), 4);
  assert.equal(map.uri(4), EXTENSION_URI.mid);
  assert.equal(map.id(EXTENSION_URI.absSendTime), 0);
  assert.equal(map.uri(9), undefined);
});

test('a packet is read by what was negotiated', () => {
  const extensions = [
    { id: 4, data: MID.write('a0') },
    { id: 3, data: Uint8Array.of(1) },
  ];
  const init = { marker: false, payloadType: 96, sequenceNumber: 1, timestamp: 2, ssrc: 3, csrcs: [], extensions };
  const packet = RtpPacket.read(writeRtpHeader(init).header);
  assert.ok(packet);
  const map = new ExtensionMap([
    { id: 4, uri: EXTENSION_URI.mid },
    { id: 3, uri: EXTENSION_URI.absSendTime },
  ]);
  assert.equal(map.read(packet, MID), 'a0');
  assert.equal(map.read(packet, ABS_SEND_TIME), undefined, 'malformed');
  assert.equal(new ExtensionMap([]).read(packet, MID), undefined);
});

test('what fits one byte of header', () => {
  assert.ok(fitsOneByte(14, 16));
  assert.ok(fitsOneByte(1, 1));
  assert.ok(!fitsOneByte(15, 1));
  assert.ok(!fitsOneByte(0, 1));
  assert.ok(!fitsOneByte(1, 0));
  assert.ok(!fitsOneByte(1, 17));
});
