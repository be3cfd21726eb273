/** Sources: SSRCs and CSRCs apart, levels as fractions, times on the wall clock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  contributingSources,
  type RTCRtpSynchronizationSource,
  synchronizationSources,
} from '../../../../src/api/peer-connection/rtp-sources.ts';
import { receiverSlots } from '../../../../src/api/rtc-rtp-receiver.ts';
import type { ReceiverSlots } from '../../../../src/api/rtp-receiver-slots.ts';
import { NTP_TO_UNIX } from '../../../../src/base/ntp.ts';
import { Pair } from '../connections.ts';
import { audioSource, connected, keyFrame, videoSource, writeAudio } from '../media.ts';

test('each kind has its list', () => {
  const { a } = new Pair();
  const { connection } = receiverSlots(a.connection.addTransceiver('audio').receiver);
  const source = { kind: 'synchronization', receivedAt: 5, rtpTimestamp: 7 };
  const sources = [
    { ...source, source: 1, audioLevel: 0 },
    { ...source, source: 2, audioLevel: 127 },
    { ...source, source: 3, audioLevel: 20 },
    { ...source, source: 4, audioLevel: undefined },
    { ...source, source: 5, audioLevel: undefined, kind: 'contributing' },
  ];
  const receiver = { connection, flow: { handle: { sources } } } as unknown as ReceiverSlots;
  const timestamp = connection.runtime.clock.wallTime(5);
  assert.deepEqual(synchronizationSources(receiver), [
    { source: 1, timestamp, rtpTimestamp: 7, audioLevel: 1 },
    { source: 2, timestamp, rtpTimestamp: 7, audioLevel: 0 },
    { source: 3, timestamp, rtpTimestamp: 7, audioLevel: 0.1 },
    { source: 4, timestamp, rtpTimestamp: 7 },
  ]);
  assert.deepEqual(contributingSources(receiver), [{ source: 5, timestamp, rtpTimestamp: 7 }]);
});

const CAPTURE = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time';

/** a sends sound and pictures to b; what b's receivers then say of their sources. */
async function capturedCall(negotiated: boolean): Promise<RTCRtpSynchronizationSource[]> {
  const pair = new Pair();
  const [sound, pictures] = [audioSource(pair.a), videoSource(pair.a)];
  pair.a.connection.addTrack(sound.track);
  pair.a.connection.addTrack(pictures.track);
  // The answerer has to want it as well.
  pair.b.connection.addTrack(audioSource(pair.b).track);
  pair.b.connection.addTrack(videoSource(pair.b).track);
  const transceivers = [pair.a, pair.b].flatMap(({ connection }) => connection.getTransceivers());
  for (const transceiver of negotiated ? transceivers : []) {
    const extensions = transceiver.getHeaderExtensionsToNegotiate();
    for (const one of extensions) if (one.uri === CAPTURE) one.direction = 'sendrecv';
    transceiver.setHeaderExtensionsToNegotiate(extensions);
  }
  await connected(pair);
  writeAudio(sound);
  pictures.write({ data: keyFrame(), timestamp: 0, type: 'key' });
  const receivers = pair.b.connection.getReceivers();
  await pair.until(() => receivers.every(receiver => receiver.getSynchronizationSources().length === 1));
  const sources = receivers.flatMap(receiver => receiver.getSynchronizationSources());
  await pair.close();
  return sources;
}

test('when it was captured, if abs-capture-time is negotiated; sound and pictures by one clock', async () => {
  const [sound, pictures] = await capturedCall(true);
  assert.deepEqual([sound?.senderCaptureTimeOffset, pictures?.senderCaptureTimeOffset], [0, 0]);
  const times = [sound?.captureTimestamp ?? 0, pictures?.captureTimestamp ?? 0] as const;
  assert.ok(Math.abs(times[0] - times[1]) < 1, `${times}`);
  // Both sides of the simulation have one wall clock, on which a packet comes a little later than it was captured.
  const late = (sound?.timestamp ?? 0) - (times[0] - NTP_TO_UNIX);
  assert.ok(late >= 0 && late < 500, `${late}`);
});

test('nothing of it without', async () => {
  for (const source of await capturedCall(false)) {
    assert.ok(!('captureTimestamp' in source) && !('senderCaptureTimeOffset' in source));
  }
});
