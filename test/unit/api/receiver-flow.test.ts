/** What goes from the transport to a track: muted until media comes, frames only for those who want some. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receiverSlots } from '../../../src/api/rtc-rtp-receiver.ts';
import { subscribe, unsubscribe } from '../../../src/media/media-stream-track.ts';
import type { TrackSink } from '../../../src/media/track-source.ts';
import type { ReceiverHandle } from '../../../src/transport/index.ts';
import { listen, onlyTransceiver, received, videoPair } from './media.ts';

const SSRC = received().packet.ssrc;

async function start() {
  const { pair } = await videoPair();
  const transceiver = onlyTransceiver(pair.b.connection);
  const slots = receiverSlots(transceiver.receiver);
  const log: string[] = [];
  slots.track.onmute = () => void log.push('mute');
  slots.track.onunmute = () => void log.push('unmute');
  return { pair, slots, log, flow: slots.flow, handle: slots.flow.handle as ReceiverHandle };
}

test('the first packet unmutes in a task, BYE mutes, more media unmutes', async () => {
  const { pair, slots, log, flow } = await start();
  flow.packet(received());
  flow.packet(received());
  assert.deepEqual([log, slots.track.muted], [[], true]);
  await pair.world.pass(1);
  assert.deepEqual(log, ['unmute']);
  flow.stopped([SSRC]);
  await pair.world.pass(300);
  flow.packet(received());
  await pair.world.pass(1);
  assert.deepEqual(log, ['unmute', 'mute', 'unmute']);
  await pair.close();
});

test('RFC 3550 §6.2.1: a packet that was overtaken by its BYE is handed on, and leaves the track muted', async () => {
  const { pair, slots, log, flow } = await start();
  const packets = listen(slots.track, 'packets');
  flow.packet(received());
  await pair.world.pass(1);
  flow.stopped([SSRC]);
  await pair.world.pass(20);
  flow.started();
  flow.packet(received());
  await pair.world.pass(300);
  assert.deepEqual([log, packets.packets], [['unmute', 'mute'], 2]);
  flow.packet(received());
  await pair.world.pass(1);
  assert.deepEqual(log, ['unmute', 'mute', 'unmute']);
  await pair.close();
});

test('another source than the one that said BYE unmutes at once', async () => {
  const { pair, log, flow } = await start();
  flow.packet(received());
  flow.stopped([SSRC + 1]);
  await pair.world.pass(1);
  flow.packet(received());
  await pair.world.pass(1);
  assert.deepEqual(log, ['unmute']);
  await pair.close();
});

test('other sources are told of once for each turn', async () => {
  const { pair, slots, flow } = await start();
  const told: string[] = [];
  slots.object.onssrcchange = () => void told.push('ssrc');
  slots.object.oncsrcchange = () => void told.push('csrc');
  for (let i = 0; i < 3; i++) flow.packet(received());
  await pair.world.pass(1);
  assert.deepEqual(told, ['ssrc', 'csrc']);
  await pair.close();
});

test('the jitter buffer is told what to hold', async () => {
  const { pair, slots, handle } = await start();
  const targets: unknown[] = [];
  handle.configure = ({ jitterBufferTarget }) => void targets.push(jitterBufferTarget);
  slots.object.jitterBufferTarget = 250;
  slots.object.jitterBufferTarget = 250;
  slots.object.jitterBufferTarget = null;
  assert.deepEqual(targets, [250, 0]);
  await pair.close();
});

test('a description mutes, and packets count again only once one says so', async () => {
  const { pair, log, flow } = await start();
  const near = onlyTransceiver(pair.a.connection);
  flow.packet(received());
  await pair.world.pass(1);
  near.direction = 'inactive';
  await pair.negotiate();
  flow.packet(received());
  flow.started();
  await pair.world.pass(1);
  assert.deepEqual(log, ['unmute', 'mute']);
  near.direction = 'sendonly';
  await pair.negotiate();
  flow.packet(received());
  await pair.world.pass(1);
  assert.deepEqual(log, ['unmute', 'mute', 'unmute']);
  await pair.close();
});

test('packets come to all sinks that take them, frames are asked for while somebody wants some', async () => {
  const { pair, slots, flow, handle } = await start();
  const wanted: boolean[] = [];
  handle.wantFrames = on => void wanted.push(on);
  const packets = listen(slots.track, 'packets');
  flow.packet(received());
  const sink: TrackSink = { wants: 'frames', packet() {}, frame() {}, samples() {} };
  subscribe(slots.track, sink);
  const frames = listen(slots.track, 'samples');
  flow.frame({ rid: undefined } as never);
  unsubscribe(slots.track, sink);
  slots.track.stop();
  assert.deepEqual([packets.packets, frames.frames, wanted], [1, 1, [true, false]]);
  flow.packet(received());
  assert.equal(packets.packets, 1);
  await pair.close();
});

test('key frames are asked for by layer', async () => {
  const { pair, slots, flow, handle } = await start();
  const asked: unknown[] = [];
  handle.requestKeyFrame = rid => void asked.push(rid);
  flow.requestKeyFrame(0);
  slots.rids = ['q', 'f'];
  flow.requestKeyFrame(1);
  assert.deepEqual(asked, [undefined, 'f']);
  const counts = listen(slots.track, 'frames');
  flow.frame({ rid: 'unknown' } as never);
  flow.frame({ rid: 'f' } as never);
  assert.equal(counts.frames, 1);
  await pair.close();
});

test('a stopped transceiver receives nothing', async () => {
  const { pair, slots, flow, handle } = await start();
  let stopped = 0;
  handle.stop = () => void stopped++;
  slots.transceiver.object.stop();
  flow.update();
  assert.equal(stopped, 1);
  await pair.close();
});
