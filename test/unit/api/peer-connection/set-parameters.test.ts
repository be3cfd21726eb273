/** getParameters and setParameters: transactions, what is read-only, what is in range. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RTCRtpSender } from '../../../../src/api/rtc-rtp-sender.ts';
import type { RTCRtpSendParameters } from '../../../../src/api/rtp-parameters.ts';
import { Pair } from '../connections.ts';
import { audioSource, connected, onlyTransceiver, videoPair, videoSource } from '../media.ts';

/** What setParameters says of parameters that `change` has changed. */
async function refusal(
  pair: Pair,
  sender: RTCRtpSender,
  change: (parameters: RTCRtpSendParameters) => void,
): Promise<string> {
  const parameters = sender.getParameters();
  change(parameters);
  try {
    await pair.wait(sender.setParameters(parameters));
    return '';
  } catch (error) {
    return (error as Error).name;
  }
}

test('parameters live for a task', async () => {
  const { pair } = await videoPair();
  const { sender } = onlyTransceiver(pair.a.connection);
  const first = sender.getParameters();
  assert.equal(sender.getParameters().transactionId, first.transactionId);
  assert.notEqual(sender.getParameters(), first);
  await pair.world.pass(1);
  assert.notEqual(sender.getParameters().transactionId, first.transactionId);
  await assert.rejects(sender.setParameters(first), { name: 'InvalidModificationError' });
  await pair.world.pass(1);
  await assert.rejects(sender.setParameters(first), { name: 'InvalidStateError' });
  await pair.close();
});

test('only encodings can be changed', async () => {
  const { pair } = await videoPair();
  const { sender } = onlyTransceiver(pair.a.connection);
  const invalid: ((parameters: RTCRtpSendParameters) => void)[] = [
    one => void (one.transactionId += 'x'),
    one => void one.codecs.pop(),
    one => void ((one.codecs[0] as { payloadType: number }).payloadType += 1),
    one => void one.headerExtensions.reverse(),
    one => void (one.rtcp.cname = 'x'),
    one => void one.encodings.push({}),
    one => void ((one.encodings[0] as { rid?: string }).rid = 'x'),
    one => void (one.encodings = [{ codec: { mimeType: 'video/none', clockRate: 90_000 } }]),
  ];
  for (const change of invalid) {
    assert.equal(await refusal(pair, sender, change), 'InvalidModificationError', change.toString());
  }
  assert.equal(
    await refusal(pair, sender, one => void (one.encodings = [{ scaleResolutionDownBy: 0.9 }])),
    'RangeError',
  );
  assert.equal(await refusal(pair, sender, one => void (one.encodings = [{ maxFramerate: -1 }])), 'RangeError');
  assert.equal(await refusal(pair, sender, one => Reflect.deleteProperty(one, 'encodings')), 'TypeError');
  const codec = { mimeType: 'video/vp8', clockRate: 90_000 };
  const change = (one: RTCRtpSendParameters): void => void (one.encodings = [{ active: false, maxBitrate: 5, codec }]);
  assert.equal(await refusal(pair, sender, change), '');
  assert.deepEqual(sender.getParameters().encodings, [
    { active: false, priority: 'low', maxBitrate: 5, codec, scaleResolutionDownBy: 1 },
  ]);
  await pair.close();
});

test('audio has no members of video', async () => {
  const pair = new Pair();
  const sender = pair.a.connection.addTrack(audioSource(pair.a).track);
  assert.equal(await refusal(pair, sender, one => void (one.encodings = [{ scaleResolutionDownBy: 0.5 }])), '');
  assert.deepEqual(sender.getParameters().encodings, [{ active: true, priority: 'low', adaptivePtime: false }]);
  await pair.close();
});

test('how to degrade is kept, if it is one of the ways', async () => {
  const pair = new Pair();
  const sender = pair.a.connection.addTrack(audioSource(pair.a).track);
  assert.ok(!('degradationPreference' in sender.getParameters()));
  assert.equal(await refusal(pair, sender, one => void (one.degradationPreference = 'balanced')), '');
  assert.equal(sender.getParameters().degradationPreference, 'balanced');
  assert.equal(await refusal(pair, sender, one => Reflect.set(one, 'degradationPreference', 'gently')), 'TypeError');
  assert.equal(await refusal(pair, sender, one => Reflect.deleteProperty(one, 'degradationPreference')), '');
  assert.ok(!('degradationPreference' in sender.getParameters()));
  await pair.close();
});

test('a scalability mode can be changed for another one', async () => {
  const pair = new Pair();
  const { sender } = pair.a.connection.addTransceiver('video', { sendEncodings: [{ scalabilityMode: 'L1T3' }] });
  const change = (scalabilityMode: string) => (one: RTCRtpSendParameters) =>
    void (one.encodings = [{ scalabilityMode }]);
  assert.equal(await refusal(pair, sender, change('L1T2')), '');
  assert.equal(await refusal(pair, sender, change('L9')), 'OperationError');
  assert.equal(sender.getParameters().encodings[0]?.scalabilityMode, 'L1T2');
  await pair.close();
});

test('key frames can be asked for with the parameters', async () => {
  const pair = new Pair();
  const source = videoSource(pair.a, ['a', 'b']);
  const sendEncodings = [{ rid: 'a' }, { rid: 'b' }];
  const { sender } = pair.a.connection.addTransceiver(source.track, { sendEncodings });
  await connected(pair);
  const rids: unknown[] = [];
  await pair.world.pass(10);
  source.onkeyframerequest = ({ rid }) => void rids.push(rid);
  await pair.wait(sender.setParameters(sender.getParameters(), { encodingOptions: [{}, { keyFrame: true }] }));
  await pair.world.pass(10);
  assert.deepEqual(rids, ['b']);
  const wrong = sender.setParameters(sender.getParameters(), { encodingOptions: [{}] });
  await assert.rejects(wrong, { name: 'InvalidModificationError' });
  await pair.close();
});

test('a description waits for parameters that are being set', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  const sender = connection.addTrack(audioSource(pair.a).track);
  const order: string[] = [];
  const described = connection.setLocalDescription().then(() => void order.push('described'));
  const set = sender.setParameters(sender.getParameters()).then(() => void order.push('set'));
  await pair.wait(Promise.all([described, set]));
  assert.deepEqual(order, ['set', 'described']);
  onlyTransceiver(connection).stop();
  await assert.rejects(sender.setParameters(sender.getParameters()), { name: 'InvalidStateError' });
  await pair.close();
});
