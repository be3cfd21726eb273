/** When negotiationneeded fires: once, in stable, with an empty chain. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pair } from '../connections.ts';
import { audioSource, onlyTransceiver } from '../media.ts';

const count = (log: readonly string[]): number => log.filter(line => line === 'negotiationneeded').length;

test('the first channel asks for it, the next ones do not', async () => {
  const pair = new Pair();
  pair.a.connection.createDataChannel('x');
  pair.a.connection.createDataChannel('y');
  assert.equal(count(pair.a.log), 0);
  await pair.world.pass(10);
  assert.equal(count(pair.a.log), 1);
  await pair.negotiate();
  pair.a.connection.createDataChannel('z');
  await pair.world.pass(10);
  assert.equal(count(pair.a.log), 1);
  await pair.close();
});

test('it waits until the chain is empty and the state is stable', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  const offer = await pair.wait(pair.b.connection.createOffer());
  const applied = connection.setRemoteDescription(offer);
  connection.createDataChannel('x');
  await pair.wait(applied);
  await pair.world.pass(10);
  assert.equal(count(pair.a.log), 0);
  await pair.wait(connection.setLocalDescription());
  await pair.world.pass(10);
  assert.equal(count(pair.a.log), 1);
  await pair.close();
});

test('restartIce asks for it only once there is something to restart', async () => {
  const pair = new Pair();
  pair.a.connection.restartIce();
  await pair.world.pass(10);
  assert.equal(count(pair.a.log), 0);
  await pair.connect();
  pair.a.log.length = 0;
  pair.a.connection.restartIce();
  pair.a.connection.restartIce();
  await pair.world.pass(10);
  assert.equal(count(pair.a.log), 1);
  await pair.negotiate();
  await pair.world.pass(10);
  assert.equal(count(pair.a.log), 1);
  await pair.close();
});

test('transceivers ask for it when they are new, or differ from what was agreed', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  const asked = async (): Promise<number> => {
    await pair.world.pass(10);
    const asks = count(pair.a.log);
    pair.a.log.length = 0;
    return asks;
  };
  const sender = connection.addTrack(audioSource(pair.a).track);
  assert.equal(await asked(), 1);
  await pair.negotiate();
  assert.equal(await asked(), 0);
  connection.removeTrack(sender);
  assert.equal(await asked(), 1);
  await pair.negotiate();
  assert.equal(await asked(), 0);
  onlyTransceiver(connection).direction = 'sendonly';
  assert.equal(await asked(), 1);
  onlyTransceiver(connection).direction = 'recvonly';
  assert.equal(await asked(), 0);
  connection.addTransceiver('video');
  connection.addTransceiver('video');
  assert.equal(await asked(), 1);
  await pair.close();
});
