/** Data that waits for a permission. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backlog, MAX_BACKLOG_BYTES, MAX_BACKLOG_PACKETS } from '../../../src/turn/backlog.ts';

const a = { address: '10.0.0.1', port: 1, family: 4 } as const;
const b = { address: '10.0.0.2', port: 1, family: 4 } as const;

test('packets come out by address, oldest first, as copies', () => {
  const backlog = new Backlog();
  const data = Uint8Array.of(1);
  backlog.push(a, data);
  backlog.push(b, Uint8Array.of(2));
  backlog.push({ ...a, port: 9 }, Uint8Array.of(3));
  data[0] = 99;
  assert.deepEqual(backlog.take('10.0.0.1'), [
    { peer: a, data: Uint8Array.of(1) },
    { peer: { ...a, port: 9 }, data: Uint8Array.of(3) },
  ]);
  assert.deepEqual(backlog.take('10.0.0.1'), []);
  assert.equal(backlog.length, 1);
});

test('packets and bytes are bounded, and room comes back', () => {
  const backlog = new Backlog();
  for (let i = 0; i < MAX_BACKLOG_PACKETS; i++) assert.equal(backlog.push(a, new Uint8Array(0)), true);
  assert.equal(backlog.push(b, new Uint8Array(0)), false);
  backlog.clear();
  assert.equal(backlog.push(a, new Uint8Array(MAX_BACKLOG_BYTES)), true);
  assert.equal(backlog.push(b, new Uint8Array(1)), false);
  backlog.take('10.0.0.1');
  assert.equal(backlog.push(b, new Uint8Array(1)), true);
});
