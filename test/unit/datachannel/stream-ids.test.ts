/** Ids by DTLS role. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StreamIds } from '../../../src/datachannel/stream-ids.ts';

test('the client takes even ids, the server odd ones, the lowest that is free', () => {
  const client = new StreamIds();
  client.take(2);
  client.setRole('client');
  assert.deepEqual([client.next(), client.next(), client.next()], [0, 4, 6]);
  client.release(4);
  assert.equal(client.next(), 4);
  assert.deepEqual([client.ours(8), client.ours(9)], [true, false]);
  const server = new StreamIds();
  server.setRole('server');
  assert.deepEqual([server.next(), server.next()], [1, 3]);
});

test('ids end with the streams of the association, 65,534 at most', () => {
  const ids = new StreamIds();
  assert.deepEqual([ids.take(65_534), ids.take(65_535), ids.take(-1), ids.take(65_534)], [true, false, false, false]);
  ids.setRole('server');
  ids.limit(4);
  assert.deepEqual([ids.next(), ids.next(), ids.next()], [1, 3, undefined]);
});
