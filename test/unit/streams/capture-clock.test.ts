/** When media was captured. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ntpTime } from '../../../src/base/ntp.ts';
import { ABS_CAPTURE_TIME } from '../../../src/rtp/extensions.ts';
import { CaptureClock } from '../../../src/streams/capture-clock.ts';
import { IDS, packet } from './receive-support.ts';

const ID = IDS.absCaptureTime;

function said(captureTime: number, clockOffset: number | undefined): { id: number; data: Uint8Array }[] {
  return [{ id: ID, data: ABS_CAPTURE_TIME.write({ captureTime: ntpTime(captureTime), clockOffset }) }];
}

describe('CaptureClock', () => {
  it('knows nothing before a packet says it, and reads what is no capture time as nothing', () => {
    const clock = new CaptureClock();
    clock.receive(packet(1), ID, 90_000);
    clock.receive(packet(2, { extensions: [{ id: ID, data: Uint8Array.of(1, 2, 3) }] }), ID, 90_000);
    assert.equal(clock.at(0), undefined);
  });

  it('counts on from the last packet that said it, with the last offset that was given', () => {
    const clock = new CaptureClock();
    clock.receive(packet(1, { timestamp: 0, extensions: said(5000, 250) }), ID, 90_000);
    clock.receive(packet(2, { timestamp: 90_000, extensions: said(6000, undefined) }), ID, 90_000);
    assert.deepEqual(clock.at(90_000), { captureTimestamp: 6000, clockOffset: 250 });
    assert.deepEqual(clock.at(135_000), { captureTimestamp: 6500, clockOffset: 250 });
    assert.deepEqual(clock.at(45_000), { captureTimestamp: 5500, clockOffset: 250 });
  });
});
