/** The interfaces that describe devices. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDeviceInfo, InputDeviceInfo, MediaDeviceInfo } from '../../../src/media/media-device.ts';
import { syntheticCamera } from '../../../src/media/synthetic-devices.ts';

test('a device is described as it describes itself', () => {
  const info = createDeviceInfo(syntheticCamera);
  assert.ok(info instanceof InputDeviceInfo && info instanceof MediaDeviceInfo);
  assert.equal(String(info), '[object InputDeviceInfo]');
  assert.deepEqual(JSON.parse(JSON.stringify(info)), {
    deviceId: 'synthetic-camera',
    kind: 'videoinput',
    label: 'Synthetic camera',
    groupId: 'synthetic-devices',
  });
  assert.deepEqual(info.getCapabilities(), syntheticCamera.capabilities);
  assert.notEqual(info.getCapabilities(), syntheticCamera.capabilities);
  const Constructor = MediaDeviceInfo as unknown as new () => unknown;
  assert.throws(() => new Constructor(), TypeError);
});
