/** Telephone events and the codes of keys. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  eventOfTone,
  readTelephoneEvent,
  toneOfEvent,
  writeTelephoneEvent,
} from '../../../src/payload/telephone-event.ts';

test('a telephone event has the four bytes of RFC 4733 §2.3', () => {
  const event = { event: 11, end: true, volume: 10, duration: 1600 };
  assert.deepEqual([...writeTelephoneEvent(event)], [11, 0x8a, 0x06, 0x40]);
  assert.deepEqual(readTelephoneEvent(Uint8Array.of(11, 0xca, 0x06, 0x40, 9)), event);
  assert.equal(readTelephoneEvent(Uint8Array.of(11, 0x8a, 0x06)), undefined);
});

test('keys have the codes of RFC 4733 §3.2', () => {
  assert.deepEqual(Array.from('0123456789*#ABCD', eventOfTone), [...Array(16).keys()]);
  assert.equal(eventOfTone('d'), 15);
  assert.equal(eventOfTone(''), undefined);
  assert.equal(eventOfTone('12'), undefined);
  assert.equal(eventOfTone(','), undefined);
  assert.equal(toneOfEvent(10), '*');
  assert.equal(toneOfEvent(16), undefined);
});
