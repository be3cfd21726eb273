/** Redundancy undone. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { writeRed } from '../../../src/payload/red.ts';
import { primaryOf, redundancyOf, redundantOf } from '../../../src/streams/red-packets.ts';
import { packet } from './receive-support.ts';

const frame = (byte: number): Uint8Array => new Uint8Array(20).fill(byte);

const RED_PACKET = packet(10, {
  payloadType: 63,
  timestamp: 96_000,
  padding: 4,
  payload: writeRed(111, frame(3), [
    { payloadType: 111, timestampOffset: 1920, data: frame(1) },
    { payloadType: 111, timestampOffset: 960, data: frame(2) },
  ]),
});

describe('red packets', () => {
  it('give the primary block as a packet', () => {
    const primary = primaryOf(RED_PACKET);
    assert.equal(primary?.payloadType, 111);
    assert.equal(primary.sequenceNumber, 10);
    assert.equal(primary.timestamp, 96_000);
    assert.equal(primary.paddingLength, 0);
    assert.deepEqual(primary.payload, frame(3));
  });

  it('give the frames before it as the packets before it', () => {
    const before = redundantOf(RED_PACKET, 1);
    assert.equal(before?.sequenceNumber, 9);
    assert.equal(before.timestamp, 95_040);
    assert.deepEqual(before.payload, frame(2));
    assert.equal(redundantOf(RED_PACKET, 2)?.sequenceNumber, 8);
    assert.equal(redundantOf(RED_PACKET, 3), undefined);
    assert.deepEqual(redundancyOf(RED_PACKET), { blocks: 2, bytes: 40 });
  });

  it('give nothing if malformed or empty', () => {
    assert.equal(primaryOf(packet(1, { payload: Uint8Array.of(0x80 | 111, 0, 0, 99) })), undefined);
    assert.equal(redundantOf(packet(1, { payload: Uint8Array.of(0x80 | 111, 0, 0, 99) }), 1), undefined);
    const silent = writeRed(111, frame(3), [{ payloadType: 111, timestampOffset: 960, data: new Uint8Array(0) }]);
    assert.equal(redundantOf(packet(1, { payload: silent }), 1), undefined);
    assert.deepEqual(redundancyOf(packet(1, { payload: silent })), { blocks: 0, bytes: 0 });
  });
});
