/** RFC 8888. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCompound } from '../../../src/rtcp/index.ts';
import { assertUnknown, assertWire, hex } from './support.ts';

const came = { received: true, ecn: 3, arrivalTimeOffset: 0x0102 };
const lost = { received: false, ecn: 0, arrivalTimeOffset: 0 };

test('metrics of streams, padded to words', () => {
  assertWire(
    {
      type: 'ccfb',
      senderSsrc: 1,
      reports: [
        { ssrc: 2, beginSequence: 0xffff, metrics: [came, lost, came] },
        { ssrc: 3, beginSequence: 0, metrics: [] },
      ],
      reportTimestamp: 0xaabb_ccdd,
    },
    '8bcd0008 00000001 00000002 ffff0003 e1020000 e1020000 00000003 00000000 aabbccdd',
  );
});

test('of a packet that did not come nothing else is said', () => {
  const [packet] = readCompound(hex('8bcd0005 00000001 00000002 00000001 7fff0000 00000000')) ?? [];
  assert.deepEqual(packet?.type === 'ccfb' && packet.reports[0]?.metrics, [lost]);
});

test('what is cut off means nothing', () => {
  assertUnknown('8bcd0001 00000001');
  assertUnknown('8bcd0003 00000001 00000002 00000001');
  assertUnknown('8bcd0004 00000001 00000002 00000001 00000000');
  assertUnknown('8bcd0004 00000001 00000002 0000ffff 00000000');
});
