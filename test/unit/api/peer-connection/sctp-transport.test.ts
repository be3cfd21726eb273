/** [[SctpTransport]]: there from the offer on, gone when it comes to nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RTCDataChannel } from '../../../../src/api/rtc-data-channel.ts';
import type { RTCPeerConnection } from '../../../../src/api/rtc-peer-connection.ts';
import { Host } from '../../../sim/network.ts';
import { Pair, Side } from '../connections.ts';
import { audioSource } from '../media.ts';

/** Those that the association of now is told to have, from now on. */
function statesOf({ sctp }: RTCPeerConnection): string[] {
  const states: string[] = [];
  sctp?.addEventListener('statechange', () => void states.push(sctp.state));
  return states;
}

/** The local description as a peer has it that wants no data. */
function withoutData({ localDescription }: RTCPeerConnection): string {
  return (localDescription?.sdp ?? '')
    .replace(/m=application \d+/, 'm=application 0')
    .replace(/(a=group:BUNDLE 0).*/, '$1');
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

test('data that was refused and is offered again has another association, though its transport lives on', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  a.addTrack(audioSource(pair.a).track);
  const inits = new Set<string | undefined>();
  for (const label of ['first', 'second']) {
    const received = new Promise<RTCDataChannel>(resolve => {
      b.ondatachannel = ({ channel }) => resolve(channel);
    });
    const near = a.createDataChannel(label);
    await pair.negotiate();
    const far = await pair.wait(received);
    await pair.until(() => near.readyState === 'open');
    assert.equal(far.label, label);
    const transports = [a.sctp, b.sctp];
    assert.deepEqual(
      transports.map(sctp => sctp?.state),
      ['connected', 'connected'],
    );
    for (const { localDescription } of [a, b]) inits.add(/^a=sctp-init:(.*)$/m.exec(localDescription?.sdp ?? '')?.[1]);
    const states = [statesOf(a), statesOf(b)];
    const message = new Promise(resolve => {
      near.onmessage = ({ data }) => resolve(data);
    });
    far.send('back');
    assert.equal(await pair.wait(message), 'back');
    far.send('on its way');
    await pair.wait(a.setLocalDescription());
    await pair.wait(b.setRemoteDescription({ type: 'offer', sdp: withoutData(a) }));
    await pair.wait(b.setLocalDescription());
    await pair.wait(a.setRemoteDescription({ type: 'answer', sdp: withoutData(b) }));
    await pair.until(() => near.readyState === 'closed' && far.readyState === 'closed');
    await pair.world.pass(5_000);
    assert.deepEqual([a.sctp, b.sctp], [null, null]);
    assert.deepEqual(states, [['closed'], ['closed']]);
    assert.deepEqual([a.connectionState, b.connectionState], ['connected', 'connected']);
  }
  assert.equal(inits.size, 4, 'the INIT of an association is not that of another one');
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
