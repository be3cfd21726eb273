/** The list of global interfaces against what the package exports. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interfaces } from '../../../src/global/interfaces.ts';
import * as purertc from '../../../src/index.ts';

/** Ours, and of no specification that browsers implement: they stay imports. */
const OWN = new Set(['MediaDevices', 'RTCDTMFReceiver', 'RTCRtpHeaderExtension', 'RTCRtpPacket']);

test('every interface that a browser has and we export is in it, and nothing else', () => {
  const exported = Object.entries(purertc)
    .filter(([name, value]) => /^(RTC|Media)/.test(name) && typeof value === 'function' && !OWN.has(name))
    .map(([name]) => name);
  const listed = Object.keys(interfaces).filter(
    name => !['InputDeviceInfo', 'MediaDevices', 'OverconstrainedError'].includes(name),
  );
  assert.deepEqual(listed.sort(), exported.sort());
  for (const [name, value] of Object.entries(interfaces)) assert.equal(value, Reflect.get(purertc, name));
});
