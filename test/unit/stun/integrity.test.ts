/** Integrity, keys, user hash and nonce features (RFC 8489 §9, §14.5–§14.7). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import {
  longTermKey,
  NONCE,
  nonceFeatures,
  opaqueString,
  REALM,
  readAttribute,
  readMessage,
  shortTermKey,
  USERNAME,
  userHash,
  verifyIntegrity,
  writeMessage,
} from '../../../src/stun/index.ts';
import { LONG_TERM_REQUEST, PASSWORD, REQUEST, USER_HASH } from './rfc5769.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test('the long-term request of RFC 5769 is authentic', () => {
  const message = readMessage(LONG_TERM_REQUEST);
  assert.ok(message);
  const username = readAttribute(message, USERNAME);
  const realm = readAttribute(message, REALM);
  assert.equal(username, 'マトリックス');
  assert.equal(realm, 'example.org');
  assert.deepEqual(readAttribute(message, NONCE), bytesOf('f//499k954d6OL34oL9FSTvy64sA'));
  const key = longTermKey(username, realm, 'TheMatrIX', nodeCrypto);
  assert.equal(verifyIntegrity(LONG_TERM_REQUEST, message, key, nodeCrypto), true);
  assert.deepEqual(writeMessage(message, { integrityKey: key }, nodeCrypto), LONG_TERM_REQUEST);
});

test('the user hash of RFC 8489 appendix B.1 is ours', () => {
  assert.deepEqual(userHash('マトリックス', 'example.org', nodeCrypto), USER_HASH);
});

test('a flipped bit, another key and a missing attribute are not authentic', () => {
  const key = shortTermKey(PASSWORD);
  for (let at = 20; at < REQUEST.length - 8; at += 5) {
    const bytes = REQUEST.slice(0, REQUEST.length - 8);
    bytes[3] = bytes.length - 20;
    const intact = readMessage(bytes);
    assert.ok(intact && verifyIntegrity(bytes, intact, key, nodeCrypto));
    bytes[at] = (bytes[at] as number) ^ 1;
    const message = readMessage(bytes);
    assert.equal(message !== undefined && verifyIntegrity(bytes, message, key, nodeCrypto), false, `byte ${at}`);
  }
  const message = readMessage(REQUEST);
  assert.ok(message);
  assert.equal(verifyIntegrity(REQUEST, message, shortTermKey('other'), nodeCrypto), false);
  assert.equal(verifyIntegrity(REQUEST, message, key, nodeCrypto, 'sha256'), false);
});

test('verification leaves the packet as it was', () => {
  const bytes = REQUEST.slice();
  const message = readMessage(bytes);
  assert.ok(message);
  verifyIntegrity(bytes, message, shortTermKey(PASSWORD), nodeCrypto);
  assert.deepEqual(bytes, REQUEST);
});

test('nonce features are read from either end of the bit field', () => {
  const features = (nonce: string): string => {
    const { passwordAlgorithms, usernameAnonymity } = nonceFeatures(bytesOf(nonce));
    return `${passwordAlgorithms ? 'P' : '-'}${usernameAnonymity ? 'U' : '-'}`;
  };
  assert.equal(features('obMatJos2gAAAadl7W7PeDU4hKE72jda'), 'P-');
  assert.equal(features('obMatJos2AAACf//499k954d6OL34oL9FSTvy64sA'), '-U');
  assert.equal(features('obMatJos2wAAA'), 'PU');
  assert.equal(features('obMatJos2AAAA'), '--');
  assert.equal(features('obMatJos2g'), '--');
  assert.equal(features('f//499k954d6OL34oL9FSTvy64sA'), '--');
  assert.equal(features(''), '--');
});

test('user names and passwords are brought into one form', () => {
  assert.equal(opaqueString('a\u00a0b\u3000c'), 'a b c');
  assert.equal(opaqueString('e\u0301'), '\u00e9');
});
