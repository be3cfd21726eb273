/** What the peer presses: a tone when it begins, an empty one when it ends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RTCDTMFReceiver } from '../../../src/api/rtc-dtmf-receiver.ts';
import { RTCRtpReceiver, receiverSlots } from '../../../src/api/rtc-rtp-receiver.ts';
import type { RTCRtpCapabilities } from '../../../src/api/rtp-parameters.ts';
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

test('keys are heard by a peer that takes them at 8,000 Hz alone, beside Opus', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  const { dtmf } = a.addTrack(audioSource(pair.a).track);
  await pair.wait(a.setLocalDescription());
  await pair.wait(b.setRemoteDescription(a.localDescription as never));
  const { codecs } = RTCRtpReceiver.getCapabilities('audio') as RTCRtpCapabilities;
  onlyTransceiver(b).setCodecPreferences(
    codecs.filter(
      ({ mimeType, clockRate }) => /opus$/.test(mimeType) || (/event$/.test(mimeType) && clockRate === 8000),
    ),
  );
  await pair.wait(b.setLocalDescription());
  await pair.until(() => b.iceGatheringState === 'complete');
  await pair.wait(a.setRemoteDescription(b.localDescription as never));
  await pair.until(() => a.connectionState === 'connected' && b.connectionState === 'connected');
  const heard: string[] = [];
  const far = onlyTransceiver(b).receiver.dtmf as RTCDTMFReceiver;
  far.ontonechange = ({ tone }) => void heard.push(tone);
  assert.equal(dtmf?.canInsertDTMF, true);
  dtmf?.insertDTMF('12');
  await pair.world.pass(1000);
  assert.deepEqual(heard, ['1', '', '2', '']);
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
