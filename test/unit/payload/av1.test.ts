/** AV1 over RTP: aggregation, fragments, layers, key frames, and malformed payloads. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AV1 } from '../../../src/payload/av1.ts';
import {
  av1Frame,
  av1SequenceHeader,
  concat,
  DELTA,
  filling,
  KEY,
  obu,
  packetizer,
  payloadSizes,
  payloadsOf,
} from './frames.ts';

const header = av1SequenceHeader();

test('a key frame that fits: two elements, the last without size, N set', () => {
  const frame = av1Frame(true, 20);
  const [part, ...rest] = packetizer(AV1).packetize(frame, 1200, KEY);
  assert.equal(rest.length, 0);
  assert.deepEqual(
    part?.payload,
    concat([0x28, 1 + header.length, 0x08], header, [0x30, 0x10], filling(20)),
    'no obu_has_size_field',
  );
  assert.equal(part?.marker, true);
  const info = AV1.read(part?.payload as Uint8Array, true);
  assert.deepEqual([info?.startsFrame, info?.endsFrame, info?.keyFrame], ['yes', true, true]);
  const assembled = AV1.createDepacketizer(undefined).assemble([part?.payload as Uint8Array]);
  assert.deepEqual(assembled, { data: frame, keyFrame: true });
});

test('a large frame is divided: Y in all but the last, Z in all but the first', () => {
  const frame = av1Frame(false, 3000);
  const parts = packetizer(AV1).packetize(frame, 1200, DELTA);
  assert.deepEqual(
    parts.map(part => (part.payload[0] as number) & 0xf8),
    [0x50, 0xd0, 0x90],
  );
  assert.deepEqual(
    parts.map(part => part.marker),
    [false, false, true],
  );
  assert.ok(parts.every(part => part.payload.length <= 1200));
  assert.deepEqual(
    parts.map(part => AV1.read(part.payload, part.marker)?.startsFrame),
    ['unknown', 'no', 'no'],
  );
  const assembled = AV1.createDepacketizer(undefined).assemble(payloadsOf(parts));
  assert.deepEqual(assembled, { data: frame, keyFrame: false });
});

test('more than three elements have a size each', () => {
  const frame = concat(obu(5, [1, 2]), obu(5, [3]), obu(5, [4]), obu(6, [0x30, 9]));
  const [part] = packetizer(AV1).packetize(frame, 1200, DELTA);
  assert.deepEqual([...(part?.payload ?? [])], [0x00, 3, 0x28, 1, 2, 2, 0x28, 3, 2, 0x28, 4, 3, 0x30, 0x30, 9]);
  assert.deepEqual(AV1.createDepacketizer(undefined).assemble([part?.payload as Uint8Array])?.data, frame);
});

test('temporal delimiters and tile lists go neither out nor in', () => {
  const frame = av1Frame(true, 20);
  const [part] = packetizer(AV1).packetize(concat(obu(2, []), frame, obu(8, [1, 2])), 1200, KEY);
  assert.deepEqual(part?.payload, packetizer(AV1).packetize(frame, 1200, KEY)[0]?.payload);
  const received = Uint8Array.of(0x20, 1, 0x10, 0x30, 0x30, 5);
  assert.deepEqual(AV1.createDepacketizer(undefined).assemble([received])?.data, obu(6, [0x30, 5]));
  assert.deepEqual(packetizer(AV1).packetize(obu(2, []), 1200, KEY), []);
});

test('layers and frames are kept apart', () => {
  const frame = concat(
    obu(1, header),
    obu(6, concat([0x10], filling(5)), 0x00),
    obu(6, concat([0x30], filling(5)), 0x08),
    obu(5, [1], 0x10),
  );
  const parts = packetizer(AV1).packetize(frame, 1200, KEY);
  assert.equal(parts.length, 3);
  const infos = parts.map(part => AV1.read(part.payload, part.marker));
  assert.deepEqual(
    infos.map(info => [info?.temporalLayer, info?.spatialLayer, info?.keyFrame, info?.endsFrame]),
    [
      [0, 0, true, false],
      [0, 1, false, false],
      [0, 2, false, true],
    ],
  );
  assert.deepEqual(AV1.createDepacketizer(undefined).assemble(payloadsOf(parts)), { data: frame, keyFrame: true });
});

test('a key frame without sequence header gets the one seen before', () => {
  const stream = packetizer(AV1);
  stream.packetize(av1Frame(true, 20), 1200, KEY);
  const bare = obu(6, concat([0x10], filling(20)));
  assert.deepEqual(
    stream.packetize(bare, 1200, KEY),
    packetizer(AV1).packetize(concat(obu(1, header), bare), 1200, KEY),
  );
  const [lone] = packetizer(AV1).packetize(bare, 1200, KEY);
  assert.equal((lone?.payload[0] as number) & 0x08, 0);
});

test('elements that have their size field all the same are read', () => {
  const element = obu(6, [0x30, 7, 8]);
  assert.deepEqual(AV1.createDepacketizer(undefined).assemble([concat([0x10], element)])?.data, element);
  assert.equal(AV1.createDepacketizer(undefined).assemble([Uint8Array.of(0x10, 0x32, 5, 0x30)]), undefined);
});

test('malformed payloads are refused', () => {
  const stream = AV1.createDepacketizer(undefined);
  const malformed = [
    [],
    [0x10],
    [0x00, 5, 1],
    [0x20, 9, 1],
    [0x20, 0x80],
    [0x20, 1, 0x30],
    [0x98, 0x30, 1],
    [0x30, 1, 0x30, 1, 0x30],
  ];
  for (const bytes of malformed) {
    assert.equal(AV1.read(Uint8Array.from(bytes), true), undefined, `${bytes}`);
    assert.equal(stream.assemble([Uint8Array.from(bytes)]), undefined, `${bytes}`);
  }
  assert.equal(AV1.read(new Uint8Array(400), true), undefined, 'too many empty elements');
  assert.equal(stream.assemble([Uint8Array.of(0x10, 0xb0, 1)]), undefined, 'forbidden bit');
});

test('pieces that lack a beginning or an end are no temporal unit', () => {
  const stream = AV1.createDepacketizer(undefined);
  const parts = payloadsOf(packetizer(AV1).packetize(av1Frame(false, 3000), 1200, DELTA));
  assert.equal(stream.assemble(parts.slice(1)), undefined);
  assert.equal(stream.assemble(parts.slice(0, -1)), undefined);
  assert.equal(stream.assemble([parts[0] as Uint8Array, parts[0] as Uint8Array]), undefined);
  assert.deepEqual(stream.assemble([]), { data: new Uint8Array(0), keyFrame: false });
});

test('key frames and their size are told by the frame', () => {
  assert.equal(AV1.isKeyFrame(av1Frame(true, 5)), true);
  assert.equal(AV1.isKeyFrame(av1Frame(false, 5)), false);
  assert.equal(AV1.isKeyFrame(obu(6, [0x10])), false, 'no sequence header');
  assert.equal(AV1.isKeyFrame(filling(9)), false);
  assert.deepEqual(AV1.pictureSize(av1Frame(true, 5)), { width: 640, height: 480 });
  assert.equal(AV1.pictureSize(av1Frame(false, 5)), undefined);
  assert.deepEqual(payloadSizes(AV1, av1Frame(true, 3000)), [{ width: 640, height: 480 }, undefined]);
  assert.equal(AV1.payloadPictureSize(new Uint8Array()), undefined);
  assert.equal(AV1.quantizer(av1Frame(true, 5)), undefined);
  assert.equal(AV1.duration(filling(5), 1), undefined);
  assert.deepEqual(packetizer(AV1).packetize(Uint8Array.of(0x80), 1200, KEY), []);
});
