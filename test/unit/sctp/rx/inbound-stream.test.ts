/** Ordered messages wait for their turn. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InboundStream } from '../../../../src/sctp/rx/inbound-stream.ts';

const message = (ssn: number) => ({ streamId: 1, ssn, ppid: 51, data: new Uint8Array([ssn]) });

test('messages wait for the one before them, also across the wrap', () => {
  const stream = new InboundStream();
  for (let ssn = 0; ssn < 65_535; ssn++) assert.ok(stream.takeTurn(ssn));
  assert.ok(stream.keep(message(0)));
  assert.ok(!stream.keep(message(0)));
  assert.ok(!stream.keep(message(65_534)));
  assert.equal(stream.next(), undefined);
  assert.ok(stream.takeTurn(65_535));
  assert.equal(stream.next()?.ssn, 0);
});

test('a skip gives what did arrive, in order', () => {
  const stream = new InboundStream();
  for (const ssn of [3, 1, 5]) stream.keep(message(ssn));
  assert.deepEqual(
    stream.skipTo(3).map(({ ssn }) => ssn),
    [1, 3],
  );
  assert.equal(stream.nextSsn, 4);
  assert.deepEqual(stream.skipTo(2), []);
  assert.equal(stream.nextSsn, 4);
});

test('a reset starts at 0 and gives up what waited', () => {
  const stream = new InboundStream();
  stream.takeTurn(0);
  stream.keep(message(2));
  assert.equal(stream.reset().length, 1);
  assert.ok(stream.takeTurn(0));
});
