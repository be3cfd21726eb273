/** mediaDevices: what getUserMedia gives and refuses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMediaDevices, MediaDevices, mediaDevices } from '../../../src/media/devices.ts';
import type { MediaStream } from '../../../src/media/media-stream.ts';
import { OverconstrainedError } from '../../../src/media/overconstrained-error.ts';
import { syntheticCamera, syntheticMicrophone } from '../../../src/media/synthetic-devices.ts';
import { StillRuntime } from './runtime.ts';

const runtime = new StillRuntime();
const devices = createMediaDevices([syntheticMicrophone, syntheticCamera], runtime);

async function get(constraints?: object): Promise<MediaStream> {
  const stream = devices.getUserMedia(constraints);
  runtime.runTasks();
  return stream;
}

test('the interface cannot be constructed, and has one object', () => {
  const Constructor = MediaDevices as unknown as new () => unknown;
  assert.throws(() => new Constructor(), TypeError);
  assert.ok(mediaDevices instanceof MediaDevices);
});

test('both devices are listed, each time anew', async () => {
  const [one, two] = [await devices.enumerateDevices(), await devices.enumerateDevices()];
  assert.deepEqual(
    one.map(({ kind }) => kind),
    ['audioinput', 'videoinput'],
  );
  assert.notEqual(one[0], two[0]);
  assert.deepEqual(one[0]?.toJSON(), two[0]?.toJSON());
});

test('all constraints are understood', () => {
  const supported = devices.getSupportedConstraints();
  assert.equal(supported.width, true);
  assert.equal(supported.groupId, true);
});

test('a stream has the tracks that were asked for', async () => {
  const both = await get({ audio: true, video: true });
  assert.deepEqual(
    both.getTracks().map(({ kind }) => kind),
    ['audio', 'video'],
  );
  const video = await get({ video: { width: { ideal: 320, min: 160 }, height: 240 } });
  const track = video.getVideoTracks()[0];
  assert.equal(video.getTracks().length, 1);
  const { width, height, aspectRatio } = track?.getSettings() ?? {};
  assert.deepEqual([width, height, aspectRatio], [320, 240, 320 / 240]);
  assert.deepEqual(track?.getConstraints(), { width: { ideal: 320, min: 160 }, height: 240 });
  assert.equal(track?.label, 'Synthetic camera');
});

test('what nobody asked for, nobody gets', async () => {
  await assert.rejects(get(), TypeError);
  await assert.rejects(get({ audio: false }), TypeError);
  await assert.rejects(devices.getUserMedia(7 as never), TypeError);
});

test('a constraint that cannot be satisfied is named', async () => {
  const refusals: readonly (readonly [object, string])[] = [
    [{ video: { width: { min: 100_000_000 } } }, 'width'],
    [{ video: { facingMode: { exact: '' } } }, 'facingMode'],
    [{ audio: true, video: { deviceId: { exact: 'synthetic-microphone' } } }, 'deviceId'],
    [{ audio: { sampleRate: { exact: 4000 } } }, 'sampleRate'],
  ];
  for (const [constraints, name] of refusals) {
    const refused = (error: unknown): boolean => error instanceof OverconstrainedError && error.constraint === name;
    await assert.rejects(get(constraints), refused);
  }
});

test('without a device of the kind nothing is found', async () => {
  const deaf = createMediaDevices([syntheticCamera], runtime);
  const refused = deaf.getUserMedia({ audio: true });
  runtime.runTasks();
  await assert.rejects(refused, { name: 'NotFoundError' });
});
