/** "Determine if DTMF can be sent", condition by condition. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { senderSlots } from '../../../src/api/rtc-rtp-sender.ts';
import { Pair } from './connections.ts';
import { audioSource, connected } from './media.ts';

test('every condition counts', async () => {
  const pair = new Pair();
  const sender = senderSlots(pair.a.connection.addTrack(audioSource(pair.a).track));
  await connected(pair);
  const { transceiver, track, sendEncodings, sendCodecs, connection } = sender;
  const can = (): boolean => sender.dtmf?.canInsert === true;
  assert.ok(can());
  const unless = (change: () => void, back: () => void): void => {
    change();
    assert.ok(!can(), change.toString());
    back();
    assert.ok(can());
  };
  unless(
    () => void (sender.track = null),
    () => void (sender.track = track),
  );
  unless(
    () => void (transceiver.currentDirection = 'recvonly'),
    () => void (transceiver.currentDirection = 'sendonly'),
  );
  const [first] = sendEncodings;
  unless(
    () => void (sender.sendEncodings = [{ ...first, parameters: { active: false, priority: 'low' } } as never]),
    () => void (sender.sendEncodings = sendEncodings),
  );
  unless(
    () => void (sender.sendCodecs = sendCodecs.filter(({ mimeType }) => !mimeType.endsWith('telephone-event'))),
    () => void (sender.sendCodecs = sendCodecs),
  );
  unless(
    () => void (connection.connectionState = 'disconnected'),
    () => void (connection.connectionState = 'connected'),
  );
  await pair.close();
});
