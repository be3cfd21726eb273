/** addTrack, removeTrack, addTransceiver: which sender is used, which direction results, what is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offerToReceive } from '../../../../src/api/peer-connection/tracks.ts';
import { senderSlots } from '../../../../src/api/rtc-rtp-sender.ts';
import { MediaStream } from '../../../../src/media/media-stream.ts';
import { Pair } from '../connections.ts';
import { audioSource, onlyTransceiver, videoSource } from '../media.ts';

test('a track has one sender', () => {
  const { a } = new Pair();
  const { track } = videoSource(a);
  const sender = a.connection.addTrack(track);
  assert.equal(sender.track, track);
  assert.equal(onlyTransceiver(a.connection).direction, 'sendrecv');
  assert.throws(() => a.connection.addTrack(track), { name: 'InvalidAccessError' });
  // Transceivers may share a track.
  a.connection.addTransceiver(track);
  assert.equal(a.connection.getSenders().length, 2);
});

test('addTrack takes a sender that is free and has never sent', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  const transceiver = connection.addTransceiver('audio', { direction: 'recvonly' });
  const other = connection.addTransceiver('video', { direction: 'inactive' });
  assert.equal(connection.addTrack(audioSource(pair.a).track), transceiver.sender);
  assert.equal(transceiver.direction, 'sendrecv');
  assert.equal(connection.addTrack(videoSource(pair.a).track), other.sender);
  assert.equal(other.direction, 'sendonly');
  await pair.negotiate();
  connection.removeTrack(transceiver.sender);
  assert.equal(transceiver.direction, 'recvonly');
  assert.notEqual(connection.addTrack(audioSource(pair.a).track), transceiver.sender);
  await pair.close();
});

test('removeTrack is of this connection, once', () => {
  const { a, b } = new Pair();
  const sender = a.connection.addTrack(videoSource(a).track);
  assert.throws(() => b.connection.removeTrack(sender), { name: 'InvalidAccessError' });
  a.connection.removeTrack(sender);
  assert.equal(sender.track, null);
  assert.equal(onlyTransceiver(a.connection).direction, 'recvonly');
  a.connection.removeTrack(sender);
  assert.equal(onlyTransceiver(a.connection).direction, 'recvonly');
  assert.equal(a.connection.getSenders().length, 1);
});

test('a transceiver has a kind, a direction and encodings', () => {
  const { connection } = new Pair().a;
  const refuses = (...args: unknown[]): void =>
    assert.throws(() => Reflect.apply(connection.addTransceiver, connection, args), TypeError);
  refuses('data');
  refuses({});
  refuses('audio', { direction: 'both' });
  refuses('audio', { direction: 'stopped' });
  refuses('audio', { streams: [{}] });
  refuses('video', { sendEncodings: [{ rid: '!' }] });
  refuses();
  assert.equal(connection.getTransceivers().length, 0);
  const stream = new MediaStream();
  const transceiver = connection.addTransceiver('video', { direction: 'sendonly', streams: [stream, stream] });
  assert.equal(transceiver.receiver.track.label, 'remote video');
  assert.equal(transceiver.receiver.track.muted, true);
  assert.deepEqual(senderSlots(transceiver.sender).associatedMediaStreamIds, [stream.id]);
});

test('a closed connection takes no tracks', () => {
  const { a } = new Pair();
  const sender = a.connection.addTrack(videoSource(a).track);
  const { track } = audioSource(a);
  a.connection.close();
  assert.throws(() => a.connection.addTrack(track), { name: 'InvalidStateError' });
  assert.throws(() => a.connection.removeTrack(sender), { name: 'InvalidStateError' });
  assert.throws(() => a.connection.addTransceiver('audio'), { name: 'InvalidStateError' });
});

test('the legacy options of createOffer change directions, or make a transceiver, without an event', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  await pair.wait(connection.createOffer({ offerToReceiveAudio: true }));
  assert.equal(onlyTransceiver(connection).direction, 'recvonly');
  await pair.wait(connection.createOffer({ offerToReceiveAudio: true }));
  assert.equal(onlyTransceiver(connection).direction, 'recvonly');
  const { sender } = onlyTransceiver(connection);
  onlyTransceiver(connection).direction = 'sendrecv';
  offerToReceive(senderSlots(sender).connection, 'audio', false);
  assert.equal(onlyTransceiver(connection).direction, 'sendonly');
  onlyTransceiver(connection).direction = 'recvonly';
  offerToReceive(senderSlots(sender).connection, 'audio', false);
  assert.equal(onlyTransceiver(connection).direction, 'inactive');
  await pair.close();
});
