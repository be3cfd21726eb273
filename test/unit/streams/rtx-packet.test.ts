/** Retransmissions undone. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { undoRtx } from '../../../src/streams/rtx-packet.ts';
import { packet, rtxOf, text, vp8Payload } from './receive-support.ts';

describe('undoRtx', () => {
  it('gives the original back, with the extensions of the retransmission', () => {
    const payload = vp8Payload({ size: 50 });
    const original = packet(300, { marker: true, timestamp: 12_345, payload, csrcs: [9] });
    const wrapped = rtxOf(original, 7, { extensions: [text(4, 'mid')], csrcs: [9], padding: 5 });
    const undone = undoRtx(wrapped, 300, 96, 1000);
    assert.equal(undone?.sequenceNumber, 300);
    assert.equal(undone.ssrc, 1000);
    assert.equal(undone.payloadType, 96);
    assert.equal(undone.marker, true);
    assert.equal(undone.timestamp, 12_345);
    assert.equal(undone.paddingLength, 0);
    assert.deepEqual(undone.csrcs, [9]);
    assert.deepEqual(undone.payload, payload);
    assert.deepEqual(undone.extension(4), new TextEncoder().encode('mid'));
    assert.equal(undone.bytes.buffer, wrapped.bytes.buffer);
  });
});
