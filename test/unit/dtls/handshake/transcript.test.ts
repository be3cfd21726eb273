/** The transcript. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeWhole } from '../../../../src/dtls/handshake/header.ts';
import { Transcript } from '../../../../src/dtls/handshake/transcript.ts';
import { nodeCrypto } from '../../../../src/node/crypto.ts';
import { bytes } from '../support.ts';

test('has every message as one fragment, and its hash', () => {
  const transcript = new Transcript();
  transcript.add(1, 0, bytes('client'));
  transcript.add(2, 0, bytes('server'));
  const expected = Uint8Array.of(...writeWhole(1, 0, bytes('client')), ...writeWhole(2, 0, bytes('server')));
  assert.deepEqual(transcript.bytes(), expected);
  assert.deepEqual(transcript.hash('sha384', nodeCrypto), nodeCrypto.hash('sha384', expected));
});

test('begins anew after a cookie', () => {
  const transcript = new Transcript();
  transcript.add(1, 0, bytes('first'));
  transcript.reset();
  transcript.add(1, 1, bytes('second'));
  assert.deepEqual(transcript.bytes(), writeWhole(1, 1, bytes('second')));
});
