/** forward(): what is handed on, and how the layer changes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forward } from '../../../src/media/forward.ts';
import {
  createTrack,
  endTrack,
  type MediaStreamTrack,
  requestKeyFrame,
  setMuted,
  subscribe,
  trackSlots,
} from '../../../src/media/media-stream-track.ts';
import { payloadFormat } from '../../../src/payload/registry.ts';
import { frame, RecordingSink, received, StillRuntime, TestSource, vp8Packet } from './runtime.ts';

function stage(rids: readonly string[] = []): { source: TestSource; track: MediaStreamTrack; runtime: StillRuntime } {
  const source = new TestSource('video');
  source.rids = rids;
  const runtime = new StillRuntime();
  return { source, runtime, track: createTrack({ source, runtime, muted: true }) };
}

test('without simulcast all packets are handed on as they are', () => {
  const { source, track } = stage();
  const forwarder = forward(track);
  const sink = new RecordingSink('packets');
  assert.equal(source.sinks.size, 0, 'nobody looks');
  subscribe(forwarder.track, sink);
  assert.equal(source.sinks.size, 1);
  assert.deepEqual(source.requests, [0], 'a new viewer needs a key frame');
  const packet = vp8Packet(false);
  source.sinks.packet(packet);
  assert.equal(sink.packets[0], packet);
  assert.equal(forwarder.rid, null);
  requestKeyFrame(forwarder.track);
  assert.deepEqual(source.requests, [0, 0]);
});

test('of simulcast one layer goes on, and another takes over with a key frame', () => {
  const { source, track } = stage(['l', 'h']);
  const forwarder = forward(track, { rid: 'l' });
  const sink = new RecordingSink('packets');
  subscribe(forwarder.track, sink);
  assert.deepEqual(forwarder.rids, ['l', 'h']);
  assert.equal(forwarder.pendingRid, 'l');
  source.sinks.packet(vp8Packet(false, 'l'));
  source.sinks.packet(vp8Packet(true, 'h'));
  assert.equal(sink.packets.length, 0);
  source.sinks.packet(vp8Packet(true, 'l'));
  source.sinks.packet(vp8Packet(false, 'l'));
  source.sinks.packet(vp8Packet(false, 'h'));
  assert.deepEqual([forwarder.rid, forwarder.pendingRid, sink.packets.length], ['l', null, 2]);
  // Those who get the track see one layer, whatever its name.
  assert.deepEqual(trackSlots(forwarder.track).source.rids, ['l']);
  source.requests.length = 0;
  forwarder.switchTo('h');
  forwarder.switchTo('h');
  assert.deepEqual(source.requests, [1]);
  assert.deepEqual([forwarder.rid, forwarder.pendingRid], ['l', 'h']);
  source.sinks.packet(vp8Packet(false, 'h'));
  source.sinks.packet(vp8Packet(false, 'l'));
  source.sinks.packet(vp8Packet(true, 'h'));
  source.sinks.packet(vp8Packet(false, 'l'));
  assert.deepEqual([forwarder.rid, forwarder.pendingRid], ['h', null]);
  assert.deepEqual(
    sink.packets.map(packet => packet.rid),
    ['l', 'l', 'l', 'h'],
  );
});

test('a change can be taken back before it happens', () => {
  const { source, track } = stage(['l', 'h']);
  const forwarder = forward(track, { rid: 'l' });
  const sink = new RecordingSink('packets');
  subscribe(forwarder.track, sink);
  source.sinks.packet(vp8Packet(true, 'l'));
  forwarder.switchTo('h');
  forwarder.switchTo('l');
  source.sinks.packet(vp8Packet(true, 'h'));
  assert.deepEqual([forwarder.rid, forwarder.pendingRid], ['l', null]);
});

test('the request for a key frame is repeated while packets come and none begins one', () => {
  const { source, track } = stage(['l', 'h']);
  const forwarder = forward(track, { rid: 'h' });
  subscribe(forwarder.track, new RecordingSink('packets'));
  source.requests.length = 0;
  for (let now = 1000; now < 2500; now += 20) source.sinks.packet(vp8Packet(false, 'h', now));
  assert.deepEqual(source.requests, [1, 1, 1]);
});

test('without a choice the first layer that comes is taken', () => {
  const { source, track } = stage(['l', 'h']);
  const forwarder = forward(track);
  const sink = new RecordingSink('packets');
  subscribe(forwarder.track, sink);
  source.sinks.packet(vp8Packet(false, 'h'));
  source.sinks.packet(vp8Packet(true, 'h'));
  source.sinks.packet(vp8Packet(true, 'l'));
  assert.equal(forwarder.rid, 'h');
  assert.equal(sink.packets.length, 1);
});

test('a payload that cannot be read takes nothing over', () => {
  const { source, track } = stage(['l']);
  const sink = new RecordingSink('packets');
  subscribe(forward(track, { rid: 'l' }).track, sink);
  source.sinks.packet(received(new Uint8Array(0), 'l'));
  assert.equal(sink.packets.length, 0);
  assert.ok(payloadFormat('video/VP8'));
});

test('a source of frames is followed by layer', () => {
  const { source, track } = stage(['l', 'h']);
  const forwarder = forward(track, { rid: 'h' });
  const sink = new RecordingSink('any');
  subscribe(forwarder.track, sink);
  source.sinks.frameToAll(frame('key', 1), 0);
  source.sinks.frameToAll(frame('delta', 2), 1);
  source.sinks.frameToAll(frame('key', 3), 1);
  source.sinks.frameToAll(frame('delta', 4), 1);
  assert.deepEqual(
    sink.frames.map(one => [one.frame.timestamp, one.layer]),
    [
      [3, 0],
      [4, 0],
    ],
  );
});

test('samples pass, and nothing is asked of audio', () => {
  const source = new TestSource('audio');
  const track = createTrack({ source });
  const forwarder = forward(track);
  const sink = new RecordingSink();
  subscribe(forwarder.track, sink);
  source.sinks.samplesToAll({ data: new Int16Array(2), sampleRate: 8000, channels: 1, timestamp: 0 });
  assert.equal(sink.pieces.length, 1);
  assert.deepEqual(source.requests, []);
  assert.equal(forwarder.track.kind, 'audio');
});

test('the track is muted and ends with the received one, not the other way round', () => {
  const { source, track, runtime } = stage();
  const forwarder = forward(track);
  const other = forward(track);
  assert.equal(forwarder.track.muted, true);
  setMuted(track, false);
  assert.equal(forwarder.track.muted, false);
  subscribe(other.track, new RecordingSink());
  other.stop();
  assert.equal(source.sinks.size, 0);
  assert.equal(track.readyState, 'live');
  let ended = 0;
  forwarder.track.onended = () => ended++;
  endTrack(track);
  assert.equal(ended, 0);
  runtime.runTasks();
  assert.equal(ended, 1);
  assert.equal(other.track.readyState, 'ended');
});

test('what is made of a track that has ended ends, too', () => {
  const { track, runtime, source } = stage();
  track.stop();
  const forwarder = forward(track);
  let ended = 0;
  forwarder.track.onended = () => ended++;
  runtime.runTasks();
  assert.deepEqual([forwarder.track.readyState, ended], ['ended', 1]);
  subscribe(forwarder.track, new RecordingSink('packets'));
  assert.equal(source.sinks.size, 0);
});
