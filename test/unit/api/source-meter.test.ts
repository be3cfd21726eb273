/** What a track delivers, counted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceMeter } from '../../../src/api/source-meter.ts';

test('frames, and those of the last second', () => {
  const meter = new SourceMeter();
  assert.deepEqual(meter.statistics(0), { sound: undefined });
  for (let now = 0; now < 2000; now += 40) meter.frame(now);
  assert.deepEqual(meter.statistics(1999), { frames: 50, framesPerSecond: 25, sound: undefined });
  assert.deepEqual(meter.statistics(9000), { frames: 50, framesPerSecond: 0, sound: undefined });
  for (let i = 0; i < 5000; i++) meter.frame(9000);
  assert.deepEqual(meter.statistics(9000), { frames: 5050, framesPerSecond: 1000, sound: undefined });
});

test('sound, of any number of channels', () => {
  const meter = new SourceMeter();
  meter.samples({ data: new Int16Array(960).fill(0x4000), sampleRate: 48_000, channels: 2, timestamp: 0 });
  assert.deepEqual(meter.statistics(0).sound, {
    audioLevel: 0.5,
    totalAudioEnergy: 0.0025,
    totalSamplesDuration: 0.01,
    samples: 480,
  });
});
