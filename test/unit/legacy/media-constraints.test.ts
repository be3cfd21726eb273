/** Constraints of old calls, read as options of today. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constraint, isConstraints, offerOptions } from '../../../src/legacy/media-constraints.ts';

test('constraints are told from options by their form', () => {
  assert.equal(isConstraints({ mandatory: {} }), true);
  assert.equal(isConstraints({ optional: [] }), true);
  assert.equal(isConstraints({ iceRestart: true }), false);
  assert.equal(isConstraints(undefined), false);
  assert.equal(isConstraints(null), false);
});

test('a mandatory value goes before an optional one, and the first of these before the next', () => {
  const optional = [{ a: 1 }, { a: 2, b: 3 }];
  assert.equal(constraint({ mandatory: { a: 0 }, optional }, 'a'), 0);
  assert.equal(constraint({ optional }, 'a'), 1);
  assert.equal(constraint({ optional }, 'b'), 3);
  assert.equal(constraint({}, 'b'), undefined);
});

test('what an offer was asked for is what is set', () => {
  assert.deepEqual(offerOptions(undefined), {});
  assert.deepEqual(offerOptions({ iceRestart: true }), { iceRestart: true });
  const given = { mandatory: { OfferToReceiveAudio: 'yes', Unknown: 1 }, optional: [{ IceRestart: false }] };
  assert.deepEqual(offerOptions(given), { offerToReceiveAudio: true, iceRestart: false });
  assert.deepEqual(offerOptions({ optional: [{ OfferToReceiveVideo: true }] }), { offerToReceiveVideo: true });
});
