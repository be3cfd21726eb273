/** VP8 over RTP: each form of the descriptor, running numbers, and what is cut off. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readVp8Descriptor, VP8 } from '../../../src/payload/vp8.ts';
import { DELTA, filling, KEY, packetizer, payloadSizes, payloadsOf, vp8Frame } from './frames.ts';

test('a frame that fits is one packet with a 15-bit PictureID', () => {
  const frame = vp8Frame(true, 50);
  const [part, ...rest] = VP8.createPacketizer({ fmtp: undefined, seed: 0x7fff }).packetize(frame, 1200, KEY);
  assert.ok(part);
  assert.equal(rest.length, 0);
  assert.deepEqual([...part.payload.subarray(0, 4)], [0x90, 0x80, 0xff, 0xff]);
  assert.deepEqual(part.payload.subarray(4), frame);
  assert.equal(part.marker, true);
  assert.deepEqual(VP8.read(part.payload, true), {
    startsFrame: 'yes',
    endsFrame: true,
    keyFrame: true,
    pictureId: 0x7fff,
    pictureIdBits: 15,
    tl0PictureIndex: undefined,
    temporalLayer: undefined,
    spatialLayer: undefined,
    layerSync: false,
    discardable: false,
  });
});

test('a large frame is divided evenly, S in the first and the marker on the last', () => {
  const frame = vp8Frame(false, 2500);
  const parts = packetizer(VP8).packetize(frame, 1200, DELTA);
  assert.deepEqual(
    parts.map(part => part.payload.length),
    [838, 838, 837],
  );
  assert.deepEqual(
    parts.map(part => (part.payload[0] as number) & 0x10),
    [0x10, 0, 0],
  );
  assert.deepEqual(
    parts.map(part => part.marker),
    [false, false, true],
  );
  const infos = parts.map(part => VP8.read(part.payload, part.marker));
  assert.deepEqual(
    infos.map(info => [info?.startsFrame, info?.endsFrame, info?.keyFrame, info?.pictureId]),
    [
      ['yes', false, false, 0],
      ['no', false, false, 0],
      ['no', true, false, 0],
    ],
  );
  assert.deepEqual(VP8.createDepacketizer(undefined).assemble(payloadsOf(parts)), { data: frame, keyFrame: false });
});

test('the PictureID runs by one and goes round; TL0PICIDX counts the base layer', () => {
  const stream = VP8.createPacketizer({ fmtp: undefined, seed: 0x7ffe | (255 << 15) });
  const seen = [0, 1, 0, 1].map(temporalLayer => {
    const [part] = stream.packetize(vp8Frame(false, 5), 1200, {
      ...DELTA,
      temporalLayer,
      layerSync: temporalLayer === 1,
    });
    const info = VP8.read(part?.payload as Uint8Array, true);
    return [info?.pictureId, info?.tl0PictureIndex, info?.temporalLayer, info?.layerSync];
  });
  assert.deepEqual(seen, [
    [0x7ffe, 0, 0, false],
    [0x7fff, 0, 1, true],
    [0, 1, 0, false],
    [1, 1, 1, true],
  ]);
});

test('each form of the descriptor is read', () => {
  const read = (...bytes: number[]) => readVp8Descriptor(Uint8Array.from(bytes));
  assert.equal(read(0x10, 0xaa)?.length, 1);
  assert.equal(read(0x80, 0x00, 0xaa)?.length, 2);
  assert.deepEqual([read(0x80, 0x80, 0x11, 0xaa)?.pictureIdBits, read(0x80, 0x80, 0x11, 0xaa)?.length], [7, 3]);
  assert.deepEqual(
    [read(0x80, 0x80, 0x91, 0x22, 0xaa)?.pictureIdBits, read(0x80, 0x80, 0x91, 0x22, 1)?.length],
    [15, 4],
  );
  assert.equal(read(0x80, 0x40, 0x05, 0xaa)?.tl0PictureIndexAt, 2);
  // K alone: the byte is there, TID and Y mean nothing.
  assert.deepEqual([read(0x80, 0x10, 0xff, 0xaa)?.temporalLayer, read(0x80, 0x10, 0xff, 0xaa)?.length], [undefined, 3]);
  assert.equal(read(0x80, 0x20, 0xbf, 0xaa)?.temporalLayer, 2);
  assert.equal(read(0x80, 0xf0, 0x91, 0x22, 0x05, 0x40, 0xaa)?.length, 6);
  assert.equal(VP8.read(Uint8Array.of(0xb0, 0x80, 0x11, 0x01), false)?.discardable, true);
  assert.equal(VP8.read(Uint8Array.of(0xb0, 0x80, 0x11, 0x01), false)?.pictureId, 0x11);
  assert.equal(VP8.read(Uint8Array.of(0x90, 0xc0, 0x11, 0x33, 0x01), false)?.tl0PictureIndex, 0x33);
  assert.equal(VP8.read(Uint8Array.of(0x11, 0x00), false)?.startsFrame, 'no');
});

test('a descriptor cut off anywhere is none', () => {
  const whole = [0x80, 0xf0, 0x91, 0x22, 0x05, 0x40];
  for (let length = 0; length <= whole.length; length++) {
    assert.equal(readVp8Descriptor(Uint8Array.from(whole.slice(0, length))), undefined, `${length} bytes`);
    assert.equal(VP8.read(Uint8Array.from(whole.slice(0, length)), true), undefined);
  }
});

test('what does not begin with a start, or has two, is no frame', () => {
  const stream = VP8.createDepacketizer(undefined);
  const parts = payloadsOf(packetizer(VP8).packetize(vp8Frame(true, 3000), 1200, KEY));
  assert.equal(stream.assemble([]), undefined);
  assert.equal(stream.assemble(parts.slice(1)), undefined);
  assert.equal(stream.assemble([parts[0] as Uint8Array, ...parts]), undefined);
  assert.equal(stream.assemble([parts[0] as Uint8Array, new Uint8Array(0)]), undefined);
});

test('nothing is made of nothing', () => {
  assert.deepEqual(packetizer(VP8).packetize(new Uint8Array(0), 1200, KEY), []);
});

test('key frames and their size are told by the frame', () => {
  assert.equal(VP8.isKeyFrame(vp8Frame(true, 5)), true);
  assert.equal(VP8.isKeyFrame(vp8Frame(false, 5)), false);
  assert.equal(VP8.isKeyFrame(new Uint8Array(0)), false);
  assert.deepEqual(VP8.pictureSize(vp8Frame(true, 5, 1920, 1080)), { width: 1920, height: 1080 });
  assert.equal(VP8.pictureSize(vp8Frame(false, 50)), undefined);
  assert.equal(VP8.pictureSize(vp8Frame(true, 0).subarray(0, 9)), undefined);
  const other = vp8Frame(true, 5);
  other[3] = 0;
  assert.equal(VP8.pictureSize(other), undefined);
  assert.deepEqual(payloadSizes(VP8, vp8Frame(true, 3000, 1920, 1080)), [{ width: 1920, height: 1080 }, undefined]);
  assert.equal(VP8.payloadPictureSize(new Uint8Array()), undefined);
  assert.equal(VP8.quantizer(vp8Frame(true, 0)), undefined);
  assert.equal(VP8.duration(filling(3), 1), undefined);
});
