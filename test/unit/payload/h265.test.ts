/** H.265 over RTP: aggregates, fragments, parameter sets, and malformed payloads. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { H265 } from '../../../src/payload/h265.ts';
import {
  annexB,
  concat,
  DELTA,
  filling,
  h265Pps,
  h265Slice,
  h265Sps,
  h265Vps,
  KEY,
  packetizer,
  payloadSizes,
  payloadsOf,
} from './frames.ts';

const sets = [h265Vps(), h265Sps(), h265Pps()] as const;

test('what is small is aggregated, what is large is divided', () => {
  const frame = annexB(...sets, h265Slice(true, 3000));
  const parts = packetizer(H265).packetize(frame, 1200, KEY);
  const payloads = payloadsOf(parts);
  assert.deepEqual([...(payloads[0]?.subarray(0, 6) ?? [])], [0x60, 0x01, 0, 6, 0x40, 0x01]);
  assert.deepEqual(
    payloads.slice(1).map(payload => [...payload.subarray(0, 3)]),
    [
      [0x62, 0x01, 0x93],
      [0x62, 0x01, 0x13],
      [0x62, 0x01, 0x53],
    ],
  );
  assert.ok(payloads.every(payload => payload.length <= 1200));
  assert.deepEqual(
    parts.map(part => part.marker),
    [false, false, false, true],
  );
  const infos = parts.map(part => H265.read(part.payload, part.marker));
  assert.deepEqual(
    infos.map(info => [info?.startsFrame, info?.endsFrame, info?.keyFrame, info?.temporalLayer]),
    [
      ['unknown', false, true, 0],
      ['unknown', false, true, 0],
      ['no', false, false, 0],
      ['no', true, false, 0],
    ],
  );
  assert.deepEqual(H265.createDepacketizer(undefined).assemble(payloads), { data: frame, keyFrame: true });
});

test('an aggregate has the lowest layer and TID of its units', () => {
  const units = [concat([0x02, 0x0b], filling(5)), concat([0x82, 0x12], filling(5))];
  const [payload] = payloadsOf(packetizer(H265).packetize(annexB(...units), 1200, DELTA));
  assert.deepEqual([...(payload?.subarray(0, 2) ?? [])], [0xe0, 0x0a]);
});

test('a key frame that lacks its parameter sets gets those seen before', () => {
  const stream = packetizer(H265);
  stream.packetize(annexB(...sets, h265Slice(true, 10)), 1200, KEY);
  const aud = Uint8Array.of(0x46, 0x01, 0x50);
  const payloads = payloadsOf(stream.packetize(annexB(aud, h265Slice(true, 10)), 1200, KEY));
  const complete = annexB(aud, ...sets, h265Slice(true, 10));
  assert.deepEqual(H265.createDepacketizer(undefined).assemble(payloads), { data: complete, keyFrame: true });
});

test('parameter sets sent apart or in the description are remembered', () => {
  const stream = H265.createDepacketizer(undefined);
  assert.equal(stream.assemble([h265Slice(true, 5)]), undefined);
  assert.deepEqual(stream.assemble([...sets]), { data: new Uint8Array(0), keyFrame: false });
  assert.deepEqual(stream.assemble([h265Slice(true, 5)])?.data, annexB(...sets, h265Slice(true, 5)));
  const [vps, sps, pps] = sets.map(unit => Buffer.from(unit).toString('base64'));
  const described = H265.createDepacketizer(`sprop-vps=${vps};sprop-sps=${sps};sprop-pps=${pps},A,AAA=`);
  assert.deepEqual(described.assemble([h265Slice(true, 5)])?.data, annexB(...sets, h265Slice(true, 5)));
});

test('a delimiter begins a frame; a later slice does not', () => {
  const startOf = (payload: Uint8Array) => H265.read(payload, false)?.startsFrame;
  assert.equal(startOf(Uint8Array.of(0x46, 0x01, 0x50)), 'yes');
  assert.equal(startOf(concat([0x60, 0x01, 0, 3, 0x46, 0x01, 0x50])), 'yes');
  assert.equal(startOf(h265Slice(false, 5)), 'unknown');
  assert.equal(startOf(h265Slice(false, 5, false)), 'no');
  assert.equal(startOf(concat([0x62, 0x01, 0x81, 0x40], filling(3))), 'no');
  assert.equal(startOf(Uint8Array.of(0x4a, 0x01)), 'unknown', 'end of sequence');
  assert.equal(H265.read(concat([0x02, 0x03, 0x80], filling(3)), false)?.temporalLayer, 2);
});

test('malformed payloads are refused', () => {
  const stream = H265.createDepacketizer(undefined);
  const malformed = [
    [],
    [2],
    [0x60, 1],
    [0x60, 1, 0],
    [0x60, 1, 0, 1, 5],
    [0x60, 1, 0, 4, 2, 1],
    [0x62, 1, 0x81],
    [0x64, 1, 2],
  ];
  for (const bytes of malformed) {
    assert.equal(H265.read(Uint8Array.from(bytes), true), undefined, `${bytes}`);
    assert.equal(stream.assemble([Uint8Array.from(bytes)]), undefined, `${bytes}`);
  }
  assert.equal(H265.read(Uint8Array.of(0x02, 0x00, 0x80), true), undefined, 'TID 0');
});

test('fragments that lack a beginning, a middle or an end are no frame', () => {
  const stream = H265.createDepacketizer(undefined);
  const parts = payloadsOf(packetizer(H265).packetize(annexB(h265Slice(false, 3000)), 1200, DELTA));
  const [first, middle, last] = parts as [Uint8Array, Uint8Array, Uint8Array];
  assert.ok(stream.assemble([first, middle, last]));
  assert.equal(stream.assemble([middle, last]), undefined);
  assert.equal(stream.assemble([first, middle]), undefined);
  assert.equal(stream.assemble([first, first]), undefined);
  assert.equal(stream.assemble([first, h265Slice(false, 3)]), undefined);
});

test('nothing is made of what has no NAL unit', () => {
  assert.deepEqual(packetizer(H265).packetize(filling(50), 1200, KEY), []);
  assert.deepEqual(packetizer(H265).packetize(Uint8Array.of(0, 0, 1, 2), 1200, KEY), []);
});

test('key frames and their size are told by the frame', () => {
  assert.equal(H265.isKeyFrame(annexB(...sets, h265Slice(true, 5))), true);
  assert.equal(H265.isKeyFrame(annexB(concat([21 << 1, 1, 0x80], filling(4)))), true, 'CRA');
  assert.equal(H265.isKeyFrame(annexB(h265Slice(false, 5))), false);
  assert.deepEqual(H265.pictureSize(annexB(...sets, h265Slice(true, 5))), { width: 1280, height: 720 });
  assert.equal(H265.pictureSize(annexB(h265Slice(true, 5))), undefined);
  const large = annexB(...sets, h265Slice(true, 3000));
  assert.deepEqual(payloadSizes(H265, large), [{ width: 1280, height: 720 }, undefined]);
  assert.equal(H265.quantizer(large), undefined);
  assert.equal(H265.duration(filling(5), 1), undefined);
});

test('NAL unit types that mean something else over RTP do not go out', () => {
  const units = [Uint8Array.of(0x60, 1, 5), Uint8Array.of(0x62, 1, 0x81, 1), Uint8Array.of(0x02, 0, 1)];
  const frame = annexB(...units, h265Slice(false, 5));
  assert.deepEqual(payloadsOf(packetizer(H265).packetize(frame, 1200, DELTA)), [h265Slice(false, 5)]);
});
