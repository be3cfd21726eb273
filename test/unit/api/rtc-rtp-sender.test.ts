/** RTCRtpSender: capabilities, streams, statistics of its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RTCRtpSender } from '../../../src/api/rtc-rtp-sender.ts';
import { MediaStream } from '../../../src/media/media-stream.ts';
import { onlyTransceiver, videoPair, writeKeyFrame } from './media.ts';

test('capabilities are copies, and null for what is no kind', () => {
  const first = RTCRtpSender.getCapabilities('video');
  assert.ok(first?.codecs.some(({ mimeType }) => mimeType === 'video/VP8'));
  assert.equal(first?.codecs.filter(({ mimeType }) => mimeType === 'video/rtx').length, 1);
  first?.codecs.splice(0);
  assert.ok((RTCRtpSender.getCapabilities('video')?.codecs.length ?? 0) > 0);
  assert.equal(RTCRtpSender.getCapabilities('data'), null);
  assert.throws(() => Reflect.apply(RTCRtpSender.getCapabilities, RTCRtpSender, []), TypeError);
});

test('other streams ask for negotiation', async () => {
  const { pair } = await videoPair();
  const { sender } = onlyTransceiver(pair.a.connection);
  await pair.world.pass(1000);
  pair.a.log.length = 0;
  const stream = new MediaStream();
  sender.setStreams(stream, stream);
  await pair.world.pass(10);
  assert.deepEqual(pair.a.log, ['negotiationneeded']);
  assert.throws(() => sender.setStreams({} as never), TypeError);
  pair.a.connection.close();
  assert.throws(() => sender.setStreams(stream), { name: 'InvalidStateError' });
  await pair.close();
});

test('its statistics are its streams, and what they refer to', async () => {
  const { pair, source } = await videoPair();
  pair.a.connection.addTransceiver('audio');
  pair.a.connection.createDataChannel('x');
  writeKeyFrame(source);
  const [sender] = pair.a.connection.getSenders();
  assert.ok(sender !== undefined);
  const types = [...(await pair.wait(sender.getStats())).values()].map(({ type }) => type);
  assert.ok(types.includes('outbound-rtp') && types.includes('codec') && types.includes('transport'));
  assert.ok(types.includes('media-source') && types.includes('candidate-pair'));
  assert.ok(!types.includes('data-channel') && !types.includes('peer-connection'));
  await pair.close();
});

test('it has no constructor', () => {
  assert.throws(() => Reflect.construct(RTCRtpSender, []), { message: 'Illegal constructor' });
});
