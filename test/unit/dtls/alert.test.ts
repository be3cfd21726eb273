/** Alerts. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as alert from '../../../src/dtls/alert.ts';

test('two bytes, level and description', () => {
  assert.deepEqual(alert.writeAlert(alert.FATAL, alert.HANDSHAKE_FAILURE), Uint8Array.of(2, 40));
  assert.deepEqual(alert.readAlert(Uint8Array.of(1, 0)), { level: alert.WARNING, description: alert.CLOSE_NOTIFY });
});

test('another length or level is no alert', () => {
  for (const bad of [[], [2], [2, 40, 0], [0, 40], [3, 40]])
    assert.equal(alert.readAlert(Uint8Array.from(bad)), undefined);
});

test('alerts have names, unknown ones a number', () => {
  assert.equal(alert.alertName(alert.BAD_CERTIFICATE), 'bad_certificate');
  assert.equal(alert.alertName(250), 'alert 250');
});
