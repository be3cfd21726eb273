/** The transcript. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatenate } from '../../../../src/base/concatenate.ts';
import { Transcript } from '../../../../src/dtls/handshake/transcript.ts';
import { nodeCrypto } from '../../../../src/node/crypto.ts';
import { bytes, whole } from '../support.ts';

test('has every message as one fragment, and its hash', () => {
  const transcript = new Transcript();
  transcript.add(1, 0, bytes('client'));
  transcript.add(2, 0, bytes('server'));
  const expected = Uint8Array.of(...whole(1, 0, bytes('client')), ...whole(2, 0, bytes('server')));
  assert.deepEqual(transcript.bytes(), expected);
  assert.deepEqual(transcript.hash('sha384', nodeCrypto), nodeCrypto.hash('sha384', expected));
});

test('grows, and what was seen of it stays', () => {
  const transcript = new Transcript();
  transcript.add(1, 0, bytes('before'));
  const start = transcript.length;
  transcript.add(11, 1, new Uint8Array(1_000).fill(1));
  const view = transcript.bytes(start);
  transcript.add(11, 2, new Uint8Array(2_000).fill(2));
  const expected = [whole(11, 1, new Uint8Array(1_000).fill(1)), whole(11, 2, new Uint8Array(2_000).fill(2))];
  assert.deepEqual(view, expected[0]);
  assert.deepEqual(transcript.bytes(start), concatenate(expected));
});

test('begins anew after a cookie', () => {
  const transcript = new Transcript();
  transcript.add(1, 0, bytes('first'));
  transcript.reset();
  transcript.add(1, 1, bytes('second'));
  assert.deepEqual(transcript.bytes(), whole(1, 1, bytes('second')));
});
