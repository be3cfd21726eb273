/** Plans carried out: transports are made by the offer, started by the answer, and closed with nothing left. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pair } from '../connections.ts';
import { onlyTransceiver, videoPair } from '../media.ts';

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
