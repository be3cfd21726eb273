/** When the capture time is said, and what. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NTP_TO_UNIX, ntpMilliseconds } from '../../../src/base/ntp.ts';
import { ABS_CAPTURE_TIME } from '../../../src/rtp/extensions.ts';
import { CAPTURE_STAMP_LENGTH, CaptureStamp } from '../../../src/streams/capture-stamp.ts';

test('it is said every second, and at once if the last one does not hold any more', () => {
  const stamp = new CaptureStamp();
  const header = new Uint8Array(40);
  assert.equal(stamp.due(0), true);
  stamp.write(header, 20, 5000, 0);
  assert.deepEqual([stamp.due(999), stamp.due(1000)], [false, true]);
  stamp.forget();
  assert.equal(stamp.due(1), true);
});

test('the time since 1900, and an offset of 0: we are the capturer', () => {
  const header = new Uint8Array(40);
  new CaptureStamp().write(header, 20, 5000.5, 0);
  const said = ABS_CAPTURE_TIME.read(header.subarray(20, 20 + CAPTURE_STAMP_LENGTH));
  assert.equal(said?.clockOffset, 0);
  assert.ok(Math.abs(ntpMilliseconds(said?.captureTime ?? { seconds: 0, fraction: 0 }) - NTP_TO_UNIX - 5000.5) < 0.001);
  assert.deepEqual(new Set(header.subarray(0, 20)), new Set([0]));
});
