/** The retransmission schedule and the matching of responses (RFC 8489 §6.2.1). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import type { StunClass, StunMessage } from '../../../src/stun/index.ts';
import { ClientTransaction, sameTransactionId, transactionKey, writeMessage } from '../../../src/stun/index.ts';

const id = Uint8Array.from({ length: 12 }, (_, i) => i);
const packet = writeMessage({ class: 'request', method: 1, transactionId: id, attributes: [] }, {}, nodeCrypto);

const response = (kind: StunClass = 'success', transactionId: Uint8Array = id): StunMessage => ({
  class: kind,
  method: 1,
  transactionId,
  attributes: [],
});

/** Runs it to the end without an answer: when it sent, and when it gave up. */
function run(transaction: ClientTransaction, from: number): { sent: number[]; end: number } {
  const sent: number[] = [];
  let now = from;
  for (;;) {
    for (let out = transaction.pollTransmit(now); out !== undefined; out = transaction.pollTransmit(now))
      sent.push(now);
    if (transaction.state !== 'waiting') return { sent, end: now };
    now = transaction.nextTimeout();
    transaction.handleTimeout(now);
  }
}

test('requests go out at 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s, and are given up at 39.5 s', () => {
  const transaction = new ClientTransaction(packet);
  const { sent, end } = run(transaction, 1000);
  assert.deepEqual(sent, [1000, 1500, 2500, 4500, 8500, 16_500, 32_500]);
  assert.equal(end, 40_500);
  assert.equal(transaction.state, 'timed-out');
  assert.equal(transaction.nextTimeout(), NEVER);
  assert.equal(transaction.requestsSent, 7);
});

test('the schedule can be changed', () => {
  const options = { rto: 100, maxRequests: 5, finalWait: 2, maxRto: 300 };
  const { sent, end } = run(new ClientTransaction(packet, options), 0);
  assert.deepEqual(sent, [0, 100, 300, 600, 900]);
  assert.equal(end, 1100);
});

test('only a response of its own is matched, and only once it was sent', () => {
  const transaction = new ClientTransaction(packet);
  assert.equal(transaction.matches(response()), false);
  transaction.pollTransmit(0);
  assert.equal(transaction.matches(response()), true);
  assert.equal(transaction.matches(response('error')), true);
  assert.equal(transaction.matches(response('request')), false);
  assert.equal(transaction.matches(response('success', new Uint8Array(12))), false);
  transaction.complete(5);
  assert.equal(transaction.matches(response()), false);
  assert.equal(transaction.state, 'answered');
});

test('the round trip is known unless the request was sent twice', () => {
  const quick = new ClientTransaction(packet);
  quick.pollTransmit(10);
  assert.equal(quick.complete(35), 25);
  assert.equal(quick.nextTimeout(), NEVER);

  const slow = new ClientTransaction(packet);
  slow.pollTransmit(0);
  slow.handleTimeout(500);
  slow.pollTransmit(500);
  assert.equal(slow.complete(510), undefined);
});

test('a timeout that comes early changes nothing', () => {
  const transaction = new ClientTransaction(packet);
  transaction.pollTransmit(0);
  transaction.handleTimeout(499);
  assert.equal(transaction.due, false);
  transaction.handleTimeout(500);
  assert.equal(transaction.due, true);
});

test('a transaction that stops retransmitting still takes its answer', () => {
  const transaction = new ClientTransaction(packet, { rto: 100, finalWait: 4 });
  transaction.pollTransmit(0);
  transaction.stopRetransmitting(50);
  assert.equal(transaction.matches(response()), true);
  assert.equal(transaction.nextTimeout(), 450);
  transaction.handleTimeout(450);
  assert.equal(transaction.state, 'timed-out');
  assert.equal(transaction.pollTransmit(450), undefined);
});

test('a transaction that was never sent and is stopped stays silent', () => {
  const transaction = new ClientTransaction(packet);
  transaction.stopRetransmitting(0);
  assert.equal(transaction.pollTransmit(0), undefined);
  assert.equal(transaction.state, 'timed-out');
});

test('transaction IDs are compared by value', () => {
  assert.equal(sameTransactionId(id, id.slice()), true);
  assert.equal(sameTransactionId(id, new Uint8Array(12)), false);
  assert.equal(transactionKey(id), transactionKey(id.slice()));
});
