/** Streams of the peer: one object per id, tracks in and out, events in order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  announceTrackChanges,
  processRemoteTracks,
  setAssociatedRemoteStreams,
  TrackChanges,
} from '../../../../src/api/peer-connection/remote-tracks.ts';
import { receiverSlots } from '../../../../src/api/rtc-rtp-receiver.ts';
import { setMuted } from '../../../../src/media/media-stream-track.ts';
import { Pair } from '../connections.ts';

const start = () => {
  const { a } = new Pair();
  const slots = receiverSlots(a.connection.addTransceiver('audio').receiver);
  return { slots, transceiver: slots.transceiver, connection: slots.connection, log: a.log };
};

test('a track is announced once for a direction, and again with a new stream', () => {
  const { transceiver } = start();
  const process = (direction: 'recvonly' | 'inactive', ids: string[]): number[] => {
    const changes = new TrackChanges();
    processRemoteTracks(transceiver, direction, ids, changes);
    const { trackEvents, add, remove, mute } = changes;
    return [trackEvents.length, add.length, remove.length, mute.length];
  };
  assert.deepEqual(process('recvonly', ['x', 'x']), [1, 1, 0, 0]);
  assert.deepEqual(process('recvonly', ['x']), [0, 0, 0, 0]);
  assert.deepEqual(process('recvonly', ['x', 'y']), [1, 1, 0, 0]);
  setMuted(transceiver.receiver.track, false);
  assert.deepEqual(process('inactive', []), [0, 0, 2, 1]);
  assert.deepEqual(process('inactive', []), [0, 0, 0, 0]);
  assert.equal(transceiver.receptive, false);
});

test('mute, removetrack, addtrack, track', () => {
  const { slots, transceiver, connection, log } = start();
  const changes = new TrackChanges();
  setAssociatedRemoteStreams(slots, ['old'], changes);
  announceTrackChanges(connection, changes);
  const [old] = slots.associatedRemoteMediaStreams;
  assert.deepEqual(old?.getTracks(), [slots.track]);
  setMuted(slots.track, false);
  const next = new TrackChanges();
  next.mute.push(slots);
  processRemoteTracks(transceiver, 'recvonly', ['new'], next);
  log.length = 0;
  slots.track.onmute = () => void log.push('mute');
  if (old !== undefined) old.onremovetrack = () => void log.push('removetrack');
  const [stream] = slots.associatedRemoteMediaStreams;
  if (stream !== undefined) stream.onaddtrack = () => void log.push('addtrack');
  announceTrackChanges(connection, next);
  assert.deepEqual(log, ['mute', 'removetrack', 'addtrack', 'track']);
});

test('ids that nobody uses any more are forgotten when there are many', () => {
  const { slots, connection } = start();
  for (let i = 0; i < 1000; i++) setAssociatedRemoteStreams(slots, [`${i}`], new TrackChanges());
  assert.ok(connection.remoteStreams.size <= 257);
  assert.equal(slots.associatedRemoteMediaStreams[0]?.id, '999');
});
