/** [[SctpTransport]]: there from the offer on, gone when it comes to nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RTCPeerConnection } from '../../../../src/api/rtc-peer-connection.ts';
import { Host } from '../../../sim/network.ts';
import { Pair, Side } from '../connections.ts';

/** Those that the association of now is told to have, from now on. */
function statesOf({ sctp }: RTCPeerConnection): string[] {
  const states: string[] = [];
  sctp?.addEventListener('statechange', () => void states.push(sctp.state));
  return states;
}

test('both sides have it from the offer on, and keep the same object', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  a.createDataChannel('x');
  await pair.wait(a.setLocalDescription());
  await pair.wait(b.setRemoteDescription(a.localDescription as never));
  const [near, far] = [a.sctp, b.sctp];
  assert.notEqual(near, null);
  assert.notEqual(far, null);
  const { transport } = far as NonNullable<typeof far>;
  await pair.wait(b.setLocalDescription());
  await pair.wait(a.setRemoteDescription(b.localDescription as never));
  assert.equal(a.sctp, near);
  assert.equal(b.sctp, far);
  assert.equal(b.sctp?.transport, transport);
  await pair.close();
});

test('it goes when the offer is rolled back', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  a.createDataChannel('x');
  await pair.wait(a.setLocalDescription());
  await pair.wait(b.setRemoteDescription(a.localDescription as never));
  await pair.wait(b.setRemoteDescription({ type: 'rollback' }));
  assert.equal(b.sctp, null);
  await pair.close();
});

test('a peer that refuses the data section ends the channels', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  const channel = a.createDataChannel('x');
  await pair.wait(a.setLocalDescription());
  const states = statesOf(a);
  await pair.wait(b.setRemoteDescription(a.localDescription as never));
  const answer = await pair.wait(b.createAnswer());
  const sdp = answer.sdp.replace('m=application 9', 'm=application 0').replace(/a=group:BUNDLE 0/, 'a=group:BUNDLE');
  await pair.wait(a.setRemoteDescription({ type: 'answer', sdp }));
  assert.equal(a.sctp, null);
  await pair.world.pass(100);
  assert.notEqual(channel.readyState, 'open');
  assert.deepEqual(states, ['closed']);
  await pair.close();
});

test('it is closed, and there is another one, when another device answers in the place of the first', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  const [channel] = await pair.connect();
  const first = connection.sctp;
  const states = statesOf(connection);
  const host = new Host(pair.world);
  host.addInterface('192.0.2.3', { realm: pair.realm });
  const device = new Side(pair.world, host, {}, {});
  connection.restartIce();
  await pair.negotiate(pair.a, device);
  assert.equal(first?.state, 'closed');
  assert.notEqual(connection.sctp, first);
  await pair.until(() => connection.sctp?.state === 'connected');
  assert.deepEqual(states, ['closed']);
  assert.equal(channel.readyState, 'closed');
  device.connection.close();
  await pair.close();
});

test('the size that the peer takes can be renegotiated', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  await pair.connect();
  await pair.wait(a.setLocalDescription());
  const sdp = (a.localDescription?.sdp ?? '').replace(/a=max-message-size:\d+/, 'a=max-message-size:77');
  await pair.wait(b.setRemoteDescription({ type: 'offer', sdp }));
  await pair.wait(b.setLocalDescription());
  assert.equal(b.sctp?.maxMessageSize, 77);
  await pair.close();
});

test('descriptions carry the INIT of the association, one for its life, and the channel opens without a handshake', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  const inits = (): (string | undefined)[] =>
    [a, b].map(({ localDescription }) => /^a=sctp-init:(.*)$/m.exec(localDescription?.sdp ?? '')?.[1]);
  await pair.connect();
  const first = inits();
  assert.ok(first.every(init => init !== undefined));
  assert.notEqual(first[0], first[1]);
  await pair.wait(a.setLocalDescription());
  await pair.wait(b.setRemoteDescription(a.localDescription as never));
  await pair.wait(b.setLocalDescription());
  await pair.wait(a.setRemoteDescription(b.localDescription as never));
  assert.deepEqual(inits(), first);
  await pair.close();
});
