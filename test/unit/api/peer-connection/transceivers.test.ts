/** Transceivers made, collected and stopped. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectSenders } from '../../../../src/api/peer-connection/transceivers.ts';
import { senderSlots } from '../../../../src/api/rtc-rtp-sender.ts';
import { Pair } from '../connections.ts';
import { onlyTransceiver, videoPair } from '../media.ts';

test('every encoding has sources of its own, those of video another for retransmissions', () => {
  const { connection } = new Pair().a;
  connection.addTransceiver('audio');
  connection.addTransceiver('video', { sendEncodings: [{ rid: 'a' }, { rid: 'b' }] });
  const slots = senderSlots(connection.getSenders()[0] as never).connection;
  const encodings = collectSenders(slots).flatMap(({ sendEncodings }) => sendEncodings);
  const sources = encodings.flatMap(({ ssrc, rtxSsrc }) => [ssrc, rtxSsrc]).filter(one => one !== undefined);
  assert.equal(sources.length, 5);
  assert.equal(new Set(sources).size, 5);
});

test('stop ends the track in a task, and the section by negotiation', async () => {
  const { pair } = await videoPair();
  const transceiver = onlyTransceiver(pair.a.connection);
  const { track } = transceiver.receiver;
  const log: string[] = [];
  track.onended = () => void log.push('ended');
  pair.a.log.length = 0;
  transceiver.stop();
  transceiver.stop();
  assert.deepEqual(
    [transceiver.direction, transceiver.currentDirection, track.readyState],
    ['stopped', 'sendonly', 'live'],
  );
  assert.equal(pair.a.connection.getSenders().length, 1);
  await pair.world.pass(10);
  assert.deepEqual([log, pair.a.log.slice(0, 1)], [['ended'], ['negotiationneeded']]);
  const far = onlyTransceiver(pair.b.connection);
  await pair.negotiate();
  assert.deepEqual(
    [transceiver.currentDirection, far.currentDirection, far.direction],
    ['stopped', 'stopped', 'stopped'],
  );
  assert.equal(pair.a.connection.getTransceivers().length + pair.b.connection.getTransceivers().length, 0);
  await pair.world.pass(10);
  assert.equal(far.receiver.track.readyState, 'ended');
  await pair.close();
});

test('a transceiver that stops before any description has it does not ask for ever', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  connection.addTransceiver('audio');
  connection.addTransceiver('video').stop();
  assert.equal(connection.getTransceivers().length, 2);
  await pair.negotiate();
  pair.a.log.length = 0;
  await pair.world.pass(10);
  assert.equal(connection.getTransceivers().length, 1);
  assert.deepEqual(
    pair.a.log.filter(line => line === 'negotiationneeded'),
    [],
  );
  await pair.close();
});

test('close stops them all, and their tracks end', async () => {
  const { pair } = await videoPair();
  const transceiver = onlyTransceiver(pair.a.connection);
  pair.a.connection.close();
  assert.deepEqual([transceiver.direction, transceiver.currentDirection], ['stopped', 'stopped']);
  assert.throws(() => transceiver.stop(), { name: 'InvalidStateError' });
  await pair.world.pass(10);
  assert.equal(transceiver.receiver.track.readyState, 'ended');
  assert.deepEqual(pair.a.connection.getSenders(), []);
  await pair.close();
});
