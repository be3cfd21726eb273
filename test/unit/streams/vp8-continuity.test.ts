/** PictureID and TL0PICIDX over switches. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Vp8Continuity } from '../../../src/streams/vp8-continuity.ts';

/** A payload with a PictureID of 15 bits and TL0PICIDX. */
function long(pictureId: number, index: number): Uint8Array {
  return Uint8Array.of(0x90, 0xe0, 0x80 | (pictureId >> 8), pictureId & 0xff, index, 0x00, 1, 2, 3);
}

function idOf(payload: Uint8Array): [number, number] {
  return [(((payload[2] ?? 0) & 0x7f) << 8) | (payload[3] ?? 0), payload[4] ?? 0];
}

describe('Vp8Continuity', () => {
  it('leaves the first source as it is, and copies nothing', () => {
    const continuity = new Vp8Continuity();
    const payload = long(500, 20);
    assert.equal(continuity.forward(payload, true), payload);
    const next = long(501, 21);
    assert.equal(continuity.forward(next, false), next);
  });

  it('continues both numbers over a switch, and leaves the original alone', () => {
    const continuity = new Vp8Continuity();
    continuity.forward(long(0x7fff, 255), true);
    const source = long(77, 9);
    const out = continuity.forward(source, true);
    assert.deepEqual(idOf(out), [0, 0]);
    assert.deepEqual(idOf(source), [77, 9]);
    assert.deepEqual(out.subarray(5), source.subarray(5));
    assert.deepEqual(idOf(continuity.forward(long(78, 9), false)), [1, 0]);
    assert.deepEqual(idOf(continuity.forward(long(77, 9), false)), [0, 0]);
    assert.deepEqual(idOf(continuity.forward(long(5000, 40), true)), [2, 1]);
  });

  it('continues over a switch whose first packet is padding', () => {
    const continuity = new Vp8Continuity();
    continuity.forward(long(500, 20), true);
    assert.deepEqual(continuity.forward(new Uint8Array(0), true), new Uint8Array(0));
    assert.deepEqual(idOf(continuity.forward(long(77, 9), false)), [501, 21]);
    assert.deepEqual(idOf(continuity.forward(long(78, 10), false)), [502, 22]);
  });

  it('continues the short form', () => {
    const continuity = new Vp8Continuity();
    continuity.forward(Uint8Array.of(0x90, 0x80, 0x7f, 1), true);
    assert.deepEqual(continuity.forward(Uint8Array.of(0x90, 0x80, 0x10, 1), true), Uint8Array.of(0x90, 0x80, 0, 1));
  });

  it('lets through what has no PictureID, and what is cut off', () => {
    const continuity = new Vp8Continuity();
    continuity.forward(long(5, 5), true);
    for (const payload of [Uint8Array.of(0x10, 1), Uint8Array.of(), Uint8Array.of(0x90, 0x80)]) {
      assert.equal(continuity.forward(payload, true), payload);
    }
  });
});
