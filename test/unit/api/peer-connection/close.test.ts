/** Closing: what was under way never settles, nothing is left, and the peer is told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pair } from '../connections.ts';
import { onlyTransceiver, videoPair, writeKeyFrame } from '../media.ts';

test('operations under way never settle', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  const settled = (): void => assert.fail('settled');
  connection.createOffer().then(settled, settled);
  connection.setLocalDescription().then(settled, settled);
  connection.close();
  await pair.world.pass(100);
  await pair.close();
});

test('close in any handler is safe', async () => {
  for (const type of ['signalingstatechange', 'icegatheringstatechange', 'iceconnectionstatechange', 'icecandidate']) {
    const pair = new Pair();
    const { connection } = pair.a;
    connection.createDataChannel('x');
    connection.addEventListener(type, () => connection.close());
    await pair.negotiate().catch(() => {});
    await pair.until(() => connection.signalingState === 'closed', 5000);
    const { length } = pair.a.log;
    await pair.close();
    assert.equal(pair.a.log.length, length, type);
    assert.equal(pair.world.holds, 0, type);
  }
});

test('the other side sees the end of the association at once', async () => {
  const pair = new Pair();
  await pair.connect();
  const { sctp } = pair.b.connection;
  pair.a.connection.close();
  await pair.until(() => sctp?.state === 'closed', 1000);
  await pair.close();
});

test('the other side hears that media has ended', async () => {
  const { pair, source } = await videoPair();
  const { track } = onlyTransceiver(pair.b.connection).receiver;
  writeKeyFrame(source);
  await pair.until(() => !track.muted, 1000);
  pair.a.connection.close();
  await pair.until(() => track.muted, 1000);
  await pair.close();
});
