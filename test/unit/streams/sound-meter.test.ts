/** Levels, energy and duration of sound. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SoundMeter } from '../../../src/streams/sound-meter.ts';

test('the duration is known without a level, and energy grows by power times duration', () => {
  const meter = new SoundMeter();
  meter.add(0.5, undefined);
  assert.deepEqual(meter.statistics, { audioLevel: undefined, totalAudioEnergy: undefined, totalSamplesDuration: 0.5 });
  meter.add(1, 0.25);
  meter.add(0.5, 0);
  assert.deepEqual(meter.statistics, { audioLevel: 0, totalAudioEnergy: 0.25, totalSamplesDuration: 2 });
  meter.add(2, 0.25);
  assert.deepEqual(meter.statistics, { audioLevel: 0.5, totalAudioEnergy: 0.75, totalSamplesDuration: 4 });
});
