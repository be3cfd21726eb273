/** What the peer presses: a tone when it begins, an empty one when it ends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RTCDTMFReceiver } from '../../../src/api/rtc-dtmf-receiver.ts';
import { receiverSlots } from '../../../src/api/rtc-rtp-receiver.ts';
import { Pair } from './connections.ts';
import { audioSource, connected, onlyTransceiver, writeAudio } from './media.ts';

test('tones begin and end, whatever of them was lost', async () => {
  const pair = new Pair();
  const { receiver } = pair.a.connection.addTransceiver('audio');
  const log: string[] = [];
  if (receiver.dtmf !== null) receiver.dtmf.ontonechange = ({ tone }) => void log.push(tone);
  const { flow } = receiverSlots(receiver);
  const tone = (name: string, begun: boolean, ended: boolean): void =>
    flow.tone({ tone: name, duration: 100, begun, ended });
  tone('1', true, false);
  tone('1', false, true);
  tone('1', true, true);
  tone('2', true, false);
  tone('2', true, false);
  tone('2', false, false);
  tone('3', true, false);
  assert.deepEqual(log, []);
  await pair.world.pass(1);
  assert.deepEqual(log, ['1', '', '1', '', '2', '2', '3']);
  await pair.close();
});

test('no key is lost with the shortest tones and gaps', async () => {
  const pair = new Pair();
  const source = audioSource(pair.a);
  const { dtmf } = pair.a.connection.addTrack(source.track);
  await connected(pair);
  const heard: string[] = [];
  const far = onlyTransceiver(pair.b.connection).receiver.dtmf as RTCDTMFReceiver;
  far.ontonechange = ({ tone }) => void heard.push(tone);
  dtmf?.insertDTMF('1223', 40, 30);
  await pair.until(() => heard.length === 8, 2000);
  assert.deepEqual(heard, ['1', '', '2', '', '2', '', '3', '']);
  await pair.close();
});

test('it has no constructor, and video has none', () => {
  assert.throws(() => Reflect.construct(RTCDTMFReceiver, []), { message: 'Illegal constructor' });
  assert.equal(new Pair().a.connection.addTransceiver('video').receiver.dtmf, null);
});

test('what one side inserts the other side hears, for as long', async () => {
  const pair = new Pair();
  const source = audioSource(pair.a);
  const { dtmf } = pair.a.connection.addTrack(source.track);
  await connected(pair);
  const heard: [string, number][] = [];
  const far = onlyTransceiver(pair.b.connection).receiver.dtmf as RTCDTMFReceiver;
  far.ontonechange = ({ tone }) => void heard.push([tone, pair.world.now]);
  writeAudio(source);
  dtmf?.insertDTMF('7#', 200, 100);
  await pair.until(() => heard.length === 4, 2000);
  assert.deepEqual(
    heard.map(([tone]) => tone),
    ['7', '', '#', ''],
  );
  const [begin = 0, end = 0] = heard.map(([, at]) => at);
  assert.ok(end - begin >= 150 && end - begin <= 300, `${end - begin}`);
  await pair.close();
});
