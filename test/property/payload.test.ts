/** What is packetized and comes through without loss is the same frame, for any frame and any size of packets. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AnnexBReader, IvfReader, IvfWriter, OggOpusReader, OggOpusWriter } from '../../src/media/files/index.ts';
import { payloadFormat } from '../../src/payload/index.ts';
import type { PayloadFormat } from '../../src/payload/payload-format.ts';
import { readRed, writeRed } from '../../src/payload/red.ts';
import {
  annexB,
  av1SequenceHeader,
  concat,
  h264Pps,
  h264Sps,
  h265Pps,
  h265Sps,
  h265Vps,
  obu,
  packetizer,
  vp8Frame,
  vp9Frame,
} from '../unit/payload/frames.ts';

const parameters = { seed: 1, numRuns: 150 };

const key = fc.boolean();
const maxSize = fc.integer({ min: 60, max: 1400 });
/** Any bytes in which no start code is, and which do not end in zero. */
const inert = fc.uint8Array({ maxLength: 3000 }).map(bytes =>
  concat(
    bytes.map(byte => byte | 0x04),
    [0x80],
  ),
);
const anything = fc.uint8Array({ maxLength: 3000 });

interface Sample {
  readonly keyFrame: boolean;
  readonly data: Uint8Array;
}

const samples: Readonly<Record<string, fc.Arbitrary<Sample>>> = {
  'video/VP8': fc
    .tuple(key, anything)
    .map(([keyFrame, rest]) => ({ keyFrame, data: concat(vp8Frame(keyFrame, 0), rest) })),
  'video/VP9': fc
    .tuple(key, anything)
    .map(([keyFrame, rest]) => ({ keyFrame, data: concat(vp9Frame(keyFrame, 0), rest) })),
  'video/H264': fc.tuple(key, fc.array(inert, { minLength: 1, maxLength: 5 })).map(([keyFrame, slices]) => {
    const units = slices.map(slice => concat([keyFrame ? 0x65 : 0x41, 0x88], slice));
    return { keyFrame, data: keyFrame ? annexB(h264Sps(), h264Pps(), ...units) : annexB(...units) };
  }),
  'video/H265': fc.tuple(key, fc.array(inert, { minLength: 1, maxLength: 5 })).map(([keyFrame, slices]) => {
    const units = slices.map(slice => concat([keyFrame ? 0x26 : 0x02, 0x01, 0x80], slice));
    return { keyFrame, data: keyFrame ? annexB(h265Vps(), h265Sps(), h265Pps(), ...units) : annexB(...units) };
  }),
  'video/AV1': fc.tuple(key, fc.array(anything, { minLength: 1, maxLength: 6 })).map(([keyFrame, tiles]) => {
    const header = obu(3, [keyFrame ? 0x10 : 0x30]);
    const units = tiles.map(tile => obu(4, tile));
    return { keyFrame, data: concat(keyFrame ? obu(1, av1SequenceHeader()) : [], header, ...units) };
  }),
  'audio/opus': fc.uint8Array({ minLength: 1, maxLength: 1275 }).map(data => ({ keyFrame: true, data })),
};

for (const [mimeType, sample] of Object.entries(samples)) {
  const format = payloadFormat(mimeType) as PayloadFormat;
  for (const fmtp of mimeType === 'video/H264' ? [undefined, 'packetization-mode=1'] : [undefined]) {
    test(`${mimeType} ${fmtp ?? ''} comes through as it was`, () => {
      fc.assert(
        fc.property(fc.array(sample, { minLength: 1, maxLength: 4 }), maxSize, (frames, size) => {
          const sender = packetizer(format, fmtp);
          const receiver = format.createDepacketizer(fmtp);
          for (const { data, keyFrame } of frames) {
            const parts = sender.packetize(data, size, { keyFrame });
            const infos = parts.map(part => format.read(part.payload, part.marker));
            const limited = mimeType !== 'audio/opus' && (mimeType !== 'video/H264' || fmtp !== undefined);
            if (limited) for (const part of parts) assert.ok(part.payload.length <= size);
            assert.notEqual(infos[0]?.startsFrame, 'no');
            assert.ok(infos.slice(1).every(info => info !== undefined && info.startsFrame !== 'yes'));
            if (format.kind === 'video') {
              assert.deepEqual(
                infos.map(info => info?.endsFrame),
                parts.map((_, i) => i === parts.length - 1),
              );
            }
            assert.equal(infos[0]?.keyFrame, keyFrame);
            assert.deepEqual(receiver.assemble(parts.map(part => part.payload)), { data, keyFrame });
            assert.equal(format.isKeyFrame(data), keyFrame);
          }
        }),
        parameters,
      );
    });

    test(`${mimeType} ${fmtp ?? ''} with a packet lost is no frame, or another`, () => {
      fc.assert(
        fc.property(sample, maxSize, fc.nat(), ({ data, keyFrame }, size, pick) => {
          const payloads = packetizer(format, fmtp)
            .packetize(data, size, { keyFrame })
            .map(part => part.payload);
          const received = payloads.filter((_, i) => i !== pick % payloads.length);
          const frame = format.createDepacketizer(fmtp).assemble(received);
          assert.notDeepEqual(frame?.data, data);
        }),
        parameters,
      );
    });
  }
}

test('RED comes back as it was written', () => {
  const block = fc.record({
    payloadType: fc.integer({ min: 0, max: 127 }),
    timestampOffset: fc.integer({ min: 0, max: 0x3fff }),
    data: fc.uint8Array({ maxLength: 1023 }),
  });
  fc.assert(
    fc.property(fc.array(block, { maxLength: 9 }), fc.uint8Array(), (redundant, primary) => {
      const payload = writeRed(111, primary, redundant);
      const blocks = readRed(payload)?.map(({ start, end, ...rest }) => ({ ...rest, data: payload.slice(start, end) }));
      assert.deepEqual(blocks, [
        ...redundant.map(block => ({ ...block })),
        { payloadType: 111, timestampOffset: 0, data: primary },
      ]);
    }),
    parameters,
  );
});

test('files come back whatever the pieces', () => {
  const piece = fc.integer({ min: 1, max: 700 });
  fc.assert(
    fc.property(fc.array(anything, { minLength: 1, maxLength: 8 }), piece, (rests, size) => {
      const frames = rests.map((rest, i) => concat(vp8Frame(i === 0, 0), rest));
      const ivf = new IvfWriter('video/VP8');
      const file = concat(...frames.map((frame, i) => ivf.write(frame, i * 1000)));
      const reader = new IvfReader();
      const read: Uint8Array[] = [];
      for (let at = 0; at < file.length; at += size) {
        for (const frame of reader.push(file.subarray(at, at + size))) read.push(frame.data);
      }
      assert.deepEqual(read, frames);
    }),
    parameters,
  );
  fc.assert(
    fc.property(fc.array(inert, { minLength: 1, maxLength: 8 }), piece, (slices, size) => {
      const units = slices.map(slice => annexB(concat([0x41, 0x88], slice)));
      const file = concat(...units);
      const reader = new AnnexBReader({ mimeType: 'video/H264' });
      const read: Uint8Array[] = [];
      for (let at = 0; at < file.length; at += size) {
        for (const frame of reader.push(file.subarray(at, at + size))) read.push(frame.data);
      }
      for (const frame of reader.end()) read.push(frame.data);
      assert.deepEqual(read, units);
    }),
    parameters,
  );
  fc.assert(
    fc.property(fc.array(anything, { minLength: 1, maxLength: 8 }), piece, (rests, size) => {
      const packets = rests.map(rest => concat([0xf8], rest));
      const ogg = new OggOpusWriter();
      const file = concat(...packets.map((packet, i) => ogg.write(packet, i * 20_000)), ogg.end());
      const reader = new OggOpusReader();
      const read: Uint8Array[] = [];
      for (let at = 0; at < file.length; at += size) {
        for (const frame of reader.push(file.subarray(at, at + size))) read.push(frame.data);
      }
      assert.deepEqual(read, packets);
    }),
    parameters,
  );
});
