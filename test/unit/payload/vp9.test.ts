/** VP9 over RTP: each form of the descriptor, layers, and what is cut off. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readVp9Descriptor, VP9 } from '../../../src/payload/vp9.ts';
import { splitSuperframe } from '../../../src/payload/vp9-superframe.ts';
import { concat, DELTA, filling, KEY, packetizer, payloadSizes, payloadsOf, vp9Frame } from './frames.ts';

test('a key frame has its size in the first packet', () => {
  const frame = vp9Frame(true, 2000, 1280, 720);
  const parts = packetizer(VP9).packetize(frame, 1200, KEY);
  assert.equal(parts.length, 2);
  const [first, last] = payloadsOf(parts) as [Uint8Array, Uint8Array];
  assert.deepEqual([...first.subarray(0, 8)], [0x8b, 0x80, 0x00, 0x10, 0x05, 0x00, 0x02, 0xd0]);
  assert.deepEqual([...last.subarray(0, 3)], [0x85, 0x80, 0x00]);
  assert.ok(first.length <= 1200);
  assert.deepEqual(
    parts.map(part => part.marker),
    [false, true],
  );
  const info = VP9.read(first, false);
  assert.deepEqual([info?.startsFrame, info?.keyFrame, info?.pictureId, info?.pictureIdBits], ['yes', true, 0, 15]);
  assert.deepEqual([VP9.read(last, true)?.startsFrame, VP9.read(last, true)?.endsFrame], ['no', true]);
  assert.deepEqual(VP9.createDepacketizer(undefined).assemble([first, last]), { data: frame, keyFrame: true });
});

test('a delta frame says that it is predicted, whatever it is called', () => {
  const stream = VP9.createPacketizer({ fmtp: undefined, seed: 0x7fff });
  const frame = vp9Frame(false, 10);
  const [part] = stream.packetize(frame, 1200, KEY);
  assert.deepEqual([...(part?.payload.subarray(0, 3) ?? [])], [0xcd, 0xff, 0xff]);
  assert.deepEqual([...(stream.packetize(frame, 1200, DELTA)[0]?.payload.subarray(0, 3) ?? [])], [0xcd, 0x80, 0x00]);
  assert.deepEqual([...(stream.packetize(filling(3), 1200, KEY)[0]?.payload.subarray(0, 1) ?? [])], [0x8d], 'not VP9');
  assert.deepEqual(stream.packetize(new Uint8Array(0), 1200, KEY), []);
});

test('layers of one picture become a superframe', () => {
  const low = vp9Frame(true, 300);
  const high = vp9Frame(false, 70000);
  const payloads = [
    concat([0xa8, 0x11, 0x00, 0x07], low.subarray(0, 100)),
    concat([0xa4, 0x11, 0x00, 0x07], low.subarray(100)),
    concat([0xac, 0x11, 0x03, 0x07], high),
  ];
  assert.equal(VP9.read(payloads[0] as Uint8Array, false)?.keyFrame, true);
  const info = VP9.read(payloads[2] as Uint8Array, true);
  assert.deepEqual(
    [info?.startsFrame, info?.keyFrame, info?.spatialLayer, info?.tl0PictureIndex],
    ['unknown', false, 1, 7],
  );
  const frame = VP9.createDepacketizer(undefined).assemble(payloads);
  assert.equal(frame?.keyFrame, true);
  assert.deepEqual(splitSuperframe(frame?.data as Uint8Array), [low, high]);
});

test('a picture whose lower layers were taken out begins with the lowest that is left', () => {
  const payload = concat([0xac, 0x11, 0x02, 0x07], vp9Frame(true, 5));
  const info = VP9.read(payload, true);
  assert.deepEqual([info?.startsFrame, info?.keyFrame, info?.spatialLayer], ['unknown', true, 1]);
});

test('each form of the descriptor is read', () => {
  const read = (...bytes: number[]) => readVp9Descriptor(Uint8Array.from(bytes));
  assert.equal(read(0x08, 0xaa)?.length, 1);
  assert.deepEqual([read(0x88, 0x7f, 0xaa)?.length, read(0x88, 0x7f, 0xaa)?.pictureIdBits], [2, 7]);
  assert.equal(read(0x88, 0xff, 0xff, 0xaa)?.pictureIdBits, 15);
  assert.equal(VP9.read(Uint8Array.of(0x88, 0x7f, 0xaa), false)?.pictureId, 0x7f);
  const layers = read(0x28, 0x5d, 0x09, 0xaa);
  assert.deepEqual(
    [
      layers?.temporalLayer,
      layers?.switchingUp,
      layers?.spatialLayer,
      layers?.interLayerPredicted,
      layers?.tl0PictureIndexAt,
    ],
    [2, true, 6, true, 2],
  );
  assert.equal(VP9.read(Uint8Array.of(0x28, 0x5d, 0x09, 0xaa), false)?.layerSync, true);
  // Flexible: one to three references, TL0PICIDX is not there.
  assert.deepEqual([read(0xf8, 1, 0, 2, 0xaa)?.length, read(0xf8, 1, 0, 2, 0xaa)?.tl0PictureIndexAt], [4, 0]);
  assert.equal(read(0xd8, 1, 3, 5, 4, 0xaa)?.length, 5);
  assert.equal(read(0xd8, 1, 3, 5, 5, 0xaa), undefined, 'a fourth reference');
  assert.equal(read(0x58, 1, 0xaa), undefined, 'flexible without a picture ID');
  assert.equal(read(0x9c, 1, 0xaa)?.length, 2);
  assert.deepEqual([read(0x0d, 0xaa)?.endsLayerFrame, read(0x0d, 0xaa)?.notReferenced], [true, true]);
  // SS: two layers with size, two pictures, the first with one reference, the second with two.
  const structure = [0x38, 1, 64, 0, 180, 2, 128, 1, 104, 2, 0x04, 1, 0x08, 1, 2];
  assert.equal(read(0x0a, ...structure, 0xaa)?.length, 16);
});

test('a descriptor cut off anywhere is none', () => {
  const whole = [0xea, 0x80, 0x01, 0x5d, 0x09, 0x38, 1, 64, 0, 180, 2, 128, 1, 104, 1, 0x04, 1];
  for (let length = 0; length <= whole.length; length++) {
    assert.equal(readVp9Descriptor(Uint8Array.from(whole.slice(0, length))), undefined, `${length} bytes`);
  }
  assert.ok(readVp9Descriptor(Uint8Array.from([...whole, 0])));
  for (let length = 1; length < 4; length++) {
    assert.equal(readVp9Descriptor(Uint8Array.of(0xf8, 0x01, 0x00, 0x02).subarray(0, length)), undefined);
  }
});

test('what lacks a beginning or an end is no picture', () => {
  const stream = VP9.createDepacketizer(undefined);
  const parts = payloadsOf(packetizer(VP9).packetize(vp9Frame(true, 3000), 1200, KEY));
  assert.equal(stream.assemble([]), undefined);
  assert.equal(stream.assemble(parts.slice(1)), undefined);
  assert.equal(stream.assemble(parts.slice(0, -1)), undefined);
  assert.equal(stream.assemble([parts[0] as Uint8Array, ...parts]), undefined);
  assert.equal(stream.assemble([parts[0] as Uint8Array, new Uint8Array(0)]), undefined);
  const layer = concat([0x0c], filling(5));
  assert.equal(stream.assemble(Array(9).fill(layer)), undefined, 'more layers than a superframe holds');
});

test('key frames and their size are told by the frame', () => {
  assert.equal(VP9.isKeyFrame(vp9Frame(true, 5)), true);
  assert.equal(VP9.isKeyFrame(vp9Frame(false, 5)), false);
  assert.deepEqual(VP9.pictureSize(vp9Frame(true, 5, 320, 180)), { width: 320, height: 180 });
  assert.equal(VP9.pictureSize(vp9Frame(false, 5)), undefined);
  assert.deepEqual(payloadSizes(VP9, vp9Frame(true, 3000, 320, 180)), [{ width: 320, height: 180 }, undefined]);
  assert.equal(VP9.quantizer(vp9Frame(true, 5)), undefined);
  assert.equal(VP9.duration(filling(5), 1), undefined);
});
