/** Failures and their alerts. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as alert from '../../../src/dtls/alert.ts';
import * as failures from '../../../src/dtls/handshake-failures.ts';

test('each failure has its alert, a stable code and a section', () => {
  const message = { type: 2, messageSeq: 0, epoch: 0, body: new Uint8Array(0) };
  const seen = [
    failures.malformed('ServerHello', 'RFC 5246 §7.4.1.3'),
    failures.illegal('text', 'RFC 5246 §7.2.2'),
    failures.unexpected(message, 'RFC 5246 §7.3'),
    failures.badSignature('CertificateVerify', 'RFC 5246 §7.4.8'),
    failures.wrongFinished(),
    failures.nothingMore(message),
  ].map(failure => {
    assert.ok(failure instanceof failures.HandshakeFailure);
    assert.match(failure.section, /^RFC \d+ §/);
    return [failure.alert, failure.code];
  });
  assert.deepEqual(seen, [
    [alert.DECODE_ERROR, 'malformed-message'],
    [alert.ILLEGAL_PARAMETER, 'illegal-parameter'],
    [alert.UNEXPECTED_MESSAGE, 'unexpected-message'],
    [alert.DECRYPT_ERROR, 'bad-signature'],
    [alert.DECRYPT_ERROR, 'wrong-finished'],
    [alert.UNEXPECTED_MESSAGE, 'unexpected-message'],
  ]);
});
