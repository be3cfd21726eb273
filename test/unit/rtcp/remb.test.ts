/** REMB. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCompound, writeCompound } from '../../../src/rtcp/index.ts';
import { assertUnknown, assertWire } from './support.ts';

test('an estimate and the streams that share it', () => {
  assertWire(
    { type: 'remb', senderSsrc: 1, bps: 262_143 * 8, ssrcs: [2, 3] },
    '8fce0006 00000001 00000000 52454d42 020fffff 00000002 00000003',
  );
});

test('a rate is rounded down to 18 bits', () => {
  const [packet] = readCompound(writeCompound([{ type: 'remb', senderSsrc: 1, bps: 1_000_001, ssrcs: [] }])) ?? [];
  assert.equal(packet?.type === 'remb' && packet.bps, 1_000_000);
});

test('other application feedback is not known', () => {
  assertUnknown('8fce0004 00000001 00000000 52454d43 00000000');
  assertUnknown('8fce0004 00000001 00000000 52454d42 01000000');
  assertUnknown('8fce0002 00000001 00000000');
});
