/** A query to a STUN server: answered, refused, silent, kept alive. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import { DEFAULT_TIMING } from '../../../src/ice/options.ts';
import { ServerQuery } from '../../../src/ice/server-query.ts';
import type { ReceivedMessage, StunAttribute } from '../../../src/stun/index.ts';
import {
  ERROR_CODE,
  MAPPED_ADDRESS,
  readMessage,
  writeAttribute,
  writeMessage,
  XOR_MAPPED_ADDRESS,
} from '../../../src/stun/index.ts';
import { at, base, ENV } from './pieces.ts';
import { iceServer } from './stage.ts';

const target = at('198.51.100.1', 3478);
const mapped = at('203.0.113.1', 99);

function query(): ServerQuery {
  return new ServerQuery(base(), iceServer('stun:198.51.100.1'), target, DEFAULT_TIMING, ENV);
}

function answer(
  request: Uint8Array | undefined,
  kind: 'success' | 'error',
  attribute: (id: Uint8Array) => StunAttribute,
): ReceivedMessage {
  assert.ok(request !== undefined);
  const asked = readMessage(request);
  assert.ok(asked !== undefined);
  const { method, transactionId } = asked;
  const packet = writeMessage(
    { class: kind, method, transactionId, attributes: [attribute(transactionId)] },
    {},
    ENV.crypto,
  );
  const message = readMessage(packet);
  assert.ok(message !== undefined);
  return message;
}

test('the mapped address, from that server only; then a keepalive each 15 s until released', () => {
  const one = query();
  assert.equal(one.pending, true);
  assert.equal(one.pollTransmit(0), undefined);
  one.start();
  assert.equal(one.waiting, false);
  const response = answer(one.pollTransmit(0), 'success', id => writeAttribute(XOR_MAPPED_ADDRESS, mapped, id));
  assert.equal(one.receive(response, at('198.51.100.1', 1), 5), undefined);
  assert.deepEqual(one.receive(response, target, 5), { kind: 'mapped', address: mapped });
  assert.equal(one.receive(response, target, 6), undefined);
  assert.equal(one.pending, false);
  assert.equal(one.nextTimeout(), 15_005);
  one.handleTimeout(15_005);
  const again = answer(one.pollTransmit(15_005), 'success', id => writeAttribute(XOR_MAPPED_ADDRESS, mapped, id));
  assert.equal(one.receive(again, target, 15_010), 'repeated');
  one.release();
  assert.equal(one.nextTimeout(), NEVER);
});

test('released before the answer: it gives its candidate, and the server is not asked again', () => {
  const one = query();
  one.start();
  const response = answer(one.pollTransmit(0), 'success', id => writeAttribute(XOR_MAPPED_ADDRESS, mapped, id));
  one.release();
  assert.deepEqual(one.receive(response, target, 5), { kind: 'mapped', address: mapped });
  assert.equal(one.nextTimeout(), NEVER);
});

test('an old server says MAPPED-ADDRESS', () => {
  const one = query();
  one.start();
  const response = answer(one.pollTransmit(0), 'success', id => writeAttribute(MAPPED_ADDRESS, mapped, id));
  assert.deepEqual(one.receive(response, target, 5), { kind: 'mapped', address: mapped });
});

test('an error is reported', () => {
  const one = query();
  one.start();
  const response = answer(one.pollTransmit(0), 'error', id =>
    writeAttribute(ERROR_CODE, { code: 500, reason: 'no' }, id),
  );
  assert.deepEqual(one.receive(response, target, 5), { kind: 'failed', code: 500, reason: 'no' });
  assert.equal(one.pending, false);
  assert.equal(one.nextTimeout(), NEVER);
});

test('silence is 701 after 9.5 s, and a keepalive unanswered is tried again', () => {
  const one = query();
  one.start();
  let result;
  let now = 0;
  while (result === undefined) {
    one.pollTransmit(now);
    now = one.nextTimeout();
    result = one.handleTimeout(now);
  }
  assert.equal(now, 9_500);
  assert.equal(result.kind === 'failed' && result.code, 701);
  const other = query();
  other.start();
  const response = answer(other.pollTransmit(0), 'success', id => writeAttribute(XOR_MAPPED_ADDRESS, mapped, id));
  other.receive(response, target, 0);
  for (now = 0; now < 60_000; now = other.nextTimeout()) {
    assert.equal(other.handleTimeout(now), undefined);
    other.pollTransmit(now);
  }
  assert.ok(other.nextTimeout() < NEVER);
});
