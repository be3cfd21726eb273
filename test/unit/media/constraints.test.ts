/** Constraints are converted as the IDL says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  supportedConstraints,
  toMediaTrackConstraints,
  toRequestedConstraints,
} from '../../../src/media/constraints.ts';

function convert(value: unknown): unknown {
  return toMediaTrackConstraints(value, 'test');
}

test('numbers are clamped, ranges are converted member by member', () => {
  assert.deepEqual(convert({ width: 640.4, height: -5, frameRate: '29.97' }), {
    width: 640,
    height: 0,
    frameRate: 29.97,
  });
  assert.deepEqual(convert({ width: { min: '1', ideal: 2, exact: 3, max: Number.POSITIVE_INFINITY } }), {
    width: { min: 1, ideal: 2, exact: 3, max: 0xffff_ffff },
  });
  assert.deepEqual(convert({ width: Number.NaN }), { width: 0 });
  assert.deepEqual(convert({ width: null }), { width: {} });
});

test('what is no finite number is no double', () => {
  assert.throws(() => convert({ frameRate: 'often' }), TypeError);
  assert.throws(() => convert({ frameRate: { max: Number.POSITIVE_INFINITY } }), TypeError);
});

test('strings come alone, in lists, and in parameters', () => {
  assert.deepEqual(convert({ deviceId: 7 }), { deviceId: '7' });
  assert.deepEqual(convert({ deviceId: ['a', 'b'] }), { deviceId: ['a', 'b'] });
  assert.deepEqual(convert({ facingMode: { exact: 'user', ideal: ['left'] } }), {
    facingMode: { exact: 'user', ideal: ['left'] },
  });
});

test('booleans come alone and in parameters; echoCancellation may be a string', () => {
  assert.deepEqual(convert({ autoGainControl: 1, noiseSuppression: { exact: 0 } }), {
    autoGainControl: true,
    noiseSuppression: { exact: false },
  });
  assert.deepEqual(convert({ echoCancellation: 'all' }), { echoCancellation: 'all' });
  assert.deepEqual(convert({ echoCancellation: { ideal: false } }), { echoCancellation: { ideal: false } });
});

test('advanced sets are a sequence of sets; what is unknown is left out', () => {
  assert.deepEqual(convert({ advanced: [{ width: 1, colour: 'red' }], colour: 'red' }), { advanced: [{ width: 1 }] });
  assert.throws(() => convert({ advanced: {} }), TypeError);
  assert.throws(() => convert(5), TypeError);
  assert.deepEqual(convert(undefined), {});
});

test('getUserMedia takes true, false, or a dictionary', () => {
  assert.deepEqual(toRequestedConstraints(true, ''), {});
  assert.equal(toRequestedConstraints(false, ''), undefined);
  assert.deepEqual(toRequestedConstraints(null, ''), {});
  assert.deepEqual(toRequestedConstraints({ width: 1 }, ''), { width: 1 });
});

test('everything is supported', () => {
  assert.equal(Object.keys(supportedConstraints()).length, 16);
});
