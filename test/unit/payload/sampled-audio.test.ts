/** G.711, G.722 and L16: division between samples, and durations. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { G722, L16, PCMA, PCMU } from '../../../src/payload/sampled-audio.ts';
import { filling, KEY } from './frames.ts';

test('samples are divided between packets, each with its own time', () => {
  const frame = filling(3000);
  const parts = PCMU.createPacketizer({ fmtp: undefined, seed: 1 }).packetize(frame, 1200, {
    keyFrame: true,
    startsTalkspurt: true,
  });
  assert.deepEqual(
    parts.map(part => [part.payload.length, part.timestampOffset, part.marker]),
    [
      [1200, 0, true],
      [1200, 1200, false],
      [600, 2400, false],
    ],
  );
  assert.deepEqual(Uint8Array.from(parts.flatMap(part => [...part.payload])), frame);
});

test('samples of one instant stay together', () => {
  const stream = L16.createPacketizer({ fmtp: undefined, seed: 1, channels: 2 });
  const parts = stream.packetize(filling(4 * 300 + 3), 1001, KEY);
  assert.deepEqual(
    parts.map(part => [part.payload.length, part.timestampOffset]),
    [
      [1000, 0],
      [200, 250],
    ],
  );
  assert.deepEqual(stream.packetize(filling(3), 1200, KEY), []);
  assert.equal(stream.packetize(filling(8), 1, KEY).length, 2);
});

test('sampled audio lasts as long as it has samples, G.722 in its clock of 8 kHz', () => {
  assert.equal(PCMU.duration(filling(160), 1), 160);
  assert.equal(PCMA.duration(filling(160), 2), 80);
  assert.equal(G722.duration(filling(160), 1), 160);
  assert.equal(L16.duration(filling(160), 2), 40);
  assert.equal(PCMA.isKeyFrame(filling(1)), true);
  assert.equal(PCMA.isKeyFrame(filling(0)), false);
  assert.equal(PCMA.pictureSize(filling(1)), undefined);
  assert.deepEqual([PCMA.payloadPictureSize(filling(1)), PCMA.quantizer(filling(1))], [undefined, undefined]);
  assert.deepEqual(PCMA.createDepacketizer(undefined).assemble([filling(9)]), { data: filling(9), keyFrame: true });
});
