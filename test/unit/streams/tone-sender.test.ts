/** Telephone events, packet by packet. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SendStream } from '../../../src/streams/send-stream.ts';
import { ToneSender } from '../../../src/streams/tone-sender.ts';
import { encoding, frame, OPUS, Outbox, sendEnv, sendParameters, TONES } from './send-support.ts';

function play(tone: string, duration: number): { outbox: Outbox; times: number[] } {
  const outbox = new Outbox();
  const parameters = sendParameters({ kind: 'audio', codecs: [OPUS, TONES] });
  const tones = new ToneSender();
  assert.equal(
    tones.start(new SendStream(parameters, encoding(1), sendEnv(outbox)), TONES, tone, duration, 1000),
    true,
  );
  const times: number[] = [];
  for (let now = tones.nextTimeout(); tones.playing; now = tones.nextTimeout()) {
    times.push(now - 1000);
    tones.handleTimeout(now);
  }
  return { outbox, times };
}

describe('ToneSender', () => {
  it('updates every 20 ms, then ends three times, under the timestamp of the beginning', () => {
    const { outbox, times } = play('5', 70);
    assert.deepEqual(times, [20, 40, 60, 70, 90, 110]);
    const packets = outbox.read();
    assert.deepEqual(
      packets.map(packet => packet.marker),
      [true, false, false, false, false, false],
    );
    assert.equal(new Set(packets.map(packet => packet.timestamp)).size, 1);
    assert.deepEqual(
      packets.map(({ payload }) => [payload[0], payload[1], ((payload[2] ?? 0) << 8) | (payload[3] ?? 0)]),
      [
        [5, 10, 960],
        [5, 10, 1920],
        [5, 10, 2880],
        [5, 0x8a, 3360],
        [5, 0x8a, 3360],
        [5, 0x8a, 3360],
      ],
    );
  });

  it('knows sixteen events', () => {
    const events = Array.from('0123456789*#ABCD', tone => play(tone, 40).outbox.read()[0]?.payload[0]);
    assert.deepEqual(events, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    assert.equal(play('d', 40).outbox.read()[0]?.payload[0], 15);
  });

  it('sends an event longer than 65,535 units in segments', () => {
    const { outbox } = play('1', 3000);
    const packets = outbox.read();
    const stamps = [...new Set(packets.map(packet => packet.timestamp))];
    assert.equal(stamps.length, 3);
    assert.deepEqual(
      stamps.map(stamp => (stamp - (stamps[0] ?? 0)) >>> 0),
      [0, 65_535, 131_070],
    );
    const last = packets.at(-1)?.payload;
    assert.equal(((last?.[2] ?? 0) << 8) | (last?.[3] ?? 0), 144_000 - 131_070);
    assert.equal(packets.filter(({ payload }) => ((payload[1] ?? 0) & 0x80) !== 0).length, 3);
  });

  it('begins an event after the end of the one before, though the audio between them was late', () => {
    const outbox = new Outbox();
    const stream = new SendStream(
      sendParameters({ kind: 'audio', codecs: [OPUS, TONES] }),
      encoding(1),
      sendEnv(outbox),
    );
    const tones = new ToneSender();
    const audio = (rtpTimestamp: number, now: number): boolean =>
      stream.sendFrame(frame('audio', new Uint8Array(60).fill(0x78), { rtpTimestamp }), now);
    const press = (tone: string, now: number): number => {
      assert.equal(tones.start(stream, TONES, tone, 100, now), true);
      tones.handleTimeout(tones.nextTimeout());
      return outbox.read().at(-1)?.timestamp ?? 0;
    };
    audio(0, 0);
    const first = press('1', 100);
    // It took 250 ms longer than the one before.
    audio(960, 270);
    assert.equal(press('2', 280) - first, 4800);
    audio(24_000, 500);
    assert.equal(press('3', 600) - first, 24_000);
  });

  it('ends an event that is over before the next begins, however late the timers are', () => {
    const outbox = new Outbox();
    const stream = new SendStream(
      sendParameters({ kind: 'audio', codecs: [OPUS, TONES] }),
      encoding(1),
      sendEnv(outbox),
    );
    const tones = new ToneSender();
    const begin = (tone: string, now: number): boolean => tones.start(stream, TONES, tone, 50, now);
    const said = (): (number | boolean | undefined)[][] =>
      outbox.read().map(({ payload }) => [payload[0], ((payload[1] ?? 0) & 0x80) !== 0]);
    begin('1', 0);
    assert.equal(begin('2', 49), false);
    // No timer fired at all.
    assert.equal(begin('2', 80), true);
    assert.deepEqual(said(), [
      [1, true],
      [1, true],
      [1, true],
    ]);
    for (const now of [100, 120, 130, 150]) tones.handleTimeout(now);
    // Two of its three last packets are sent.
    assert.equal(begin('2', 160), true);
    assert.deepEqual(said().slice(3), [
      [2, false],
      [2, false],
      [2, true],
      [2, true],
      [2, true],
    ]);
    tones.handleTimeout(180);
    const [last, before] = outbox.read().reverse();
    assert.deepEqual([last?.marker, last?.timestamp], [true, ((before?.timestamp ?? 0) + 80 * 48) >>> 0]);
  });

  it('stops when its stream is no more', () => {
    const tones = new ToneSender();
    const stream = new SendStream(sendParameters(), encoding(1), sendEnv());
    tones.start(stream, TONES, '1', 100, 0);
    tones.stop();
    assert.equal(tones.nextTimeout(), Number.POSITIVE_INFINITY);
    assert.equal(tones.playing, false);
  });
});
