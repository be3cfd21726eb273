/** NACK, PLI, FIR, TMMBR. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exponentOf } from '../../../src/rtcp/feedback.ts';
import { readCompound, writeCompound } from '../../../src/rtcp/index.ts';
import { assertUnknown, assertWire } from './support.ts';

const SSRCS = '00000001 00000002';

test('a NACK has a packet and the sixteen that follow in an entry', () => {
  assertWire(
    { type: 'nack', senderSsrc: 1, mediaSsrc: 2, sequenceNumbers: [10, 11, 26, 27, 0xfff0] },
    `81cd0005 ${SSRCS} 000a8001 001b0000 fff00000`,
  );
  assertWire(
    { type: 'nack', senderSsrc: 1, mediaSsrc: 2, sequenceNumbers: [0xffff, 0, 15] },
    `81cd0003 ${SSRCS} ffff8001`,
  );
});

test('a NACK in any order says the same numbers', () => {
  const written = writeCompound([{ type: 'nack', senderSsrc: 1, mediaSsrc: 2, sequenceNumbers: [5, 5, 4] }]);
  const [packet] = readCompound(written) ?? [];
  assert.deepEqual(packet?.type === 'nack' && packet.sequenceNumbers, [5, 5, 4]);
});

test('a NACK of nothing, or of more than a path has room for, means nothing', () => {
  assertUnknown(`81cd0002 ${SSRCS}`);
  assertUnknown('81cd0001 00000001');
  assertUnknown(`81cd0103 ${SSRCS} ${'00010001'.repeat(257)}`);
});

test('a PLI', () => {
  assertWire({ type: 'pli', senderSsrc: 1, mediaSsrc: 2 }, `81ce0002 ${SSRCS}`);
  assertUnknown('81ce0001 00000001');
});

test('a FIR names its sources in entries', () => {
  assertWire(
    { type: 'fir', senderSsrc: 1, requests: [{ ssrc: 7, commandSequence: 255 }] },
    '84ce0004 00000001 00000000 00000007 ff000000',
  );
  assertUnknown(`84ce0002 ${SSRCS}`);
  assertUnknown(`84ce0003 ${SSRCS} 00000007`);
});

test('TMMBR and TMMBN', () => {
  assertWire(
    { type: 'tmmbr', senderSsrc: 1, entries: [{ ssrc: 7, bps: 131_071 * 4, overhead: 40 }] },
    '83cd0004 00000001 00000000 00000007 0bfffe28',
  );
  assertWire({ type: 'tmmbn', senderSsrc: 1, entries: [] }, '84cd0002 00000001 00000000');
  assertUnknown(`83cd0003 ${SSRCS} 00000007`);
});

test('the exponent is the smallest that fits', () => {
  assert.equal(exponentOf(0x1_ffff, 17), 0);
  assert.equal(exponentOf(0x2_0000, 17), 1);
  assert.equal(exponentOf(Number.POSITIVE_INFINITY, 17), 63);
});
