/** Protocol errors and drop counters. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DropCounters, ProtocolError } from '../../../src/base/errors.ts';

test('a protocol error keeps what the API shows of it', () => {
  const error = new ProtocolError('dtls', 'fingerprint-mismatch', 'No fingerprint matches', {
    section: 'RFC 8122 §5',
    sentAlert: 42,
    cause: 'why',
  });
  assert.equal(error.layer, 'dtls');
  assert.equal(error.code, 'fingerprint-mismatch');
  assert.equal(error.section, 'RFC 8122 §5');
  assert.equal(error.sentAlert, 42);
  assert.equal(error.receivedAlert, undefined);
  assert.equal(error.cause, 'why');
});

test('drops are counted by reason', () => {
  const drops = new DropCounters<'short' | 'long'>();
  drops.drop('short');
  drops.drop('short');
  drops.drop('long');
  assert.equal(drops.count('short'), 2);
  assert.equal(drops.count('long'), 1);
  assert.equal(drops.total, 3);
  assert.deepEqual(
    [...drops.entries()],
    [
      ['short', 2],
      ['long', 1],
    ],
  );
});
