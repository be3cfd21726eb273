/** Reassembly: any order, gaps, duplicates, overlaps; bounded whatever comes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../../../src/base/random.ts';
import { type HandshakeFragment, readFragment, writeFragment } from '../../../../src/dtls/handshake/header.ts';
import {
  MAX_BUFFERED_BYTES,
  MAX_MESSAGE_LENGTH,
  MAX_MESSAGES_AHEAD,
  Reassembly,
} from '../../../../src/dtls/handshake/reassembly.ts';

function fragment(messageSeq: number, body: Uint8Array, offset: number, length: number, type = 11): HandshakeFragment {
  return readFragment(writeFragment(type, messageSeq, body, offset, length), 0) as HandshakeFragment;
}

const body = (length: number, fill = 1): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7 + fill) & 0xff);

test('messages come out whole and in order, however their fragments come', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = new SeededRandom(seed);
    const messages = [body(300), body(0), body(1, 5), body(1000, 9)];
    const fragments: HandshakeFragment[] = [];
    messages.forEach((message, seq) => {
      for (let at = 0; at < message.length; at += 50) {
        const back = Math.min(at, random.below(20));
        fragments.push(fragment(seq, message, at - back, Math.min(50 + back, message.length - at + back)));
      }
      if (message.length === 0) fragments.push(fragment(seq, message, 0, 0));
    });
    const order = [...fragments, ...fragments].sort(() => random.unit() - 0.5);
    const reassembly = new Reassembly();
    const out: Uint8Array[] = [];
    for (const each of order) {
      reassembly.add(each, 0);
      for (let message = reassembly.take(); message !== undefined; message = reassembly.take()) out.push(message.body);
    }
    assert.deepEqual(out, messages, `seed ${seed}`);
    assert.equal(reassembly.bufferedBytes, 0);
    assert.equal(reassembly.next, 4);
  }
});

test('nothing comes out while a byte is missing', () => {
  const reassembly = new Reassembly();
  reassembly.add(fragment(0, body(10), 0, 4), 0);
  reassembly.add(fragment(0, body(10), 5, 5), 0);
  assert.equal(reassembly.take(), undefined);
  reassembly.add(fragment(0, body(10), 4, 1), 0);
  assert.deepEqual(reassembly.take()?.body, body(10));
});

test('an awaited message in one fragment is not copied, and bounded like any other', () => {
  const reassembly = new Reassembly();
  const whole = fragment(0, body(10), 0, 10);
  assert.equal(reassembly.add(whole, 0), 'taken');
  assert.equal(reassembly.bufferedBytes, 10);
  assert.equal(reassembly.add(fragment(0, body(10, 5), 0, 4), 0), 'taken', 'changes nothing');
  assert.equal(reassembly.add(fragment(0, body(11), 0, 11), 0), 'conflict');
  assert.equal(reassembly.add(fragment(0, body(10), 0, 10, 12), 0), 'conflict');
  const taken = reassembly.take();
  assert.ok(taken?.body === whole.data && taken.type === 11);
  assert.equal(reassembly.bufferedBytes, 0);
  reassembly.add(fragment(1, body(10), 0, 10), 0);
  assert.equal(reassembly.add(fragment(1, body(3), 0, 3, 20), 1), 'taken', 'a protected one displaces it');
  assert.deepEqual([reassembly.take()?.type, reassembly.take()], [20, undefined]);
});

test('a message that was taken is old', () => {
  const reassembly = new Reassembly();
  reassembly.add(fragment(0, body(1), 0, 1), 0);
  reassembly.take();
  assert.equal(reassembly.add(fragment(0, body(1), 0, 1), 0), 'old');
});

test('a fragment of another type or length than the first conflicts', () => {
  const reassembly = new Reassembly();
  reassembly.add(fragment(0, body(10), 0, 4), 0);
  assert.equal(reassembly.add(fragment(0, body(11), 4, 4), 0), 'conflict');
  assert.equal(reassembly.add(fragment(0, body(10), 4, 4, 12), 0), 'conflict');
});

test('a protected fragment displaces plain ones, and not the reverse', () => {
  const reassembly = new Reassembly();
  reassembly.add(fragment(0, body(10, 3), 0, 10), 0);
  assert.equal(reassembly.add(fragment(0, body(12), 0, 12, 20), 1), 'taken');
  assert.equal(reassembly.add(fragment(0, body(10, 3), 0, 10), 0), 'conflict');
  assert.deepEqual(reassembly.take(), { type: 20, messageSeq: 0, epoch: 1, body: body(12) });
});

test('too long, and too far ahead, is refused', () => {
  const reassembly = new Reassembly();
  const long = { type: 11, length: MAX_MESSAGE_LENGTH + 1, messageSeq: 0, offset: 0, data: body(1) };
  assert.equal(reassembly.add(long, 0), 'overflow');
  assert.equal(reassembly.add(fragment(MAX_MESSAGES_AHEAD, body(1), 0, 1), 0), 'overflow');
  assert.equal(reassembly.add(fragment(MAX_MESSAGES_AHEAD - 1, body(1), 0, 1), 0), 'taken');
});

test('claimed lengths are bounded together, and messages further ahead give way to nearer ones', () => {
  const reassembly = new Reassembly();
  for (let seq = 7; seq >= 0; seq--) {
    const verdict = reassembly.add(fragment(seq, body(MAX_MESSAGE_LENGTH), 0, 1), 0);
    assert.equal(verdict, 'taken');
    assert.ok(reassembly.bufferedBytes <= MAX_BUFFERED_BYTES);
  }
  assert.equal(reassembly.add(fragment(7, body(MAX_MESSAGE_LENGTH), 0, 1), 0), 'overflow');
  const whole = body(MAX_MESSAGE_LENGTH);
  for (let at = 0; at < whole.length; at += 1000) {
    reassembly.add(fragment(0, whole, at, Math.min(1000, whole.length - at)), 0);
  }
  assert.deepEqual(reassembly.take()?.body, whole);
});

test('gaps are bounded', () => {
  const reassembly = new Reassembly();
  const whole = body(4000);
  let overflows = 0;
  for (let at = 0; at < 4000; at += 2) {
    if (reassembly.add(fragment(0, whole, at, 1), 0) === 'overflow') overflows++;
  }
  assert.ok(overflows > 1800);
  assert.equal(reassembly.add(fragment(0, whole, 0, 1), 0), 'taken', 'what is there already still is');
});

test('a message with as many gaps as may be is taken, once what fills them comes', () => {
  const reassembly = new Reassembly();
  const whole = body(20_000);
  for (const first of [0, 100, 0]) {
    for (let at = first; at < 20_000; at += 200) reassembly.add(fragment(0, whole, at, 100), 0);
  }
  const message = reassembly.take();
  assert.ok(message !== undefined);
  assert.deepEqual(message.body, whole);
});

test('cleared, it holds nothing and goes on counting', () => {
  const reassembly = new Reassembly();
  reassembly.add(fragment(0, body(5), 0, 5), 0);
  reassembly.take();
  reassembly.add(fragment(1, body(5), 0, 2), 0);
  reassembly.clear();
  assert.deepEqual([reassembly.bufferedBytes, reassembly.next], [0, 1]);
});
