/** What installing leaves on a global object, and what it leaves alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { install } from '../../../src/global/install.ts';
import { interfaces } from '../../../src/global/interfaces.ts';
import { mediaDevices } from '../../../src/index.ts';

test('interfaces are installed as WebIDL says, with a navigator', () => {
  const scope: Record<string, unknown> = {};
  assert.equal(install(scope, interfaces, { mediaDevices }), true);
  for (const [name, value] of Object.entries(interfaces)) {
    assert.deepEqual(
      Object.getOwnPropertyDescriptor(scope, name),
      { value, writable: true, enumerable: false, configurable: true },
      name,
    );
    assert.equal((value as { name: string }).name, name);
  }
  assert.equal((scope['navigator'] as { mediaDevices: unknown }).mediaDevices, mediaDevices);
});

test('a navigator that is there keeps what it has', () => {
  const navigator = { userAgent: 'x' };
  const scope = { navigator };
  install(scope, interfaces, { mediaDevices });
  assert.equal(scope.navigator, navigator);
  assert.deepEqual([navigator.userAgent, Reflect.get(navigator, 'mediaDevices')], ['x', mediaDevices]);
});

test('where there is WebRTC already, nothing is touched', () => {
  const scope: Record<string, unknown> = { RTCPeerConnection: 1 };
  assert.equal(install(scope, interfaces, { mediaDevices }), false);
  assert.deepEqual(scope, { RTCPeerConnection: 1 });
});
