/** Telephone events out of their packets. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { writeTelephoneEvent } from '../../../src/payload/telephone-event.ts';
import type { ReceivedTone } from '../../../src/streams/ports.ts';
import { ToneReceiver } from '../../../src/streams/tone-receiver.ts';
import { packet } from './receive-support.ts';

function tone(
  receiver: ToneReceiver,
  event: number,
  timestamp: number,
  duration: number,
  end = false,
): ReceivedTone | undefined {
  const payload = writeTelephoneEvent({ event, end, volume: 10, duration });
  return receiver.receive(packet(1, { timestamp, payload }), 8000);
}

describe('ToneReceiver', () => {
  it('tells a tone as it grows, and its end once', () => {
    const receiver = new ToneReceiver();
    assert.deepEqual(tone(receiver, 5, 1000, 160), { tone: '5', duration: 20, begun: true, ended: false });
    assert.deepEqual(tone(receiver, 5, 1000, 320), { tone: '5', duration: 40, begun: false, ended: false });
    assert.equal(tone(receiver, 5, 1000, 320), undefined);
    assert.deepEqual(tone(receiver, 5, 1000, 400, true), { tone: '5', duration: 50, begun: false, ended: true });
    assert.equal(tone(receiver, 5, 1000, 400, true), undefined);
    assert.equal(tone(receiver, 5, 1000, 160), undefined);
  });

  it('tells the same key pressed again from its repetitions', () => {
    const receiver = new ToneReceiver();
    tone(receiver, 11, 1000, 160, true);
    assert.deepEqual(tone(receiver, 11, 2000, 160), { tone: '#', duration: 20, begun: true, ended: false });
    assert.equal(tone(receiver, 11, 1000, 160, true), undefined);
  });

  it('tells the same key pressed again, of which the end was lost', () => {
    const receiver = new ToneReceiver();
    tone(receiver, 11, 1000, 160);
    assert.deepEqual(tone(receiver, 11, 2000, 160), { tone: '#', duration: 20, begun: true, ended: false });
  });

  it('tells late packets from a clock that has jumped back', () => {
    const receiver = new ToneReceiver();
    tone(receiver, 1, 900_000, 800, true);
    assert.equal(tone(receiver, 2, 900_000 - 79_000, 800, true), undefined);
    assert.deepEqual(tone(receiver, 2, 5000, 160), { tone: '2', duration: 20, begun: true, ended: false });
    assert.equal(tone(receiver, 2, 5000, 400, true)?.ended, true);
    assert.equal(tone(receiver, 1, 5000, 400, true), undefined);
  });

  it('joins the segments of a long tone', () => {
    const receiver = new ToneReceiver();
    tone(receiver, 1, 1000, 0xffff);
    const next = tone(receiver, 1, 1000 + 0xffff, 800);
    assert.deepEqual(next, { tone: '1', duration: (0xffff + 800) / 8, begun: false, ended: false });
  });

  it('says nothing of events that are no keys, or of half an event', () => {
    const receiver = new ToneReceiver();
    assert.equal(tone(receiver, 16, 1000, 160), undefined);
    assert.equal(receiver.receive(packet(1, { payload: new Uint8Array(3) }), 8000), undefined);
  });
});
