/** Opus over RTP, and how long a packet lasts. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OPUS, opusDuration } from '../../../src/payload/opus.ts';
import { KEY } from './frames.ts';

test('an Opus packet is a payload, and a frame', () => {
  const packet = Uint8Array.of(0x78, 1, 2, 3);
  const stream = OPUS.createPacketizer({ fmtp: undefined, seed: 1 });
  assert.deepEqual(stream.packetize(packet, 2, KEY), [{ payload: packet, marker: false, timestampOffset: 0 }]);
  assert.equal(stream.packetize(packet, 1200, { keyFrame: true, startsTalkspurt: true })[0]?.marker, true);
  assert.deepEqual(stream.packetize(new Uint8Array(0), 1200, KEY), []);
  const info = OPUS.read(packet, false);
  assert.deepEqual([info?.startsFrame, info?.endsFrame, info?.keyFrame], ['yes', true, true]);
  assert.equal(OPUS.read(new Uint8Array(0), false), undefined);
  const depacketizer = OPUS.createDepacketizer(undefined);
  assert.deepEqual(depacketizer.assemble([packet]), { data: packet, keyFrame: true });
  assert.equal(depacketizer.assemble([packet, packet]), undefined);
  assert.equal(depacketizer.assemble([new Uint8Array(0)]), undefined);
  assert.equal(OPUS.isKeyFrame(packet), true);
  assert.equal(OPUS.pictureSize(packet), undefined);
  assert.deepEqual([OPUS.payloadPictureSize(packet), OPUS.quantizer(packet)], [undefined, undefined]);
});

test('the TOC says how long an Opus packet lasts (RFC 6716 §3.1)', () => {
  const duration = (config: number, code: number, ...rest: number[]) =>
    opusDuration(Uint8Array.of((config << 3) | code, ...rest));
  assert.deepEqual(
    [0, 1, 2, 3].map(config => duration(config, 0)),
    [480, 960, 1920, 2880],
  );
  assert.deepEqual(
    [12, 13, 14, 15].map(config => duration(config, 0)),
    [480, 960, 480, 960],
  );
  assert.deepEqual(
    [16, 29, 30, 31].map(config => duration(config, 0)),
    [120, 240, 480, 960],
  );
  assert.equal(duration(31, 1), 1920);
  assert.equal(duration(31, 2), 1920);
  assert.equal(duration(31, 3, 6), 5760);
  assert.equal(duration(31, 3, 0xc3), 2880);
  assert.equal(duration(31, 3, 7), undefined, 'more than 120 ms');
  assert.equal(duration(31, 3, 0), undefined, 'no frames');
  assert.equal(duration(31, 3), undefined, 'cut off');
  assert.equal(opusDuration(new Uint8Array(0)), undefined);
});
