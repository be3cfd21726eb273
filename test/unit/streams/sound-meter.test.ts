/** Levels, energy and duration of sound. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SoundMeter } from '../../../src/streams/sound-meter.ts';

test('the duration is known without a level, and energy grows by power times duration', () => {
  const meter = new SoundMeter();
  meter.add(4000, 8000, undefined);
  assert.deepEqual(meter.statistics, {
    audioLevel: undefined,
    totalAudioEnergy: undefined,
    totalSamplesDuration: 0.5,
    samples: 4000,
  });
  meter.add(8000, 8000, 0.25);
  meter.add(4000, 8000, 0);
  assert.deepEqual(meter.statistics, {
    audioLevel: 0,
    totalAudioEnergy: 0.25,
    totalSamplesDuration: 2,
    samples: 16_000,
  });
  meter.add(16_000, 8000, 0.25);
  assert.deepEqual(meter.statistics, {
    audioLevel: 0.5,
    totalAudioEnergy: 0.75,
    totalSamplesDuration: 4,
    samples: 32_000,
  });
});
