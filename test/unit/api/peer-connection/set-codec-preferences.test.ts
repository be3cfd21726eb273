/** Preferences: of our own codecs, once each, and with one that carries media. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RTCRtpReceiver } from '../../../../src/api/rtc-rtp-receiver.ts';
import type { RTCRtpCodec } from '../../../../src/api/rtp-parameters.ts';
import { Pair } from '../connections.ts';

const { codecs } = RTCRtpReceiver.getCapabilities('audio') as { codecs: RTCRtpCodec[] };
const named = (name: string): RTCRtpCodec => codecs.find(one => one.mimeType.endsWith(name)) as RTCRtpCodec;

test('the offer follows the preferences', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  const transceiver = connection.addTransceiver('audio');
  transceiver.setCodecPreferences([named('PCMA'), named('opus'), named('PCMA')]);
  const maps = async (): Promise<string[]> => {
    const { sdp } = await pair.wait(connection.createOffer());
    return [...sdp.matchAll(/a=rtpmap:\d+ ([\w-]+)/g)].map(([, name]) => name as string);
  };
  assert.deepEqual(await maps(), ['PCMA', 'opus']);
  transceiver.setCodecPreferences([]);
  assert.ok((await maps()).length > 2);
  await pair.close();
});

test('what is not ours, or carries no media, is refused', () => {
  const transceiver = new Pair().a.connection.addTransceiver('audio');
  const refuses = (...list: RTCRtpCodec[]): void =>
    assert.throws(() => transceiver.setCodecPreferences(list), { name: 'InvalidModificationError' });
  refuses({ mimeType: 'audio/none', clockRate: 8000 });
  refuses({ ...named('opus'), clockRate: 1 });
  refuses(named('opus'), { mimeType: 'video/VP8', clockRate: 90_000 });
  refuses(named('telephone-event'));
  assert.throws(() => transceiver.setCodecPreferences([{}] as never), TypeError);
});
