/** Plans carried out: transports are made by the offer, started by the answer, and closed with nothing left. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RTCDtlsTransport } from '../../../../src/api/rtc-dtls-transport.ts';
import { Pair } from '../connections.ts';
import { audioSource, onlyTransceiver, videoPair, videoSource } from '../media.ts';

test('an offer opens sockets, an answer opens those of the other side', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  a.createDataChannel('x');
  await pair.wait(a.setLocalDescription());
  await pair.world.pass(10);
  assert.equal(pair.a.host.socketCount, 1);
  await pair.wait(b.setRemoteDescription(a.localDescription as never));
  await pair.world.pass(10);
  assert.equal(pair.b.host.socketCount, 0);
  await pair.wait(b.setLocalDescription());
  await pair.world.pass(10);
  assert.equal(pair.b.host.socketCount, 1);
  await pair.close();
  assert.equal(pair.a.host.socketCount + pair.b.host.socketCount, 0);
});

test('the role that the answer leaves is taken', async () => {
  const pair = new Pair();
  await pair.connect();
  const roles: unknown[] = [];
  for (const side of [pair.a, pair.b]) {
    const report = await pair.wait(side.connection.getStats());
    roles.push((report.get('T0') as unknown as { dtlsRole: string }).dtlsRole);
  }
  // RFC 8842 §5.3: the answerer should be active.
  assert.deepEqual(roles, ['server', 'client']);
  await pair.close();
});

test('renegotiating changes nothing of what runs', async () => {
  const pair = new Pair();
  const [near] = await pair.connect();
  const { sctp } = pair.a.connection;
  await pair.world.pass(200);
  pair.a.log.length = 0;
  await pair.negotiate();
  await pair.negotiate(pair.b, pair.a);
  await pair.world.pass(200);
  assert.equal(pair.a.connection.sctp, sctp);
  assert.equal(near.readyState, 'open');
  assert.deepEqual(
    pair.a.log.filter(line => !line.startsWith('signaling')),
    [],
  );
  await pair.close();
});

test('when the last transport goes, gathering is new again', async () => {
  const { pair } = await videoPair();
  for (const { log } of [pair.a, pair.b]) log.length = 0;
  onlyTransceiver(pair.a.connection).stop();
  await pair.negotiate();
  assert.deepEqual([pair.a.connection.iceGatheringState, pair.b.connection.iceGatheringState], ['new', 'new']);
  await pair.world.pass(10);
  for (const { log } of [pair.a, pair.b]) assert.ok(log.includes('iceGatheringState new'));
  await pair.close();
});

test('a transport that a description drops says that it is closed', async () => {
  const pair = new Pair(1, { bundlePolicy: 'max-compat' });
  const { connection } = pair.a;
  for (const source of [audioSource(pair.a), videoSource(pair.a)]) connection.addTrack(source.track);
  const events: string[] = [];
  const watch = (transport: RTCDtlsTransport | null | undefined): void => {
    const { iceTransport } = transport as RTCDtlsTransport;
    transport?.addEventListener('statechange', () => void events.push(`DTLS ${transport.state}`));
    iceTransport.addEventListener('statechange', () => void events.push(`ICE ${iceTransport.state}`));
  };
  await pair.wait(connection.setLocalDescription());
  const [audio, video] = connection.getTransceivers();
  watch(video?.sender.transport);
  await pair.negotiate();
  await pair.until(() => connection.connectionState === 'connected');
  assert.deepEqual(events, ['DTLS closed', 'ICE closed'], 'bundled');
  events.length = 0;
  watch(audio?.sender.transport);
  for (const transceiver of [audio, video]) transceiver?.stop();
  await pair.negotiate();
  await pair.world.pass(10);
  assert.deepEqual(events, ['DTLS closed', 'ICE closed'], 'rejected');
  await pair.close();
});
