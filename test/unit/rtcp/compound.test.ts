/** Compound packets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCompound, writeCompound } from '../../../src/rtcp/index.ts';
import { assertWire, hex } from './support.ts';

const types = (text: string): string[] | undefined => readCompound(hex(text))?.map(packet => packet.type);

test('packets of all kinds in one datagram, in order', () => {
  assert.deepEqual(types('80c90001 00000009 81ca0002 00000009 00000000 81ce0002 00000009 00000001'), [
    'receiver-report',
    'source-description',
    'pli',
  ]);
});

test('reduced size: feedback alone', () => {
  assert.deepEqual(types('81ce0002 00000009 00000001'), ['pli']);
});

test('packets that are not known are kept, and written again', () => {
  // SLI, RPSI, and a type of the future.
  assertWire(
    { type: 'unknown', packetType: 206, count: 2, body: hex('000000010000000200000003') },
    '82ce0003 000000010000000200000003',
  );
  assertWire({ type: 'unknown', packetType: 205, count: 9, body: hex('00000001') }, '89cd0001 00000001');
  assertWire({ type: 'unknown', packetType: 210, count: 31, body: new Uint8Array(0) }, '9fd20000');
});

test('a malformed packet does not spoil its neighbours', () => {
  assert.deepEqual(types('81c90001 00000009 81ce0002 00000009 00000001'), ['unknown', 'pli']);
});

test('padding is taken off', () => {
  assert.deepEqual(readCompound(hex('a1ce0003 00000009 00000001 00000004')), [
    { type: 'pli', senderSsrc: 9, mediaSsrc: 1 },
  ]);
});

test('what does not add up is no RTCP', () => {
  for (const text of [
    '',
    '80c9',
    '80c90002 00000009',
    '80c90001 00000009 80',
    '40c90001 00000009',
    '80c90001 00000009 00c90001 00000009',
    // Padding of nothing, of no whole words, of more than there is.
    'a0c90001 00000000',
    'a0c90001 00000003',
    'a0c90001 00000008',
    'a0c90000',
    '80d20000'.repeat(257),
  ]) {
    assert.equal(readCompound(hex(text)), undefined, text.slice(0, 40));
  }
  assert.equal(readCompound(hex('80d20000'.repeat(256)))?.length, 256);
});

test('nothing is written for nothing', () => {
  assert.equal(writeCompound([]).length, 0);
});
