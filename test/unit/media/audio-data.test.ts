/** AudioData for 16-bit samples. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PcmAudioData, samplesOf } from '../../../src/media/audio-data.ts';

const data = new PcmAudioData({
  data: Int16Array.of(1, -0x8000, 3, 0x4000),
  sampleRate: 8000,
  channels: 2,
  timestamp: 70,
});

test('it says what it is', () => {
  assert.deepEqual([data.format, data.numberOfFrames, data.numberOfChannels, data.duration], ['s16', 2, 2, 250]);
  data.close();
});

test('it is copied in every form', () => {
  const planar = new Int16Array(2);
  data.copyTo(planar, { planeIndex: 1, format: 's16-planar' });
  assert.deepEqual([...planar], [-0x8000, 0x4000]);
  const floats = new Float32Array(2);
  data.copyTo(floats, { planeIndex: 1, format: 'f32-planar' });
  assert.deepEqual([...floats], [-1, 0.5]);
  assert.throws(() => data.copyTo(new Int16Array(1), { planeIndex: 0 }), RangeError);
});

test('its samples come back', () => {
  assert.deepEqual(samplesOf(data), {
    data: Int16Array.of(1, -0x8000, 3, 0x4000),
    sampleRate: 8000,
    channels: 2,
    timestamp: 70,
  });
});
