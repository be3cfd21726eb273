/** A microphone and a camera without hardware, for `getUserMedia`. */

import type { MediaDevice } from './media-device.ts';
import { PatternSource } from './pattern-source.ts';
import { ToneSource } from './tone-source.ts';

const GROUP = 'synthetic-devices';

/** Hears 440 Hz. */
export const syntheticMicrophone: MediaDevice = {
  kind: 'audioinput',
  deviceId: 'synthetic-microphone',
  groupId: GROUP,
  label: 'Synthetic microphone',
  capabilities: {
    sampleRate: { min: 8000, max: 48_000 },
    sampleSize: { min: 16, max: 16 },
    channelCount: { min: 1, max: 1 },
    latency: { min: 0.02, max: 0.02 },
    echoCancellation: [false],
    autoGainControl: [false],
    noiseSuppression: [false],
    deviceId: 'synthetic-microphone',
    groupId: GROUP,
  },
  settings: {
    sampleRate: 48_000,
    sampleSize: 16,
    channelCount: 1,
    latency: 0.02,
    echoCancellation: false,
    autoGainControl: false,
    noiseSuppression: false,
    deviceId: 'synthetic-microphone',
    groupId: GROUP,
  },
  open(settings, runtime) {
    return new ToneSource(settings, this.capabilities, runtime);
  },
};

/** Sees a test pattern. */
export const syntheticCamera: MediaDevice = {
  kind: 'videoinput',
  deviceId: 'synthetic-camera',
  groupId: GROUP,
  label: 'Synthetic camera',
  capabilities: {
    width: { min: 16, max: 1920 },
    height: { min: 16, max: 1080 },
    aspectRatio: { min: 16 / 1080, max: 1920 / 16 },
    frameRate: { min: 1, max: 30 },
    facingMode: ['user'],
    resizeMode: ['none', 'crop-and-scale'],
    deviceId: 'synthetic-camera',
    groupId: GROUP,
  },
  settings: {
    width: 640,
    height: 480,
    aspectRatio: 640 / 480,
    frameRate: 30,
    facingMode: 'user',
    resizeMode: 'none',
    deviceId: 'synthetic-camera',
    groupId: GROUP,
  },
  open(settings, runtime) {
    return new PatternSource(settings, this.capabilities, runtime);
  },
};
