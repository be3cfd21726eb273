/** replaceTrack: another track of the kind, or none, in its turn. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { senderSlots } from '../../../../src/api/rtc-rtp-sender.ts';
import { Pair } from '../connections.ts';
import { audioSource, onlyTransceiver, videoPair, videoSource, writeKeyFrame } from '../media.ts';

test('the next packets are of the other track', async () => {
  const { pair, source } = await videoPair();
  const { sender } = onlyTransceiver(pair.a.connection);
  const sent = (): number => senderSlots(sender).flow.handle?.statistics[0]?.packetsSent ?? -1;
  writeKeyFrame(source);
  const before = sent();
  assert.ok(before > 0);
  const other = videoSource(pair.a);
  let asked = 0;
  other.onkeyframerequest = () => void asked++;
  pair.a.log.length = 0;
  const replaced = sender.replaceTrack(other.track);
  assert.equal(sender.track, source.track);
  await pair.wait(replaced);
  assert.equal(sender.track, other.track);
  writeKeyFrame(source);
  assert.equal(sent(), before);
  writeKeyFrame(other);
  assert.ok(sent() > before);
  await pair.wait(sender.replaceTrack(null));
  const after = sent();
  writeKeyFrame(other);
  assert.equal(sent(), after);
  await pair.world.pass(10);
  assert.equal(asked, 1);
  assert.deepEqual(
    pair.a.log.filter(line => line === 'negotiationneeded'),
    [],
  );
  await pair.close();
});

test('another kind, a stopped transceiver and nonsense are refused', async () => {
  const pair = new Pair();
  const { sender } = pair.a.connection.addTransceiver('video');
  await assert.rejects(sender.replaceTrack(audioSource(pair.a).track), TypeError);
  await assert.rejects(sender.replaceTrack({} as never), TypeError);
  await assert.rejects(Reflect.apply(sender.replaceTrack, sender, []), TypeError);
  onlyTransceiver(pair.a.connection).stop();
  await assert.rejects(pair.wait(sender.replaceTrack(null)), { name: 'InvalidStateError' });
  await pair.close();
});

test('it waits for the operation before it', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  const { sender } = connection.addTransceiver('video');
  const { track } = videoSource(pair.a);
  const order: string[] = [];
  const described = connection.setLocalDescription().then(() => void order.push('described'));
  const replaced = sender.replaceTrack(track).then(() => void order.push('replaced'));
  await pair.wait(Promise.all([described, replaced]));
  assert.deepEqual(order, ['described', 'replaced']);
  await pair.close();
});
