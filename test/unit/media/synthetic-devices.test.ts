/** The devices without hardware open sources of their kind. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PatternSource } from '../../../src/media/pattern-source.ts';
import { syntheticCamera, syntheticMicrophone } from '../../../src/media/synthetic-devices.ts';
import { ToneSource } from '../../../src/media/tone-source.ts';
import { StillRuntime } from './runtime.ts';

test('each opens with what was chosen', () => {
  const runtime = new StillRuntime();
  const microphone = syntheticMicrophone.open({ sampleRate: 8000 }, runtime);
  const camera = syntheticCamera.open({ width: 160, height: 120 }, runtime);
  assert.ok(microphone instanceof ToneSource && camera instanceof PatternSource);
  assert.equal(microphone.settings.sampleRate, 8000);
  assert.equal(camera.settings.width, 160);
  assert.equal(camera.capabilities, syntheticCamera.capabilities);
});
