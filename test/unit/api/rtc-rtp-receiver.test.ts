/** RTCRtpReceiver: capabilities, parameters, the jitter buffer's target, key frame requests. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RTCRtpReceiver } from '../../../src/api/rtc-rtp-receiver.ts';
import { Pair } from './connections.ts';
import { onlyTransceiver, videoPair } from './media.ts';

test('capabilities by kind', () => {
  assert.ok(RTCRtpReceiver.getCapabilities('audio')?.codecs.some(({ mimeType }) => mimeType === 'audio/PCMU'));
  assert.equal(RTCRtpReceiver.getCapabilities(''), null);
});

test('parameters show what is received, and no cname', async () => {
  const { pair } = await videoPair();
  const { codecs, rtcp, headerExtensions } = onlyTransceiver(pair.b.connection).receiver.getParameters();
  assert.equal(codecs[0]?.mimeType, 'video/VP8');
  assert.ok(headerExtensions.length > 0);
  assert.deepEqual(rtcp, { reducedSize: true });
  await pair.close();
});

test('the target is within its range, or null', () => {
  const { receiver } = new Pair().a.connection.addTransceiver('audio');
  assert.equal(receiver.jitterBufferTarget, null);
  receiver.jitterBufferTarget = 100.5;
  assert.equal(receiver.jitterBufferTarget, 100.5);
  for (const value of [-1, 4001]) assert.throws(() => void (receiver.jitterBufferTarget = value), RangeError);
  assert.throws(() => void (receiver.jitterBufferTarget = Number.NaN), TypeError);
  receiver.jitterBufferTarget = null;
  assert.equal(receiver.jitterBufferTarget, null);
});

test('the hint of earlier days is the target in seconds, and the later of the two holds', () => {
  const { receiver } = new Pair().a.connection.addTransceiver('audio');
  assert.equal(receiver.playoutDelayHint, null);
  receiver.playoutDelayHint = 0.7;
  assert.deepEqual([receiver.playoutDelayHint, receiver.jitterBufferTarget], [0.7, 700]);
  for (const value of [-0.5, Number.NaN]) {
    assert.throws(() => void (receiver.playoutDelayHint = value), TypeError);
  }
  assert.equal(receiver.playoutDelayHint, 0.7);
  receiver.jitterBufferTarget = 250;
  assert.equal(receiver.playoutDelayHint, 0.25);
  receiver.playoutDelayHint = 20.5;
  assert.deepEqual([receiver.playoutDelayHint, receiver.jitterBufferTarget], [20.5, 4000]);
  receiver.playoutDelayHint = null;
  assert.deepEqual([receiver.playoutDelayHint, receiver.jitterBufferTarget], [null, null]);
});

test('before media there are no sources, and a key frame can be asked for at any time', async () => {
  const { pair } = await videoPair();
  const { receiver } = onlyTransceiver(pair.b.connection);
  assert.deepEqual([receiver.getSynchronizationSources(), receiver.getContributingSources()], [[], []]);
  receiver.requestKeyFrame();
  receiver.requestKeyFrame('q');
  await pair.close();
  receiver.requestKeyFrame();
  assert.deepEqual(receiver.getSynchronizationSources(), []);
});

test('it has no constructor', () => {
  assert.throws(() => Reflect.construct(RTCRtpReceiver, []), { message: 'Illegal constructor' });
});
