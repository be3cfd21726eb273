/** EncodedTrackSource: frames and packets in, key frame requests out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EncodedTrackSource } from '../../../src/media/encoded-track-source.ts';
import { requestKeyFrame, subscribe } from '../../../src/media/media-stream-track.ts';
import { createRtpPacket, RTCRtpPacket } from '../../../src/media/rtc-rtp-packet.ts';
import { RecordingSink, rtp, StillRuntime, vp8Packet } from './runtime.ts';

test('a frame reaches every sink at once, in the form in which frames travel', () => {
  const source = new EncodedTrackSource({ kind: 'video', codec: 'video/VP8', label: 'a file' });
  const sink = new RecordingSink('packets');
  subscribe(source.track, sink);
  const data = new Uint8Array([1, 2]);
  source.write({ data, timestamp: 40_000, type: 'key', duration: 20_000 });
  source.write({ data: data.buffer, timestamp: 60_000 });
  source.write({ type: 'key', timestamp: 1, byteLength: 2, copyTo: to => to.set(data) });
  assert.equal(source.track.label, 'a file');
  assert.deepEqual(sink.frames[0], {
    layer: 0,
    frame: {
      kind: 'video',
      type: 'key',
      data,
      timestamp: 40_000,
      duration: 20_000,
      rtpTimestamp: undefined,
      mimeType: 'video/VP8',
      encodeTime: undefined,
    },
  });
  assert.equal(sink.frames[1]?.frame.type, 'delta');
  assert.deepEqual(sink.frames[2]?.frame.data, data);
});

test('what encoding took goes along, if it is a time', () => {
  const source = new EncodedTrackSource({ kind: 'video' });
  const sink = new RecordingSink();
  subscribe(source.track, sink);
  const data = new Uint8Array(1);
  source.write({ data, timestamp: 0, encodeTime: 2.5 });
  assert.equal(sink.frames[0]?.frame.encodeTime, 2.5);
  for (const encodeTime of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => source.write({ data, timestamp: 0, encodeTime }), TypeError);
  }
});

test('audio is always key, and a codec need not be named', () => {
  const source = new EncodedTrackSource({ kind: 'audio' });
  const sink = new RecordingSink();
  subscribe(source.track, sink);
  source.write({ data: new Uint8Array(1), timestamp: 0 });
  assert.equal(sink.frames[0]?.frame.type, 'key');
  assert.equal(sink.frames[0]?.frame.mimeType, undefined);
});

test('simulcast layers are written by rid', () => {
  const source = new EncodedTrackSource({ kind: 'video', codec: 'video/VP8', rids: ['l', 'h'] });
  const sink = new RecordingSink();
  subscribe(source.track, sink);
  const frame = { data: new Uint8Array(1), timestamp: 0 };
  source.write(frame, { rid: 'h' });
  source.write(frame);
  assert.deepEqual(
    sink.frames.map(({ layer }) => layer),
    [1, 0],
  );
  source.writeRtp(rtp(new Uint8Array(3)), { rid: 'h' });
  assert.equal(sink.packets[0]?.rid, 'h');
  assert.throws(() => source.write(frame, { rid: 'm' }), TypeError);
});

test('packets travel as they are, those without a number are numbered', () => {
  const source = new EncodedTrackSource({ kind: 'video', codec: 'video/VP8', runtime: new StillRuntime() });
  const sink = new RecordingSink();
  subscribe(source.track, sink);
  source.writeRtp(rtp(new Uint8Array([7]), 300));
  for (let i = 0; i < 2; i++) {
    source.writeRtp(new RTCRtpPacket({ payloadType: 96, timestamp: 5, payload: new Uint8Array([8]) }));
  }
  assert.deepEqual(
    sink.packets.map(({ packet }) => packet.sequenceNumber),
    [300, 0, 1],
  );
  assert.equal(sink.packets[0]?.codec.mimeType, 'video/VP8');
  assert.equal(sink.packets[0]?.receivedAt, 1000);
  assert.throws(() => source.writeRtp(new Uint8Array(4)), TypeError);
});

test('a packet of another connection says itself what it is', () => {
  const packet = vp8Packet(true, 'x');
  const sink = new RecordingSink();
  const source = new EncodedTrackSource({ kind: 'video' });
  subscribe(source.track, sink);
  source.writeRtp(createRtpPacket(packet));
  assert.equal(sink.packets[0], packet);
  assert.throws(() => source.writeRtp(rtp(new Uint8Array(1))), TypeError, 'bytes alone do not');
  const layered = new EncodedTrackSource({ kind: 'video', rids: ['a', 'b'] });
  subscribe(layered.track, sink);
  layered.writeRtp(createRtpPacket(packet), { rid: 'b' });
  assert.equal(sink.packets[1]?.rid, 'b');
});

test('a key frame request is an event in a task, one at a time and layer', () => {
  const runtime = new StillRuntime();
  const source = new EncodedTrackSource({ kind: 'video', rids: ['l', 'h'], runtime });
  const asked: (string | null)[] = [];
  source.onkeyframerequest = event => asked.push(event.rid);
  requestKeyFrame(source.track, 1);
  requestKeyFrame(source.track, 1);
  requestKeyFrame(source.track, 0);
  requestKeyFrame(source.track, 2);
  assert.deepEqual(asked, [], 'user code does not run in a machine');
  runtime.runTasks();
  assert.deepEqual(asked, ['h', 'l']);
  requestKeyFrame(source.track, 1);
  source.close();
  runtime.runTasks();
  assert.equal(asked.length, 2);
});

test('without simulcast the request has no rid, and audio has no requests', () => {
  const runtime = new StillRuntime();
  const video = new EncodedTrackSource({ kind: 'video', runtime });
  const audio = new EncodedTrackSource({ kind: 'audio', runtime });
  const asked: (string | null)[] = [];
  audio.onkeyframerequest = video.onkeyframerequest = event => asked.push(event.rid);
  requestKeyFrame(video.track);
  requestKeyFrame(audio.track);
  runtime.runTasks();
  assert.deepEqual(asked, [null]);
});

test('closing ends the track and its clones in a task', () => {
  const runtime = new StillRuntime();
  const source = new EncodedTrackSource({ kind: 'audio', runtime });
  const clone = source.track.clone();
  let ended = 0;
  source.track.onended = clone.onended = () => ended++;
  source.close();
  source.close();
  assert.equal(source.closed, true);
  assert.equal(ended, 0);
  runtime.runTasks();
  assert.equal(ended, 2);
  assert.throws(() => source.write({ data: new Uint8Array(1), timestamp: 0 }), { name: 'InvalidStateError' });
});

test('stopping the last track closes the source', () => {
  const source = new EncodedTrackSource({ kind: 'audio' });
  source.track.stop();
  assert.equal(source.closed, true);
});

test('what is wrong is refused', () => {
  const source = new EncodedTrackSource({ kind: 'video' });
  assert.throws(() => source.write({ data: new Uint8Array(1) } as never), TypeError);
  assert.throws(() => source.write({ data: 'x', timestamp: 0 } as never), TypeError);
  assert.throws(() => new EncodedTrackSource({ kind: 'text' as 'audio' }), TypeError);
  assert.throws(() => new EncodedTrackSource({ kind: 'audio', codec: 'video/VP8' }), TypeError);
  assert.throws(() => new EncodedTrackSource({ kind: 'audio', codec: 'audio/unheard-of' }), TypeError);
  assert.throws(() => new EncodedTrackSource({ kind: 'video', rids: Array.from({ length: 17 }, String) }), TypeError);
});

test('frames can be piped in; the end of the pipe closes the source', async () => {
  const source = new EncodedTrackSource({ kind: 'audio' });
  const sink = new RecordingSink();
  subscribe(source.track, sink);
  const writer = source.writable.getWriter();
  await writer.write({ data: new Uint8Array(1), timestamp: 0 });
  await writer.close();
  assert.equal(sink.frames.length, 1);
  assert.equal(source.closed, true);
});
