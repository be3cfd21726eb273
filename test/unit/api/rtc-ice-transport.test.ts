/** RTCIceTransport of a connection: roles, candidates, parameters, the selected pair. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RTCIceTransport } from '../../../src/api/rtc-ice-transport.ts';
import { Pair } from './connections.ts';

test('it shows what ICE has found', async () => {
  const pair = new Pair();
  await pair.connect();
  const a = pair.a.connection.sctp?.transport.iceTransport as RTCIceTransport;
  const b = pair.b.connection.sctp?.transport.iceTransport as RTCIceTransport;
  await pair.until(() => a.state === 'completed' || a.state === 'connected');
  assert.deepEqual([a.role, b.role, a.component], ['controlling', 'controlled', 'rtp']);
  assert.equal(a.gatheringState, 'complete');
  assert.deepEqual(
    a.getLocalCandidates().map(({ address, protocol }) => `${protocol} ${address}`),
    ['udp 192.0.2.1', 'tcp 192.0.2.1'],
  );
  assert.deepEqual(
    a.getRemoteCandidates().map(({ address, protocol }) => `${protocol} ${address}`),
    ['udp 192.0.2.2', 'tcp 192.0.2.2'],
  );
  const selected = a.getSelectedCandidatePair();
  assert.equal(selected?.local, a.getLocalCandidates()[0]);
  assert.equal(selected?.remote, a.getRemoteCandidates()[0]);
  assert.deepEqual(a.getLocalParameters(), b.getRemoteParameters());
  assert.deepEqual(a.getRemoteParameters(), b.getLocalParameters());
  pair.a.connection.close();
  assert.equal(a.state, 'closed');
  await pair.close();
});

test('before anything was found it says so', async () => {
  const pair = new Pair();
  pair.a.connection.createDataChannel('x');
  await pair.wait(pair.a.connection.setLocalDescription());
  const ice = pair.a.connection.sctp?.transport.iceTransport;
  assert.equal(ice?.state, 'new');
  assert.equal(ice?.getSelectedCandidatePair(), null);
  assert.equal(ice?.getRemoteParameters(), null);
  assert.throws(() => Reflect.construct(RTCIceTransport, []), { message: 'Illegal constructor' });
  await pair.close();
});
