/** The table of checks: found by transaction, ended by time, bounded. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import { CheckTable } from '../../../src/ice/check-table.ts';
import type { Check } from '../../../src/ice/connectivity-check.ts';
import { ClientTransaction } from '../../../src/stun/index.ts';
import { pair } from './pieces.ts';

function check(id: number, consent: boolean = false, nominating: boolean = false): Check {
  const packet = new Uint8Array(20);
  packet[19] = id;
  const transaction = new ClientTransaction(packet, { rto: 500, maxRequests: consent ? 1 : 2, finalWait: 1 });
  return { pair: pair(1), transaction, consent, nominating, role: 'controlling', priority: 1 };
}

test('found, deleted, kept by kind', () => {
  const table = new CheckTable(10);
  const [one, two] = [check(1), check(2, true)];
  table.add(one, 0);
  table.add(two, 0);
  assert.equal(table.find(one.transaction.packet), one);
  assert.equal(table.find(new Uint8Array(20)), undefined);
  table.retain(each => each.consent);
  assert.equal(table.find(one.transaction.packet), undefined);
  assert.equal(table.find(two.transaction.packet), two);
  table.delete(two);
  assert.equal(table.size, 0);
  assert.equal(table.nextTimeout(), NEVER);
});

test('an answer ends a check, and measures a round trip unless the request was sent again', () => {
  const table = new CheckTable(10);
  const [one, two] = [check(1), check(2)];
  for (const each of [one, two]) {
    table.add(each, 0);
    each.transaction.pollTransmit(100);
  }
  assert.equal(table.answered(one, 130), 30);
  assert.equal(table.size, 1);
  assert.equal(one.pair.responsesReceived, 1);
  assert.equal(one.pair.lastCheckReceivedAt, 130);
  two.transaction.handleTimeout(600);
  two.transaction.pollTransmit(600);
  assert.equal(table.answered(two, 610), undefined);
  assert.equal(table.find(two.transaction.packet), undefined);
});

test('a check is due again, and then ended', () => {
  const table = new CheckTable(10);
  const one = check(1);
  table.add(one, 0);
  one.transaction.pollTransmit(0);
  assert.equal(table.nextTimeout(), 500);
  const log: string[] = [];
  const step = (now: number): void =>
    table.handleTimeout(
      now,
      each => {
        each.transaction.pollTransmit(now);
        log.push(`due ${now}`);
      },
      () => log.push(`ended ${now}`),
    );
  step(499);
  step(500);
  step(1_000);
  assert.deepEqual(log, ['due 500', 'ended 1000']);
  assert.equal(table.size, 0);
});

test('a consent check that nobody answers needs no timer: it is forgotten with the next check after its end', () => {
  const table = new CheckTable(10);
  const lost = check(1, true);
  table.add(lost, 0);
  // Sent once, and waited for as long as an RTO.
  lost.transaction.pollTransmit(0);
  assert.equal(table.nextTimeout(), NEVER);
  const { packet } = lost.transaction;
  table.add(check(2, true), 499);
  assert.equal(table.find(packet), lost);
  table.add(check(3, true), 500);
  assert.equal(table.find(packet), undefined);
  assert.equal(table.size, 2);
});

test('beyond the limit the oldest is forgotten', () => {
  const table = new CheckTable(2);
  const all = [check(1), check(2), check(3)];
  for (const each of all) table.add(each, 0);
  assert.equal(table.size, 2);
  assert.equal(table.find((all[0] as Check).transaction.packet), undefined);
  table.clear();
  assert.equal(table.size, 0);
});

test('a nomination ends the other checks, but for those that the peer wants and those of consent', () => {
  const table = new CheckTable(10);
  const [ordinary, consent, wanted] = [check(1), check(2, true), check(3)];
  for (const each of [ordinary, consent, wanted]) {
    each.pair.state = 'in-progress';
    each.transaction.pollTransmit(0);
    table.add(each, 0);
  }
  wanted.pair.nominateOnSuccess = true;
  table.conclude(10);
  assert.deepEqual(
    [ordinary, consent, wanted].map(each => each.pair.state),
    ['failed', 'in-progress', 'in-progress'],
  );
});

test('a nomination is under way as long as its check is, however that ends', () => {
  const table = new CheckTable(2);
  const one = check(1, false, true);
  for (const end of [() => table.delete(one), () => table.retain(() => false), () => table.clear()]) {
    table.add(one, 0);
    assert.equal(table.nominating, true);
    end();
    assert.equal(table.nominating, false);
  }
  table.add(check(2, true, true), 0);
  assert.equal(table.nominating, false, 'a check for consent that says it again decides nothing');
});
