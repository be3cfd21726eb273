/** The entry: every name of the specification, and the default runtime is this process. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as entry from '../../src/index.ts';

test('every interface is exported under its own name', () => {
  for (const name of [
    'RTCPeerConnection',
    'RTCSessionDescription',
    'RTCIceCandidate',
    'RTCIceCandidatePair',
    'RTCIceTransport',
    'RTCDtlsTransport',
    'RTCSctpTransport',
    'RTCDataChannel',
    'RTCCertificate',
    'RTCStatsReport',
    'RTCError',
    'RTCErrorEvent',
    'RTCDataChannelEvent',
    'RTCPeerConnectionIceEvent',
    'RTCPeerConnectionIceErrorEvent',
  ]) {
    const value: unknown = Reflect.get(entry, name);
    assert.equal(typeof value, 'function', name);
    assert.equal((value as { name: string }).name, name);
  }
});

test('two connections in this process talk, and their statistics are real', async () => {
  const [a, b] = [new entry.RTCPeerConnection(), new entry.RTCPeerConnection()];
  a.onicecandidate = ({ candidate }) => void b.addIceCandidate(candidate).catch(() => {});
  b.onicecandidate = ({ candidate }) => void a.addIceCandidate(candidate).catch(() => {});
  const channel = a.createDataChannel('echo');
  b.ondatachannel = ({ channel: other }) => {
    other.onmessage = ({ data }) => other.send(data);
  };
  const echoed = new Promise<unknown>(resolve => {
    channel.onopen = () => channel.send('hello');
    channel.onmessage = ({ data }) => resolve(data);
  });
  await a.setLocalDescription();
  await b.setRemoteDescription(a.localDescription as entry.RTCSessionDescription);
  await b.setLocalDescription();
  await a.setRemoteDescription(b.localDescription as entry.RTCSessionDescription);
  assert.equal(await echoed, 'hello');
  const report = await a.getStats();
  assert.equal((report.get('P') as entry.RTCPeerConnectionStats).dataChannelsOpened, 1);
  a.close();
  b.close();
});

test('a certificate can be stored and used again', async () => {
  const certificate = await entry.RTCPeerConnection.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' });
  const pem = entry.exportCertificate(certificate);
  assert.match(pem, /BEGIN CERTIFICATE[\s\S]*BEGIN PRIVATE KEY/);
  const again = entry.importCertificate(pem);
  assert.deepEqual(again.getFingerprints(), certificate.getFingerprints());
  assert.ok(Math.abs(again.expires - certificate.expires) < 1000);
  new entry.RTCPeerConnection({ certificates: [again] }).close();
  assert.throws(() => entry.importCertificate('nonsense'), TypeError);
});
