/** RTCDtlsTransport of a connection: states and certificates. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RTCDtlsTransport } from '../../../src/api/rtc-dtls-transport.ts';
import { simulatedCertificate } from '../../sim/runtime.ts';
import { Pair } from './connections.ts';

test('states go by in order, and the peer’s certificate is shown', async () => {
  const pair = new Pair();
  const states: [string, number][] = [];
  pair.a.connection.addEventListener('signalingstatechange', () => {
    const dtls = pair.a.connection.sctp?.transport;
    if (dtls !== undefined && dtls.onstatechange === null) {
      dtls.onstatechange = () => void states.push([dtls.state, dtls.getRemoteCertificates().length]);
    }
  });
  await pair.connect();
  const dtls = pair.a.connection.sctp?.transport as RTCDtlsTransport;
  assert.deepEqual(states, [
    ['connecting', 0],
    ['connected', 1],
  ]);
  assert.deepEqual(dtls.getRemoteCertificates(), [Uint8Array.from(simulatedCertificate().der).buffer]);
  assert.equal(dtls.iceTransport, dtls.iceTransport);
  pair.b.connection.close();
  await pair.until(() => dtls.state === 'closed');
  await pair.close();
});

test('it has no constructor', () => {
  assert.throws(() => Reflect.construct(RTCDtlsTransport, []), { message: 'Illegal constructor' });
});
