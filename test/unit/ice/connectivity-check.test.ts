/** Checks as messages: what is written, what is accepted, who gives way in a role conflict. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RoleState } from '../../../src/ice/connectivity-check.ts';
import {
  checkPriority,
  checkSchedule,
  consentSchedule,
  isNamed,
  judgeRequest,
  judgeResponse,
  usernameFragments,
  writeCheck,
} from '../../../src/ice/connectivity-check.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import type { PacketMessage, StunAttribute } from '../../../src/stun/index.ts';
import {
  ERROR_CODE,
  METHOD,
  PRIORITY,
  readAttribute,
  readMessage,
  shortTermKey,
  USERNAME,
  verifyIntegrity,
  writeAttribute,
  writeMessage,
  XOR_MAPPED_ADDRESS,
} from '../../../src/stun/index.ts';
import { at, base, pair } from './pieces.ts';

const key = shortTermKey('password-of-the-agent-1');
const from = at('203.0.113.5', 7000);
const transactionId = Uint8Array.from({ length: 12 }, (_, i) => i);

function request(role: RoleState, nominate: boolean = false): Uint8Array {
  return writeCheck({ transactionId, username: 'mine:theirs', priority: 77, nominate, role, key }, nodeCrypto);
}

function read(packet: Uint8Array): PacketMessage {
  const message = readMessage(packet);
  assert.ok(message !== undefined);
  return message;
}

const judge = (packet: Uint8Array, ours: RoleState, withKey: Uint8Array = key) =>
  judgeRequest(read(packet), from, withKey, ours, nodeCrypto);

const codeOf = (packet: Uint8Array): number | undefined => readAttribute(read(packet), ERROR_CODE)?.code;

const controlling = (tieBreaker: bigint): RoleState => ({ role: 'controlling', tieBreaker });
const controlled = (tieBreaker: bigint): RoleState => ({ role: 'controlled', tieBreaker });

test('a check is answered with the address that it came from', () => {
  const packet = request(controlling(1n), true);
  assert.ok(read(packet).fingerprint);
  const { response, check } = judge(packet, controlled(2n));
  assert.ok(check !== undefined);
  assert.deepEqual([check.useCandidate, check.switchTo], [true, undefined]);
  assert.equal(readAttribute(check.message, PRIORITY), 77);
  const answer = read(response);
  assert.equal(answer.class, 'success');
  assert.deepEqual(readAttribute(answer, XOR_MAPPED_ADDRESS), from);
  assert.ok(verifyIntegrity(response, answer, key, nodeCrypto));
  assert.deepEqual(judgeResponse(answer, false, key, nodeCrypto), { kind: 'success', mapped: from });
});

test('a wrong password is 401, none is 400, an unknown attribute 420', () => {
  const wrong = judge(request(controlling(1n)), controlled(2n), shortTermKey('another password, no doubt'));
  assert.equal(wrong.check, undefined);
  assert.equal(codeOf(wrong.response), 401);
  const write = (attributes: StunAttribute[], integrityKey: Uint8Array | undefined): Uint8Array =>
    writeMessage(
      { class: 'request', method: METHOD.binding, transactionId, attributes },
      { integrityKey, fingerprint: true },
      nodeCrypto,
    );
  assert.equal(codeOf(judge(write([], undefined), controlled(2n)).response), 400);
  const username = writeAttribute(USERNAME, 'mine:theirs', transactionId);
  const strange = write([username, { type: 0x7777, value: new Uint8Array(4) }], key);
  assert.equal(codeOf(judge(strange, controlled(2n)).response), 420);
});

test('role conflicts: the larger tie-breaker stays controlling', () => {
  const rows: [RoleState, RoleState, number | string | undefined][] = [
    [controlling(5n), controlling(5n), 487],
    [controlling(4n), controlling(5n), 487],
    [controlling(6n), controlling(5n), 'controlled'],
    [controlled(4n), controlled(5n), 'controlling'],
    [controlled(5n), controlled(5n), 'controlling'],
    [controlled(6n), controlled(5n), 487],
    [controlling(6n), controlled(5n), undefined],
  ];
  for (const [theirs, ours, outcome] of rows) {
    const { response, check } = judge(request(theirs), ours);
    if (outcome === 487) {
      assert.equal(check, undefined);
      assert.equal(codeOf(response), 487);
      assert.deepEqual(judgeResponse(read(response), false, key, nodeCrypto), { kind: 'role-conflict' });
    } else {
      assert.equal(check?.switchTo, outcome);
    }
  }
});

test('a response that is not authentic, or says nothing, is as if it had never come', () => {
  const write = (kind: 'success' | 'error', attributes: StunAttribute[], integrityKey?: Uint8Array): Uint8Array =>
    writeMessage({ class: kind, method: METHOD.binding, transactionId, attributes }, { integrityKey }, nodeCrypto);
  const mapped = writeAttribute(XOR_MAPPED_ADDRESS, from, transactionId);
  const error = writeAttribute(ERROR_CODE, { code: 500, reason: '' }, transactionId);
  const outcome = (packet: Uint8Array) => judgeResponse(read(packet), false, key, nodeCrypto);
  assert.equal(outcome(write('success', [mapped])), undefined);
  assert.equal(outcome(write('success', [], key)), undefined);
  assert.equal(outcome(write('error', [], key)), undefined);
  assert.equal(outcome(write('success', [mapped, { type: 0x7777, value: new Uint8Array(0) }], key)), undefined);
  assert.deepEqual(outcome(write('error', [error], key)), { kind: 'error', code: 500 });
  // Consent needs no address, but the rest all the same.
  const consents = (packet: Uint8Array) => judgeResponse(read(packet), true, key, nodeCrypto);
  assert.deepEqual(consents(write('success', [], key)), { kind: 'success', mapped: undefined });
  assert.equal(consents(write('success', [mapped])), undefined);
  assert.equal(consents(write('success', [{ type: 0x7777, value: new Uint8Array(0) }], key)), undefined);
  assert.deepEqual(consents(write('error', [error], key)), { kind: 'error', code: 500 });
});

test('user names have two fragments', () => {
  const named = (username: string): PacketMessage =>
    read(
      writeMessage(
        {
          class: 'request',
          method: METHOD.binding,
          transactionId,
          attributes: [writeAttribute(USERNAME, username, transactionId)],
        },
        {},
        nodeCrypto,
      ),
    );
  assert.deepEqual(usernameFragments(named('a:b')), { local: 'a', remote: 'b' });
  assert.deepEqual(usernameFragments(named('a:')), { local: 'a', remote: '' });
  assert.equal(usernameFragments(named(':b')), undefined);
  assert.equal(usernameFragments(named('ab')), undefined);
  const rows: [username: string, local: string, remote: string | undefined, is: boolean][] = [
    ['mine:theirs', 'mine', undefined, true],
    ['mine:theirs', 'mine', 'theirs', true],
    ['mine:theirs', 'mine', 'their', false],
    ['mine:theirs', 'mine', 'theirs+', false],
    ['mine:theirs', 'mint', undefined, false],
    ['mine:theirs', 'min', undefined, false],
    ['mine:theirs', 'mine:theirs', undefined, false],
    ['mine', 'mine', undefined, false],
    [':theirs', '', undefined, false],
    ['mine:', 'mine', '', true],
    ['mi\u00f1e:x', 'mi\u00f1e', undefined, false],
  ];
  for (const [username, local, remote, is] of rows) assert.equal(isNamed(named(username), local, remote), is, username);
  const bare = writeMessage({ class: 'request', method: 1, transactionId, attributes: [] }, {}, nodeCrypto);
  assert.equal(isNamed(read(bare), 'mine'), false);
});

test('PRIORITY is that of a peer-reflexive candidate; consent is not repeated', () => {
  const one = pair(1);
  assert.equal(checkPriority(one), 110 * 2 ** 24 + base().localPreference * 256 + 255);
  assert.equal(consentSchedule(500).maxRequests, 1);
  assert.equal(checkSchedule(true, 500, 'udp').maxRequests, 5);
  assert.deepEqual(checkSchedule(false, 700, 'udp'), { rto: 700, maxRequests: 7, finalWait: 16 });
  // RFC 8489 §6.2.2: over TCP a request is sent once.
  assert.equal(checkSchedule(false, 700, 'tcp').maxRequests, 1);
  assert.equal(checkSchedule(true, 700, 'tcp').maxRequests, 1);
});
