/** The record header. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as record from '../../../../src/dtls/record/header.ts';
import { toHex } from '../support.ts';

test('is written as RFC 6347 draws it, and read back', () => {
  const bytes = new Uint8Array(record.RECORD_HEADER_LENGTH);
  record.writeRecordHeader(bytes, record.HANDSHAKE, record.DTLS_1_2, 0x0102, 0x0a0b0c0d0e0f, 0x1234);
  assert.equal(toHex(bytes), '16fefd01020a0b0c0d0e0f1234');
  assert.equal(record.recordType(bytes, 0), record.HANDSHAKE);
  assert.equal(record.recordVersion(bytes, 0), record.DTLS_1_2);
  assert.equal(record.recordEpoch(bytes, 0), 0x0102);
  assert.equal(record.recordSequence(bytes, 0), 0x0a0b0c0d0e0f);
  assert.equal(record.recordLength(bytes, 0), 0x1234);
});

test('is read at any offset', () => {
  const bytes = new Uint8Array(20);
  bytes.set([23, 0xfe, 0xfd, 0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 9], 7);
  assert.equal(record.recordSequence(bytes, 7), record.MAX_SEQUENCE);
  assert.equal(record.recordLength(bytes, 7), 9);
});
