/** What a transport tells becomes tasks, in its order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RTCErrorEvent } from '../../../../src/api/rtc-error.ts';
import { simulatedCertificate } from '../../../sim/runtime.ts';
import { Pair } from '../connections.ts';

test('a fingerprint that is not the peer’s fails DTLS with an error that says so', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  a.createDataChannel('x');
  await pair.wait(a.setLocalDescription());
  await pair.until(() => a.iceGatheringState === 'complete');
  const sdp = (a.localDescription?.sdp ?? '').replace(/(fingerprint:sha-256) \S{2}/, '$1 00');
  await pair.wait(b.setRemoteDescription({ type: 'offer', sdp }));
  const order: string[] = [];
  const dtls = b.sctp?.transport;
  dtls?.addEventListener('error', event => void order.push((event as RTCErrorEvent).error.errorDetail));
  dtls?.addEventListener('statechange', () => void order.push(dtls.state));
  await pair.wait(b.setLocalDescription());
  await pair.until(() => b.iceGatheringState === 'complete');
  await pair.wait(a.setRemoteDescription(b.localDescription as never));
  await pair.until(() => b.connectionState === 'failed');
  assert.deepEqual(order, ['connecting', 'fingerprint-failure', 'failed']);
  assert.notEqual(simulatedCertificate().der[0], 0);
  await pair.close();
});

test('a path that goes silent is disconnected, then failed, in bounded time', async () => {
  const pair = new Pair();
  await pair.connect();
  await pair.until(() => pair.a.connection.iceConnectionState === 'completed');
  pair.realm.detach('192.0.2.1');
  pair.realm.detach('192.0.2.2');
  await pair.until(() => pair.a.connection.connectionState === 'disconnected', 20_000);
  await pair.until(() => pair.a.connection.connectionState === 'failed', 60_000);
  assert.equal(pair.a.connection.iceConnectionState, 'failed');
  await pair.close();
});
