/** SelectSettings: required, ideal and advanced constraints against what a source can do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  MediaTrackCapabilities,
  MediaTrackConstraints,
  MediaTrackSettings,
} from '../../../src/media/constraints.ts';
import { selectSettings } from '../../../src/media/select-settings.ts';

const capabilities: MediaTrackCapabilities = {
  width: { min: 160, max: 1280 },
  height: { min: 120, max: 720 },
  frameRate: { min: 5, max: 30 },
  facingMode: ['user', 'environment'],
  noiseSuppression: [true, false],
  deviceId: 'camera',
};
const current: MediaTrackSettings = { width: 640, height: 480, frameRate: 30, facingMode: 'user', deviceId: 'camera' };

function select(constraints: MediaTrackConstraints): MediaTrackSettings {
  const result = selectSettings(capabilities, current, constraints);
  assert.ok('settings' in result, JSON.stringify(result));
  return result.settings;
}

function failure(constraints: MediaTrackConstraints): string | undefined {
  const result = selectSettings(capabilities, current, constraints);
  return 'failed' in result ? result.failed : undefined;
}

test('without constraints all stays as it is', () => {
  assert.deepEqual(select({}), { ...current, aspectRatio: 640 / 480, noiseSuppression: true });
});

test('a bare value is an ideal: the nearest wins', () => {
  assert.equal(select({ width: 320 }).width, 320);
  assert.equal(select({ width: 4000 }).width, 1280);
  assert.equal(select({ frameRate: { ideal: 1 } }).frameRate, 5);
  assert.equal(select({ facingMode: ['left', 'environment'] }).facingMode, 'environment');
  assert.equal(select({ noiseSuppression: false }).noiseSuppression, false);
});

test('required constraints bound the choice', () => {
  assert.equal(select({ width: { max: 400 } }).width, 400);
  assert.equal(select({ width: { min: 700 } }).width, 700);
  assert.equal(select({ width: { exact: 800, ideal: 320 } }).width, 800);
  assert.equal(select({ width: { min: 100, ideal: 320 } }).width, 320);
  assert.equal(select({ facingMode: { exact: 'environment' } }).facingMode, 'environment');
});

test('the first that cannot be satisfied is named', () => {
  assert.equal(failure({ width: { exact: 2000 } }), 'width');
  assert.equal(failure({ height: { min: 500, max: 400 } }), 'height');
  assert.equal(failure({ facingMode: { exact: 'left' } }), 'facingMode');
  assert.equal(failure({ deviceId: { exact: ['microphone', 'other'] } }), 'deviceId');
  assert.equal(failure({ deviceId: { exact: ['other', 'camera'] } }), undefined);
});

test('a constraint that means nothing to the source costs nothing', () => {
  assert.equal(failure({ sampleRate: { exact: 8000 } }), undefined);
  assert.equal(select({ sampleRate: { exact: 8000 } }).sampleRate, undefined);
});

test('advanced sets are required together, or not at all', () => {
  const constraints: MediaTrackConstraints = {
    width: { ideal: 320 },
    advanced: [
      { width: 9999 },
      { width: { min: 1000 }, facingMode: 'environment' },
      { facingMode: 'user' },
      { sampleRate: { exact: 1 } },
    ],
  };
  const settings = select(constraints);
  assert.deepEqual([settings.width, settings.facingMode], [1000, 'environment']);
});

test('a source without capabilities keeps to what it is', () => {
  assert.deepEqual(selectSettings({}, { width: 640 }, { width: { exact: 640 } }), { settings: { width: 640 } });
  assert.deepEqual(selectSettings({}, { width: 640 }, { width: { max: 320 } }), { failed: 'width' });
});
