/** Source descriptions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCompound } from '../../../src/rtcp/index.ts';
import { assertUnknown, assertWire, hex } from './support.ts';

test('chunks end with one to four zeros', () => {
  assertWire(
    {
      type: 'source-description',
      chunks: [
        { ssrc: 1, items: [{ type: 'cname', text: 'ab' }] },
        { ssrc: 2, items: [{ type: 'cname', text: 'c' }] },
        { ssrc: 3, items: [] },
        {
          ssrc: 4,
          items: [
            { type: 'mid', text: '0' },
            { type: 'rid', text: 'hi' },
          ],
        },
      ],
    },
    `84ca000a
     00000001 01026162 00000000
     00000002 01016300
     00000003 00000000
     00000004 0f01300c 02686900`,
  );
});

test('items that are not known are passed over', () => {
  assert.deepEqual(readCompound(hex('81ca0004 00000001 0803 0278 79 09 01 aa 0101 7a 00')), [
    { type: 'source-description', chunks: [{ ssrc: 1, items: [{ type: 'cname', text: 'z' }] }] },
  ]);
});

test('text is UTF-8', () => {
  assertWire(
    { type: 'source-description', chunks: [{ ssrc: 1, items: [{ type: 'tool', text: 'é' }] }] },
    '81ca0003 00000001 0602c3a9 00000000',
  );
});

test('what runs past the end, or does not end, means nothing', () => {
  assertUnknown('81ca0000');
  assertUnknown('82ca0002 00000001 00000000');
  assertUnknown('81ca0002 00000001 01096162');
  assertUnknown('81ca0002 00000001 01026162');
});
