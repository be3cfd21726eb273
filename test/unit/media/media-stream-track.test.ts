/** MediaStreamTrack: states, events, clones, and what reaches its sinks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createTrack,
  endTrack,
  isMediaStreamTrack,
  MediaStreamTrack,
  requestKeyFrame,
  setMuted,
  subscribe,
  trackSlots,
  tracksOf,
  unsubscribe,
  whenEnded,
} from '../../../src/media/media-stream-track.ts';
import { OverconstrainedError } from '../../../src/media/overconstrained-error.ts';
import { frame, RecordingSink, StillRuntime, TestSource, vp8Packet } from './runtime.ts';

function trackOf(source: TestSource = new TestSource(), runtime: StillRuntime = new StillRuntime()): MediaStreamTrack {
  return createTrack({ source, label: 'a camera', runtime });
}

test('a track cannot be constructed', () => {
  const Constructor = MediaStreamTrack as unknown as new () => unknown;
  assert.throws(() => new Constructor(), TypeError);
  assert.equal(String(trackOf()), '[object MediaStreamTrack]');
  assert.equal(isMediaStreamTrack({}), false);
  assert.equal(isMediaStreamTrack(trackOf()), true);
});

test('a new track is live, enabled and has an id of 36 characters', () => {
  const track = trackOf();
  assert.equal(track.kind, 'video');
  assert.match(track.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(track.label, 'a camera');
  assert.equal(track.readyState, 'live');
  assert.equal(track.enabled, true);
  assert.equal(track.muted, false);
  assert.equal(track.contentHint, '');
  assert.equal(createTrack({ source: new TestSource(), id: 'given', muted: true }).muted, true);
});

test('sinks get what the track lets through', () => {
  const source = new TestSource();
  const track = trackOf(source);
  const sink = new RecordingSink('packets');
  subscribe(track, sink);
  subscribe(track, sink);
  assert.equal(source.sinks.size, 1);
  source.sinks.packet(vp8Packet(true));
  track.enabled = false;
  source.sinks.packet(vp8Packet(true));
  track.enabled = true;
  assert.deepEqual(source.requests, [0], 'what comes next refers to pictures that were not seen');
  source.sinks.packet(vp8Packet(true));
  unsubscribe(track, sink);
  unsubscribe(track, sink);
  source.sinks.packet(vp8Packet(true));
  assert.equal(sink.packets.length, 2);
});

test('a disabled track lets no frame through, and silence instead of samples', () => {
  const source = new TestSource();
  const track = trackOf(source);
  track.enabled = false;
  const sink = new RecordingSink('frames');
  subscribe(track, sink);
  source.sinks.frame(frame('key'), 0);
  source.sinks.samplesToAll({ data: new Int16Array([5, 6]), sampleRate: 8000, channels: 1, timestamp: 7 });
  assert.equal(sink.frames.length, 0);
  assert.deepEqual(sink.pieces[0], { data: new Int16Array(2), sampleRate: 8000, channels: 1, timestamp: 7 });
});

test('muting and unmuting fire once, at the clones too', () => {
  const track = trackOf();
  const clone = track.clone();
  const events: string[] = [];
  track.onmute = () => events.push('mute');
  clone.onmute = () => events.push('clone mute');
  track.addEventListener('unmute', () => events.push('unmute'));
  setMuted(track, true);
  setMuted(track, true);
  setMuted(track, false);
  assert.deepEqual(events, ['mute', 'clone mute', 'unmute']);
  assert.equal(clone.muted, false);
});

test('stop() ends without an event, endTrack() with one', () => {
  const source = new TestSource();
  const track = trackOf(source);
  const other = track.clone();
  const events: string[] = [];
  track.onended = () => events.push('ended');
  other.onended = () => events.push('other ended');
  const sink = new RecordingSink();
  subscribe(track, sink);
  track.stop();
  track.stop();
  assert.equal(track.readyState, 'ended');
  assert.equal(source.sinks.size, 0);
  assert.equal(source.stopped, 0, 'a clone lives');
  endTrack(track);
  endTrack(other);
  endTrack(other);
  assert.deepEqual(events, ['other ended']);
  assert.equal(source.stopped, 1);
  subscribe(track, sink);
  assert.equal(source.sinks.size, 0);
  requestKeyFrame(track);
  assert.deepEqual(source.requests, []);
});

test('those who asked are told of the end, once', () => {
  const track = trackOf();
  const told: string[] = [];
  whenEnded(track, () => told.push('a'));
  whenEnded(track, () => told.push('b'))();
  track.stop();
  endTrack(track);
  assert.deepEqual(told, ['a']);
});

test('a clone shares the source and has its own states', () => {
  const source = new TestSource();
  const track = trackOf(source);
  track.enabled = false;
  track.contentHint = 'detail';
  const clone = track.clone();
  assert.notEqual(clone.id, track.id);
  assert.equal(clone.enabled, false);
  assert.equal(clone.contentHint, 'detail');
  assert.equal(clone.label, 'a camera');
  assert.deepEqual(tracksOf(source), [track, clone]);
  clone.enabled = true;
  assert.equal(track.enabled, false);
  clone.stop();
  const dead = clone.clone();
  assert.equal(dead.readyState, 'ended');
  assert.deepEqual(tracksOf(source), [track]);
  assert.equal(trackSlots(track).source, source);
});

test('a content hint of another kind of media is ignored', () => {
  const video = trackOf();
  video.contentHint = 'speech';
  assert.equal(video.contentHint, '');
  video.contentHint = 'motion';
  assert.equal(video.contentHint, 'motion');
  const audio = trackOf(new TestSource('audio'));
  audio.contentHint = 'music';
  audio.contentHint = 'text';
  assert.equal(audio.contentHint, 'music');
});

test('constraints that the source can satisfy are applied and remembered', async () => {
  const source = new TestSource();
  source.capabilities = { width: { min: 100, max: 800 } };
  const runtime = new StillRuntime();
  const track = trackOf(source, runtime);
  assert.deepEqual(track.getSettings(), { width: 640 });
  const done = track.applyConstraints({ width: { ideal: 320 } });
  runtime.runTasks();
  assert.equal(await done, undefined);
  assert.equal(track.getSettings().width, 320);
  assert.deepEqual(track.getConstraints(), { width: { ideal: 320 } });
  assert.deepEqual(track.getCapabilities(), { width: { min: 100, max: 800 } });
  assert.equal(track.clone().getSettings().width, 320);
  const refused = track.applyConstraints({ width: { exact: 2000 } });
  runtime.runTasks();
  await assert.rejects(
    refused,
    (error: unknown) => error instanceof OverconstrainedError && error.constraint === 'width',
  );
  assert.equal(track.getSettings().width, 320);
  await assert.rejects(track.applyConstraints({ frameRate: Number.NaN }), TypeError);
  track.stop();
  const late = track.applyConstraints({ width: { exact: 2000 } });
  runtime.runTasks();
  assert.equal(await late, undefined);
});
