/** A short attack, the same in every run; `npm run hostile` goes on for as long as it is told. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostileSoak } from './soak.ts';

test('a connection is set up among strangers, and then carries every byte and frame under spoofed attack', {
  timeout: 120_000,
}, async () => {
  const report = await hostileSoak({ seed: 1, milliseconds: 3_000, frames: 50, rate: 2 });
  assert.ok(report.injected > 100, `${report.injected} hostile datagrams`);
  assert.ok(report.messages > 10, `${report.messages} echoes`);
  for (const { sent, returned } of [report.video, report.audio]) {
    assert.ok(returned > 30 && returned > sent * 0.8, `${returned} frames of ${sent}`);
  }
});
