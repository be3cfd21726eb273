/** RTCDTMFSender: when it can play, what it plays, and in whose time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RTCDTMFSender } from '../../../src/api/rtc-dtmf-sender.ts';
import { Pair } from './connections.ts';
import { audioSource, connected, onlyTransceiver } from './media.ts';

async function start(): Promise<{ pair: Pair; dtmf: RTCDTMFSender; log: [number, string][] }> {
  const pair = new Pair();
  const { dtmf } = pair.a.connection.addTrack(audioSource(pair.a).track);
  assert.ok(dtmf !== null);
  assert.equal(dtmf.canInsertDTMF, false);
  assert.throws(() => dtmf.insertDTMF('1'), { name: 'InvalidStateError' });
  await connected(pair);
  assert.equal(dtmf.canInsertDTMF, true);
  const log: [number, string][] = [];
  const begin = pair.world.now;
  dtmf.ontonechange = ({ tone }) => void log.push([Math.round(pair.world.now - begin), tone]);
  return { pair, dtmf, log };
}

test('tones follow each other with their gaps, and an empty one ends them', async () => {
  const { pair, dtmf, log } = await start();
  dtmf.insertDTMF('1,a', 200, 50);
  assert.equal(dtmf.toneBuffer, '1,A');
  await pair.world.pass(5000);
  assert.deepEqual(log, [
    [0, '1'],
    [250, ','],
    [2250, 'A'],
    [2500, ''],
  ]);
  assert.equal(dtmf.toneBuffer, '');
  await pair.close();
});

test('a new text replaces what has not begun, and times are clamped', async () => {
  const { pair, dtmf, log } = await start();
  dtmf.insertDTMF('123', 1, 1);
  await pair.world.pass(10);
  dtmf.insertDTMF('9', 10_000);
  await pair.world.pass(100);
  dtmf.insertDTMF('');
  await pair.world.pass(10_000);
  assert.deepEqual(log, [
    [0, '1'],
    [70, '9'],
    [6140, ''],
  ]);
  await pair.close();
});

test('what is no tone is refused, and what ends the sender ends the tones', async () => {
  const { pair, dtmf, log } = await start();
  for (const tones of ['E', '1 2', '-']) assert.throws(() => dtmf.insertDTMF(tones), { name: 'InvalidCharacterError' });
  assert.equal(dtmf.toneBuffer, '');
  dtmf.insertDTMF('123');
  await pair.world.pass(10);
  onlyTransceiver(pair.a.connection).stop();
  assert.equal(dtmf.canInsertDTMF, false);
  await pair.world.pass(1000);
  assert.deepEqual(log, [[0, '1']]);
  await pair.close();
});

test('it has no constructor, and video has none', () => {
  assert.throws(() => Reflect.construct(RTCDTMFSender, []), { message: 'Illegal constructor' });
  assert.equal(new Pair().a.connection.addTransceiver('video').sender.dtmf, null);
});
