/** Extended reports. */
import { test } from 'node:test';
import { assertUnknown, assertWire } from './support.ts';

test('a reference time and its answers', () => {
  assertWire(
    {
      type: 'extended-report',
      ssrc: 1,
      blocks: [
        { type: 'rrtr', ntpSeconds: 2, ntpFraction: 3 },
        { type: 'dlrr', reports: [{ ssrc: 4, lastReceiverReport: 5, delaySinceLastReceiverReport: 6 }] },
        { type: 'dlrr', reports: [] },
      ],
    },
    `80cf0009 00000001 04000002 00000002 00000003
     05000003 00000004 00000005 00000006 05000000`,
  );
});

test('blocks that are not known, or malformed, are kept as they are', () => {
  assertWire(
    {
      type: 'extended-report',
      ssrc: 1,
      blocks: [
        { type: 'unknown', blockType: 7, specific: 9, data: Uint8Array.of(1, 2, 3, 4) },
        { type: 'unknown', blockType: 4, specific: 0, data: Uint8Array.of(1, 2, 3, 4) },
        { type: 'unknown', blockType: 5, specific: 0, data: Uint8Array.of(1, 2, 3, 4) },
      ],
    },
    '80cf0007 00000001 07090001 01020304 04000001 01020304 05000001 01020304',
  );
});

test('blocks past the end, or too many, mean nothing', () => {
  assertUnknown('80cf0000');
  assertUnknown('80cf0002 00000001 04000002');
  assertUnknown(`80cf0042 00000001 ${'09000000'.repeat(65)}`);
});
