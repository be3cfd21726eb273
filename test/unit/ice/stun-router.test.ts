/** Where STUN messages go. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeCheck } from '../../../src/ice/connectivity-check.ts';
import type { Gatherer } from '../../../src/ice/gatherer.ts';
import type { IceSession } from '../../../src/ice/session.ts';
import { StunRouter } from '../../../src/ice/stun-router.ts';
import type { StunClass } from '../../../src/stun/index.ts';
import { ERROR_CODE, METHOD, readAttribute, readMessage, shortTermKey, writeMessage } from '../../../src/stun/index.ts';
import { at, base, drops, ENV, outbox } from './pieces.ts';

const transactionId = new Uint8Array(12);
const from = at('203.0.113.1', 5);

function stage(answers: boolean = true, isNews: boolean = true) {
  const log: string[] = [];
  const session = (ufrag: string): IceSession =>
    ({
      local: { ufrag, pwd: '' },
      answersOn: () => answers,
      receiveRequest: () => {
        log.push(`request ${ufrag}`);
        return isNews;
      },
      receiveResponse: () => {
        log.push(`response ${ufrag}`);
        return 'unknown';
      },
    }) as unknown as IceSession;
  const gatherer = {
    receiveResponse: () => log.push('gatherer') < 0,
    receiveRelayed: () => log.push('relay') < 0,
  } as unknown as Gatherer;
  const counted = drops();
  const box = outbox();
  const router = new StunRouter(gatherer, { outbox: box, drops: counted, env: ENV });
  router.serve(session('new'), session('old'));
  return { log, counted, box, receive: (packet: Uint8Array) => router.receive(base(), packet, from, 0) };
}

function check(username: string): Uint8Array {
  const role = { role: 'controlling' as const, tieBreaker: 1n };
  const key = shortTermKey('x'.repeat(22));
  return writeCheck({ transactionId, username, priority: 1, nominate: false, role, key }, ENV.crypto);
}

const plain = (kind: StunClass, method: number = METHOD.binding): Uint8Array =>
  writeMessage({ class: kind, method, transactionId, attributes: [] }, {}, ENV.crypto);

test('requests go to the session that they name', () => {
  const { log, receive } = stage();
  receive(check('old:peer'));
  receive(check('new:peer'));
  assert.deepEqual(log, ['request old', 'request new']);
});

test('requests for nobody are refused, where we answer at all', () => {
  const { box, receive, counted } = stage();
  receive(check('nobody:peer'));
  receive(plain('request'));
  const key = shortTermKey('x'.repeat(22));
  const nameless = { class: 'request', method: METHOD.binding, transactionId, attributes: [] } as const;
  receive(writeMessage(nameless, { integrityKey: key, fingerprint: true }, ENV.crypto));
  const codes = [box.pollTransmit(), box.pollTransmit(), box.pollTransmit()].map(owed => {
    const message = owed && readMessage(owed.packet);
    return message && readAttribute(message, ERROR_CODE)?.code;
  });
  assert.deepEqual(codes, [401, 400, 400]);
  assert.equal(counted.count('refused-request'), 3);
  const silent = stage(false);
  silent.receive(plain('request'));
  assert.equal(silent.box.pollTransmit(), undefined);
});

test('responses are offered to all, the rest is counted', () => {
  const { log, receive, counted } = stage();
  receive(plain('success'));
  assert.deepEqual(log, ['response new', 'response old', 'gatherer', 'relay']);
  assert.equal(counted.count('unmatched-response'), 1);
  receive(plain('indication'));
  assert.equal(counted.total, 1);
  receive(plain('indication', METHOD.allocate));
  receive(plain('request', METHOD.allocate));
  assert.equal(counted.count('unexpected-message'), 2);
  receive(Uint8Array.of(0, 1, 2));
  assert.equal(counted.count('malformed'), 1);
});

test('what changes nothing is told from news', () => {
  assert.equal(stage().receive(check('new:peer')), true);
  assert.equal(stage(true, false).receive(check('new:peer')), false);
  const { receive } = stage();
  assert.equal(receive(check('nobody:peer')), false);
  assert.equal(receive(plain('success')), false);
  assert.equal(receive(plain('indication')), false);
});
