/** RTCPeerConnection in virtual time: negotiation, the order of events, restart, close. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RTCPeerConnection } from '../../../src/api/rtc-peer-connection.ts';
import { Pair } from './connections.ts';

test('two connections open a channel, and events come in the order of the specification', async () => {
  const pair = new Pair();
  await pair.connect();
  await pair.until(() => pair.a.connection.iceConnectionState === 'completed');
  assert.deepEqual(
    pair.a.log.filter(line => line !== 'negotiationneeded'),
    [
      'signalingState have-local-offer',
      'iceGatheringState gathering',
      'iceGatheringState complete',
      'signalingState stable',
      'iceConnectionState checking',
      'connectionState connecting',
      'iceConnectionState connected',
      'connectionState connected',
      'iceConnectionState completed',
    ],
  );
  assert.ok(pair.b.log.indexOf('datachannel') > pair.b.log.indexOf('connectionState connected'));
  await pair.close();
  assert.equal(pair.world.holds, 0);
  assert.equal(pair.a.host.socketCount + pair.b.host.socketCount, 0);
});

test('candidates can be trickled both ways', async () => {
  const pair = new Pair();
  pair.trickle();
  const channel = pair.a.connection.createDataChannel('x');
  await pair.wait(pair.a.connection.setLocalDescription());
  const offer = pair.a.connection.localDescription as never;
  await pair.wait(pair.b.connection.setRemoteDescription(offer));
  await pair.wait(pair.b.connection.setLocalDescription());
  await pair.wait(pair.a.connection.setRemoteDescription(pair.b.connection.localDescription as never));
  await pair.until(() => channel.readyState === 'open');
  await pair.close();
});

test('perfect negotiation survives glare', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  a.createDataChannel('from a');
  const made = b.createDataChannel('from b');
  await pair.wait(Promise.all([a.setLocalDescription(), b.setLocalDescription()]));
  // b is polite: its offer is rolled back.
  await pair.wait(b.setRemoteDescription(a.localDescription as never));
  await pair.wait(b.setLocalDescription());
  await pair.wait(a.setRemoteDescription(b.localDescription as never));
  pair.trickle();
  assert.deepEqual(
    pair.b.log.filter(line => line.startsWith('signaling')),
    [
      'signalingState have-local-offer',
      'signalingState stable',
      'signalingState have-remote-offer',
      'signalingState stable',
    ],
  );
  assert.equal(made.readyState, 'connecting');
  await pair.close();
});

test('restartIce asks for negotiation; the channel carries on', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  const ufrag = near && pair.a.connection.sctp?.transport.iceTransport.getLocalParameters()?.usernameFragment;
  const got: string[] = [];
  far.onmessage = ({ data }) => void got.push(data);
  await pair.world.pass(100);
  pair.a.log.length = 0;
  pair.a.connection.restartIce();
  await pair.until(() => pair.a.log.includes('negotiationneeded'));
  near.send('before');
  await pair.negotiate();
  near.send('after');
  await pair.until(() => got.length === 2);
  assert.notEqual(pair.a.connection.sctp?.transport.iceTransport.getLocalParameters()?.usernameFragment, ufrag);
  await pair.until(() => pair.a.connection.connectionState === 'connected');
  await pair.close();
});

test('close is silent, final and repeatable', async () => {
  const pair = new Pair();
  await pair.connect();
  pair.a.log.length = 0;
  const { connection } = pair.a;
  connection.close();
  connection.close();
  assert.deepEqual(
    [connection.signalingState, connection.iceConnectionState, connection.connectionState],
    ['closed', 'closed', 'closed'],
  );
  assert.notEqual(connection.localDescription, null);
  await assert.rejects(connection.createOffer(), { name: 'InvalidStateError' });
  await assert.rejects(connection.addIceCandidate(), { name: 'InvalidStateError' });
  assert.throws(() => connection.createDataChannel('x'), { name: 'InvalidStateError' });
  assert.throws(() => connection.setConfiguration({}), { name: 'InvalidStateError' });
  await pair.until(() => pair.b.connection.connectionState !== 'connected');
  assert.deepEqual(pair.a.log, []);
  await pair.close();
});

test('arguments are converted before anything happens', async () => {
  const { a } = new Pair();
  const { connection } = a;
  assert.throws(() => new RTCPeerConnection({ bundlePolicy: 'x' as never }), TypeError);
  await assert.rejects(Reflect.apply(connection.setRemoteDescription, connection, []), TypeError);
  await assert.rejects(connection.setRemoteDescription({ type: 'x' as never }), TypeError);
  await assert.rejects(connection.addIceCandidate({ candidate: 'x' }), TypeError);
  await assert.rejects(connection.getStats({} as never), TypeError);
  assert.throws(() => Reflect.apply(connection.createDataChannel, connection, []), TypeError);
});

test('operations on something else reject, attributes throw', async () => {
  const { createOffer, getStats } = RTCPeerConnection.prototype;
  await assert.rejects(Reflect.apply(createOffer, {}, []), TypeError);
  await assert.rejects(Reflect.apply(getStats, {}, []), TypeError);
  assert.throws(() => Reflect.get(RTCPeerConnection.prototype, 'signalingState', {}), TypeError);
});

test('descriptions are one object each, as long as nothing is added', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  connection.createDataChannel('x');
  await pair.wait(connection.setLocalDescription());
  await pair.until(() => connection.iceGatheringState === 'complete');
  assert.equal(connection.localDescription, connection.pendingLocalDescription);
  assert.equal(connection.localDescription, connection.localDescription);
  assert.equal(connection.currentLocalDescription, null);
  assert.match(connection.localDescription?.sdp ?? '', /a=end-of-candidates/);
  await pair.close();
});
