/** Checks on their way out: what they carry, and what they do to their pair. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../../src/base/random.ts';
import { CheckSender } from '../../../src/ice/check-sender.ts';
import { CheckTable } from '../../../src/ice/check-table.ts';
import { Checklist } from '../../../src/ice/checklist.ts';
import { isNamed } from '../../../src/ice/connectivity-check.ts';
import { DEFAULT_TIMING } from '../../../src/ice/options.ts';
import { Pacer } from '../../../src/ice/pacer.ts';
import type { SessionContext } from '../../../src/ice/session-context.ts';
import { hasAttribute, readMessage, shortTermKey, USE_CANDIDATE, verifyIntegrity } from '../../../src/stun/index.ts';
import { ENV, outbox, pair } from './pieces.ts';

const local = { ufrag: 'ours', pwd: 'o'.repeat(22) };
const remote = { ufrag: 'peer', pwd: 'p'.repeat(22) };

function stage() {
  const box = outbox();
  const checks = new CheckTable(10);
  const context = {
    role: { role: 'controlling', tieBreaker: 1n },
    timing: DEFAULT_TIMING,
    pacer: new Pacer(),
    outbox: box,
    env: { ...ENV, random: new SeededRandom(1) },
  } as unknown as SessionContext;
  const sender = new CheckSender(local, new Checklist(10), checks, context);
  const sent = () => {
    const owed = box.pollTransmit();
    const message = owed && readMessage(owed.packet);
    assert.ok(message !== undefined);
    return message;
  };
  return { sender, checks, box, sent };
}

test('without the peer’s credentials nothing is sent', () => {
  const { sender, box, checks } = stage();
  const [ordinary, consent] = [pair(1), pair(2)];
  consent.state = 'succeeded';
  sender.send(ordinary, false, 0);
  sender.sendConsent(consent, false, 0);
  assert.equal(box.pollTransmit(), undefined);
  assert.deepEqual([ordinary.state, consent.state, checks.size], ['failed', 'succeeded', 0]);
});

test('a check is named and keyed for the peer, and its pair in progress', () => {
  const { sender, sent, checks } = stage();
  sender.setRemote(remote);
  const one = pair(1);
  sender.send(one, true, 5);
  const message = sent();
  assert.ok(isNamed(message, 'peer', 'ours'));
  assert.ok(verifyIntegrity(message.packet, message, shortTermKey(remote.pwd), ENV.crypto));
  assert.ok(hasAttribute(message, USE_CANDIDATE));
  assert.equal(checks.find(message.packet), one.check);
  assert.deepEqual(
    [one.state, one.check?.nominating, one.requestsSent, one.consentRequestsSent],
    ['in-progress', true, 1, 0],
  );
  one.ownName = 'before';
  sender.send(one, false, 60);
  assert.ok(isNamed(sent(), 'peer', 'before'), 'the name that the peer knows the pair by');
});

test('a check for consent decides nothing about its pair, and is sent once', () => {
  const { sender, sent, checks, box } = stage();
  sender.setRemote(remote);
  const one = pair(1);
  one.state = 'succeeded';
  sender.sendConsent(one, false, 0);
  const message = sent();
  assert.equal(hasAttribute(message, USE_CANDIDATE), false);
  assert.equal(checks.find(message.packet)?.consent, true);
  assert.deepEqual([one.state, one.check, one.requestsSent, one.consentRequestsSent], ['succeeded', undefined, 1, 1]);
  const ended: number[] = [];
  for (let now = 0; now < 20_000; now += 500) {
    checks.handleTimeout(
      now,
      check => sender.transmit(check, now),
      () => ended.push(now),
    );
  }
  assert.equal(box.pollTransmit(), undefined);
  assert.equal(ended.length, 1);
});
