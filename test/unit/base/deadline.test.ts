/** The deadline value. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Deadline } from '../../../src/base/deadline.ts';
import { NEVER } from '../../../src/base/instant.ts';

test('is due from its moment on, and never while stopped', () => {
  const deadline = new Deadline();
  assert.equal(deadline.at, NEVER);
  assert.ok(!deadline.running);
  assert.ok(!deadline.expired(1e12));
  deadline.start(100, 50);
  assert.ok(deadline.running);
  assert.ok(!deadline.expired(149));
  assert.ok(deadline.expired(150));
  deadline.stop();
  assert.ok(!deadline.expired(150));
});

test('take fires once', () => {
  const deadline = new Deadline();
  deadline.start(0, 10);
  assert.ok(!deadline.take(9));
  assert.ok(deadline.take(10));
  assert.ok(!deadline.take(11));
  assert.ok(!deadline.running);
});
