/** H.264 over RTP: both modes, parameter sets, starts, and malformed payloads. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { H264 } from '../../../src/payload/h264.ts';
import {
  annexB,
  concat,
  DELTA,
  filling,
  h264Pps,
  h264Slice,
  h264Sps,
  KEY,
  packetizer,
  payloadSizes,
  payloadsOf,
} from './frames.ts';

const MODE_1 = 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f';
const sps = h264Sps();
const pps = h264Pps();

test('mode 1 aggregates what is small and divides what is large', () => {
  const idr = h264Slice(true, 3000);
  const frame = annexB(sps, pps, idr);
  const parts = packetizer(H264, MODE_1).packetize(frame, 1200, KEY);
  const payloads = payloadsOf(parts);
  assert.deepEqual(
    parts.map(part => part.marker),
    [false, false, false, true],
  );
  assert.deepEqual(
    payloads[0],
    concat([0x78, 0, sps.length], sps, [0, pps.length], pps),
    'STAP-A with the highest NRI of its units',
  );
  assert.deepEqual(
    payloads.slice(1).map(payload => [payload[0], payload[1]]),
    [
      [0x7c, 0x85],
      [0x7c, 0x05],
      [0x7c, 0x45],
    ],
  );
  assert.ok(payloads.every(payload => payload.length <= 1200));
  const infos = parts.map(part => H264.read(part.payload, part.marker));
  assert.deepEqual(
    infos.map(info => [info?.startsFrame, info?.endsFrame, info?.keyFrame]),
    [
      ['unknown', false, true],
      ['unknown', false, true],
      ['no', false, false],
      ['no', true, false],
    ],
  );
  assert.deepEqual(H264.createDepacketizer(MODE_1).assemble(payloads), { data: frame, keyFrame: true });
});

test('mode 0 has one NAL unit in each packet, whatever its size', () => {
  const frame = annexB(sps, pps, h264Slice(true, 2000), h264Slice(true, 10, false));
  for (const fmtp of [undefined, 'packetization-mode=0', 'profile-level-id=42e01f']) {
    const parts = packetizer(H264, fmtp).packetize(frame, 1200, KEY);
    assert.deepEqual(payloadsOf(parts), [sps, pps, h264Slice(true, 2000), h264Slice(true, 10, false)]);
    assert.deepEqual(
      parts.map(part => part.marker),
      [false, false, false, true],
    );
    assert.deepEqual(H264.createDepacketizer(fmtp).assemble(payloadsOf(parts)), { data: frame, keyFrame: true });
  }
});

test('an aggregate is closed when the next unit does not fit', () => {
  const slices = [1, 2, 3].map(i => h264Slice(false, 500, i === 1));
  const payloads = payloadsOf(packetizer(H264, MODE_1).packetize(annexB(...slices), 1200, DELTA));
  assert.deepEqual(
    payloads.map(payload => (payload[0] as number) & 0x1f),
    [24, 1],
  );
  assert.equal(payloads[0]?.length, 1 + 2 * (2 + 502));
});

test('a key frame that lacks its parameter sets gets those seen before, behind the delimiter', () => {
  const stream = packetizer(H264, MODE_1);
  stream.packetize(annexB(sps, pps, h264Slice(true, 10)), 1200, KEY);
  const aud = Uint8Array.of(0x09, 0xf0);
  const payloads = payloadsOf(stream.packetize(annexB(aud, h264Slice(true, 10)), 1200, KEY));
  assert.deepEqual(H264.createDepacketizer(MODE_1).assemble(payloads), {
    data: annexB(aud, sps, pps, h264Slice(true, 10)),
    keyFrame: true,
  });
  const delta = payloadsOf(stream.packetize(annexB(h264Slice(false, 10)), 1200, DELTA));
  assert.deepEqual(delta, [h264Slice(false, 10)]);
});

test('parameter sets sent apart make no frame, and are remembered', () => {
  const stream = H264.createDepacketizer(undefined);
  assert.equal(stream.assemble([h264Slice(true, 5)]), undefined, 'a decoder could not begin');
  assert.deepEqual(stream.assemble([sps, pps]), { data: new Uint8Array(0), keyFrame: false });
  assert.deepEqual(stream.assemble([h264Slice(true, 5)]), {
    data: annexB(sps, pps, h264Slice(true, 5)),
    keyFrame: true,
  });
  const other = h264Sps(640, 480);
  assert.deepEqual(stream.assemble([other, h264Slice(true, 5)])?.data, annexB(other, pps, other, h264Slice(true, 5)));
  assert.deepEqual(stream.assemble([h264Slice(false, 5)])?.data, annexB(h264Slice(false, 5)));
});

test('parameter sets of the description are known from the start', () => {
  const base64 = [sps, pps].map(unit => Buffer.from(unit).toString('base64')).join(',');
  const stream = H264.createDepacketizer(`${MODE_1}; sprop-parameter-sets=${base64},AA==,!!`);
  assert.deepEqual(stream.assemble([h264Slice(true, 5)])?.data, annexB(sps, pps, h264Slice(true, 5)));
});

test('a delimiter begins a frame; a later slice does not', () => {
  const startOf = (payload: Uint8Array) => H264.read(payload, false)?.startsFrame;
  assert.equal(startOf(Uint8Array.of(0x09, 0xf0)), 'yes');
  assert.equal(startOf(concat([0x78, 0, 2, 0x09, 0xf0, 0, 1, 0x0b])), 'yes');
  assert.equal(startOf(h264Slice(false, 5)), 'unknown');
  assert.equal(startOf(h264Slice(false, 5, false)), 'no');
  assert.equal(startOf(concat([0x7c, 0x85, 0x48], filling(3))), 'no');
  assert.equal(startOf(Uint8Array.of(0x0b)), 'unknown', 'end of stream, one byte');
});

test('NRI 0 can be missed', () => {
  assert.equal(H264.read(concat([0x01, 0x88], filling(3)), true)?.discardable, true);
  assert.equal(H264.read(h264Slice(false, 3), true)?.discardable, false);
});

test('payloads of the interleaved mode and malformed ones are refused', () => {
  const stream = H264.createDepacketizer(undefined);
  for (const bytes of [[], [0x00, 1], [25, 1, 2], [26, 1, 2], [27, 1, 2], [29, 1, 2, 3], [30, 1], [31, 1]]) {
    assert.equal(H264.read(Uint8Array.from(bytes), true), undefined, `${bytes}`);
    assert.equal(stream.assemble([Uint8Array.from(bytes)]), undefined, `${bytes}`);
  }
  for (const bytes of [[24], [24, 0], [24, 0, 0], [24, 0, 2, 1], [24, 0, 1, 1, 0], [28]]) {
    assert.equal(H264.read(Uint8Array.from(bytes), true), undefined, `${bytes}`);
    assert.equal(stream.assemble([Uint8Array.from(bytes)]), undefined, `${bytes}`);
  }
});

test('fragments may be empty: the first, one between and the last', () => {
  const stream = H264.createDepacketizer(undefined);
  const slice = h264Slice(false, 9);
  const [header, ...rest] = slice as unknown as [number, ...number[]];
  const fragment = (flags: number, data: readonly number[]): Uint8Array =>
    Uint8Array.of((header & 0xe0) | 28, flags | (header & 0x1f), ...data);
  const parts = [fragment(0x80, []), fragment(0, rest.slice(0, 4)), fragment(0, []), fragment(0, rest.slice(4))];
  const payloads = [...parts, fragment(0x40, [])];
  assert.deepEqual(
    payloads.map(payload => H264.read(payload, false)?.startsFrame),
    ['unknown', 'no', 'no', 'no', 'no'],
  );
  assert.deepEqual(stream.assemble(payloads)?.data, annexB(slice));
  assert.equal(stream.assemble(parts), undefined);
});

test('fragments that lack a beginning, a middle or an end are no frame', () => {
  const stream = H264.createDepacketizer(undefined);
  const parts = payloadsOf(packetizer(H264, MODE_1).packetize(annexB(h264Slice(false, 3000)), 1200, DELTA));
  const [first, middle, last] = parts as [Uint8Array, Uint8Array, Uint8Array];
  assert.ok(stream.assemble([first, middle, last]));
  assert.equal(stream.assemble([middle, last]), undefined);
  assert.equal(stream.assemble([first, middle]), undefined);
  assert.equal(stream.assemble([first, first]), undefined);
  assert.equal(stream.assemble([first, h264Slice(false, 3)]), undefined);
});

test('nothing is made of what has no start code', () => {
  assert.deepEqual(packetizer(H264, MODE_1).packetize(filling(50), 1200, KEY), []);
  assert.deepEqual(packetizer(H264, MODE_1).packetize(new Uint8Array(0), 1200, KEY), []);
});

test('key frames and their size are told by the frame', () => {
  assert.equal(H264.isKeyFrame(annexB(sps, pps, h264Slice(true, 5))), true);
  assert.equal(H264.isKeyFrame(annexB(h264Slice(false, 5))), false);
  assert.deepEqual(H264.pictureSize(annexB(sps, pps, h264Slice(true, 5))), { width: 1280, height: 720 });
  assert.equal(H264.pictureSize(annexB(h264Slice(true, 5))), undefined);
  const large = annexB(sps, pps, h264Slice(true, 3000));
  assert.deepEqual(payloadSizes(H264, large), [{ width: 1280, height: 720 }, undefined]);
  assert.deepEqual(H264.payloadPictureSize(sps), { width: 1280, height: 720 });
  assert.equal(H264.quantizer(large), undefined);
  assert.equal(H264.duration(filling(5), 1), undefined);
});

test('NAL unit types that mean something else over RTP do not go out', () => {
  const units = [Uint8Array.of(0x00, 1), Uint8Array.of(0x78, 0, 1, 5), Uint8Array.of(0x7c, 0x85, 1)];
  const frame = annexB(...units, h264Slice(false, 5));
  assert.deepEqual(payloadsOf(packetizer(H264, MODE_1).packetize(frame, 1200, DELTA)), [h264Slice(false, 5)]);
});
