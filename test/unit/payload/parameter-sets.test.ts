/** Which parameter sets are remembered, and put into key frames. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NalSyntax, ParameterSets } from '../../../src/payload/parameter-sets.ts';
import { filling } from './frames.ts';

/** A toy: type in the first byte, id in the second; 7 and 8 are parameter sets, 5 a key picture, 9 the delimiter. */
const TOY: NalSyntax = {
  typeOf: unit => unit[0] as number,
  parameterSets: [7, 8],
  parameterSetId: unit => unit[1],
  isKey: type => type === 5,
  delimiter: 9,
};
const unit = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);

test('a key frame with all it needs stays as it is', () => {
  const sets = new ParameterSets(TOY);
  const units = [unit(7, 0), unit(8, 0), unit(5)];
  assert.equal(sets.complete(units), units);
  assert.equal(sets.complete([unit(1)])?.length, 1);
});

test('a set sent again takes the place of the older', () => {
  const sets = new ParameterSets(TOY);
  for (const set of [unit(7, 0, 1), unit(7, 1), unit(8, 0), unit(7, 0, 2), unit(7, 0, 2)])
    assert.ok(sets.remember(set));
  assert.deepEqual(sets.complete([unit(9), unit(5)]), [unit(9), unit(7, 1), unit(7, 0, 2), unit(8, 0), unit(5)]);
});

test('what is missing and not known makes the frame useless', () => {
  const sets = new ParameterSets(TOY);
  assert.equal(sets.complete([unit(7, 0), unit(5)]), undefined);
});

test('it keeps a copy, no other units, none without id, none too large, and not more than 64', () => {
  const sets = new ParameterSets(TOY);
  const shared = unit(8, 0);
  sets.remember(shared);
  shared[0] = 1;
  assert.equal(sets.remember(unit(1, 2)), false);
  assert.equal(sets.remember(unit(7)), false);
  const large = filling(4097);
  large[0] = 7;
  assert.equal(sets.remember(large), false);
  for (let id = 0; id < 100; id++) sets.remember(unit(7, id));
  // The oldest is the PPS, which is gone now.
  assert.equal(sets.complete([unit(5)]), undefined);
  assert.equal(sets.complete([unit(8, 0), unit(5)])?.length, 63 + 1 + 2);
});
