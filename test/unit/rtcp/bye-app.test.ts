/** BYE and APP. */
import { test } from 'node:test';
import { assertUnknown, assertWire } from './support.ts';

test('a BYE, with and without a reason', () => {
  assertWire({ type: 'goodbye', ssrcs: [], reason: undefined }, '80cb0000');
  assertWire({ type: 'goodbye', ssrcs: [1, 2], reason: undefined }, '82cb0002 00000001 00000002');
  assertWire({ type: 'goodbye', ssrcs: [1], reason: 'done' }, '81cb0003 00000001 04646f6e 65000000');
  assertWire({ type: 'goodbye', ssrcs: [1], reason: 'bye' }, '81cb0002 00000001 03627965');
  assertWire({ type: 'goodbye', ssrcs: [1], reason: '' }, '81cb0002 00000001 00000000');
});

test('an APP', () => {
  assertWire(
    { type: 'application', subtype: 3, ssrc: 9, name: 'test', data: Uint8Array.of(1, 2, 3, 4) },
    '83cc0003 00000009 74657374 01020304',
  );
});

test('what is too short means nothing', () => {
  assertUnknown('82cb0001 00000001');
  assertUnknown('81cb0002 00000001 05616263');
  assertUnknown('80cc0001 00000001');
});
