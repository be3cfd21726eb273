/** Time-limited credentials, as coturn computes them. */

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { parseTimeLimitedName, timeLimitedPassword } from '../../../src/turn-server/credentials.ts';

test('the password is the HMAC of the user name', () => {
  for (const [username, secret] of [
    ['1893456000:alice', 'north'],
    ['1', ''],
    ['1893456000:élan', 'a longer secret, with more than sixty-four bytes, so that it is hashed first …'],
  ] as const) {
    const expected = createHmac('sha1', secret).update(username).digest('base64');
    assert.equal(timeLimitedPassword(username, secret, nodeCrypto), expected);
  }
});

test('a user name is an end and a name', () => {
  assert.deepEqual(parseTimeLimitedName('1893456000:alice:bob'), { expiresAt: 1_893_456_000, name: 'alice:bob' });
  assert.deepEqual(parseTimeLimitedName('1893456000'), { expiresAt: 1_893_456_000, name: '' });
  for (const text of ['', 'alice', ':alice', '12x:alice', '-1:alice', '1234567890123456:alice']) {
    assert.equal(parseTimeLimitedName(text), undefined, text);
  }
});
