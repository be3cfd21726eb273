/** Challenges of the long-term mechanism and their answers (RFC 8489 §9.2). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import type { ReceivedMessage, StunAttribute } from '../../../src/stun/index.ts';
import {
  longTermKey,
  NONCE,
  PASSWORD_ALGORITHM,
  PASSWORD_ALGORITHMS,
  REALM,
  readAttribute,
  readMessage,
  USERNAME,
  writeAttribute,
  writeMessage,
} from '../../../src/stun/index.ts';
import { LongTermCredentials } from '../../../src/turn/credentials.ts';

const id = new Uint8Array(12);
const none = new Uint8Array(0);
const realm = writeAttribute(REALM, 'r', id);
const nonce = (text: string): StunAttribute => writeAttribute(NONCE, new TextEncoder().encode(text), id);
const offer = (...algorithms: number[]): StunAttribute =>
  writeAttribute(
    PASSWORD_ALGORITHMS,
    algorithms.map(algorithm => ({ algorithm, parameters: none })),
    id,
  );

function message(...attributes: StunAttribute[]): ReceivedMessage {
  const read = readMessage(writeMessage({ class: 'error', method: 3, transactionId: id, attributes }, {}, nodeCrypto));
  assert.ok(read);
  return read;
}

const credentials = (): LongTermCredentials => new LongTermCredentials('u', 'p', nodeCrypto);

test('before a challenge there is nothing to show', () => {
  const fresh = credentials();
  assert.equal(fresh.challenged, false);
  assert.deepEqual(fresh.attributes(id), []);
  assert.deepEqual(fresh.protection(), {});
  assert.equal(fresh.verify(none, message()), false);
});

test('a classic challenge is answered with MD5 and SHA-1', () => {
  const answer = credentials();
  assert.equal(answer.challenge(message(realm, nonce('abc'))), undefined);
  const shown = { ...message(), attributes: answer.attributes(id) };
  assert.equal(readAttribute(shown, USERNAME), 'u');
  assert.equal(readAttribute(shown, REALM), 'r');
  assert.deepEqual(readAttribute(shown, NONCE), new TextEncoder().encode('abc'));
  assert.deepEqual(answer.protection(), { integrityKey: longTermKey('u', 'r', 'p', nodeCrypto) });
});

test('the first supported algorithm of the list is taken', () => {
  for (const [list, expected, hash] of [
    [[2, 1], 2, 'sha256'],
    [[1, 2], 1, 'md5'],
    [[99, 2], 2, 'sha256'],
  ] as const) {
    const answer = credentials();
    assert.equal(answer.challenge(message(realm, nonce('obMatJos2gAAAx'), offer(...list))), undefined);
    const shown = { ...message(), attributes: answer.attributes(id) };
    assert.equal(readAttribute(shown, PASSWORD_ALGORITHM)?.algorithm, expected);
    assert.equal(readAttribute(shown, PASSWORD_ALGORITHMS)?.length, list.length);
    assert.deepEqual(answer.protection(), { integritySha256Key: longTermKey('u', 'r', 'p', nodeCrypto, hash) });
  }
});

test('a list of nothing we know, and a list that was taken away, are not answered', () => {
  assert.match(credentials().challenge(message(realm, nonce('x'), offer(99))) ?? '', /no supported/);
  assert.match(credentials().challenge(message(realm, nonce('obMatJos2gAAAx'))) ?? '', /was removed/);
});

test('a challenge needs realm and nonce, but a later one may leave the realm out', () => {
  assert.match(credentials().challenge(message(realm)) ?? '', /did not send/);
  assert.match(credentials().challenge(message(nonce('x'))) ?? '', /did not send/);
  const answer = credentials();
  answer.challenge(message(realm, nonce('x')));
  assert.equal(answer.challenge(message(nonce('y'))), undefined);
  const shown = { ...message(), attributes: answer.attributes(id) };
  assert.equal(readAttribute(shown, REALM), 'r');
});

test('only the integrity that was promised counts', () => {
  const answer = credentials();
  answer.challenge(message(realm, nonce('obMatJos2gAAAx'), offer(2, 1)));
  const { integritySha256Key: key } = answer.protection();
  const reply = { class: 'success', method: 3, transactionId: id, attributes: [] } as const;
  const strong = writeMessage(reply, { integritySha256Key: key }, nodeCrypto);
  const weak = writeMessage(reply, { integrityKey: key }, nodeCrypto);
  assert.equal(answer.verify(strong, readMessage(strong) as ReceivedMessage), true);
  assert.equal(answer.verify(weak, readMessage(weak) as ReceivedMessage), false);
  answer.reset();
  assert.equal(answer.challenged, false);
  assert.equal(answer.verify(strong, readMessage(strong) as ReceivedMessage), false);
});
