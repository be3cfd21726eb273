/** DATA_CHANNEL_OPEN and ACK. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readDcep, writeAck, writeOpen } from '../../../src/datachannel/dcep.ts';

test('an OPEN is the one of RFC 8832 §5.1', () => {
  const open = {
    label: 'ä',
    protocol: 'p',
    ordered: false,
    maxRetransmits: 5,
    maxPacketLifeTime: undefined,
    priority: 256,
  };
  const bytes = writeOpen(open);
  assert.deepEqual([...bytes], [3, 0x81, 1, 0, 0, 0, 0, 5, 0, 2, 0, 1, 0xc3, 0xa4, 0x70]);
  assert.deepEqual(readDcep(bytes), { kind: 'open', ...open });
  assert.deepEqual(readDcep(writeAck()), { kind: 'ack' });
});

test('what is written is read', () => {
  const limit = fc.option(fc.nat(0xffff), { nil: undefined });
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.boolean(),
      limit,
      fc.boolean(),
      fc.nat(0xffff),
      (label, protocol, ordered, value, timed, priority) => {
        const open = {
          label,
          protocol,
          ordered,
          maxRetransmits: timed ? undefined : value,
          maxPacketLifeTime: timed ? value : undefined,
          priority,
        };
        assert.deepEqual(readDcep(writeOpen(open)), { kind: 'open', ...open });
      },
    ),
    { seed: 8832 },
  );
});

test('labels of 65,535 bytes fit', () => {
  const open = {
    label: 'x'.repeat(65_535),
    protocol: 'y'.repeat(65_535),
    ordered: true,
    maxRetransmits: undefined,
    maxPacketLifeTime: undefined,
    priority: 0,
  };
  assert.deepEqual(readDcep(writeOpen(open)), { kind: 'open', ...open });
});

test('short, unknown and badly encoded messages are not read', () => {
  const bytes = writeOpen({
    label: 'ab',
    protocol: '',
    ordered: true,
    maxRetransmits: undefined,
    maxPacketLifeTime: undefined,
    priority: 0,
  });
  for (let i = 0; i < bytes.length; i++) assert.equal(readDcep(bytes.subarray(0, i)), undefined);
  const type = bytes.slice();
  type[1] = 3;
  assert.equal(readDcep(type), undefined);
  const text = bytes.slice();
  text[12] = 0xff;
  assert.equal(readDcep(text), undefined);
  assert.equal(readDcep(new Uint8Array([1])), undefined);
});
