/** SR and RR. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportBlock } from '../../../src/rtcp/index.ts';
import { readCompound, writeCompound } from '../../../src/rtcp/index.ts';
import { assertUnknown, assertWire, hex } from './support.ts';

const block: ReportBlock = {
  ssrc: 0x0102_0304,
  fractionLost: 64,
  packetsLost: -2,
  extendedHighestSequenceNumber: 0x0001_ffff,
  jitter: 5,
  lastSenderReport: 0xb705_2000,
  delaySinceLastSenderReport: 0x0005_4000,
};
const BLOCK = '01020304 40fffffe 0001ffff 00000005 b7052000 00054000';

test('a receiver report', () => {
  assertWire({ type: 'receiver-report', ssrc: 9, blocks: [] }, '80c90001 00000009');
  assertWire({ type: 'receiver-report', ssrc: 9, blocks: [block, block] }, `82c9000d 00000009 ${BLOCK} ${BLOCK}`);
});

test('a sender report', () => {
  assertWire(
    {
      type: 'sender-report',
      ssrc: 0xffff_ffff,
      ntpSeconds: 0xb44d_b705,
      ntpFraction: 0x2000_0000,
      rtpTimestamp: 7,
      packetCount: 8,
      octetCount: 9,
      blocks: [block],
    },
    `81c8000c ffffffff b44db705 20000000 00000007 00000008 00000009 ${BLOCK}`,
  );
});

test('profile-specific extensions behind the blocks are passed over', () => {
  assert.deepEqual(readCompound(hex('80c90002 00000009 aabbccdd')), [{ type: 'receiver-report', ssrc: 9, blocks: [] }]);
});

test('reports too short for their count mean nothing', () => {
  assertUnknown('80c90000');
  assertUnknown('81c90001 00000009');
  assertUnknown('80c80005 00000001 00000002 00000003 00000004 00000005');
});

test('the cumulative loss is clamped to 24 signed bits', () => {
  for (const [lost, told] of [
    [0x100_0000, 0x7f_ffff],
    [-0x100_0000, -0x80_0000],
  ] as const) {
    const written = writeCompound([{ type: 'receiver-report', ssrc: 1, blocks: [{ ...block, packetsLost: lost }] }]);
    const [packet] = readCompound(written) ?? [];
    assert.equal(packet?.type === 'receiver-report' && packet.blocks[0]?.packetsLost, told);
  }
});
