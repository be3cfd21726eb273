/** Challenges and proofs: passwords, hashed names, time-limited names, stale nonces (RFC 8489 §9.2.4). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import type { StunAttribute } from '../../../src/stun/index.ts';
import {
  hasAttribute,
  LIFETIME,
  longTermKey,
  METHOD,
  NONCE,
  PASSWORD_ALGORITHM,
  PASSWORD_ALGORITHMS,
  REALM,
  readAttribute,
  readMessage,
  USERHASH,
  USERNAME,
  writeAttribute,
  writeMessage,
} from '../../../src/stun/index.ts';
import { timeLimitedPassword } from '../../../src/turn-server/index.ts';
import { CLIENT, EPOCH, outcome, ServerBench, UDP } from './server-bench.ts';

const none = new Uint8Array(12);
const over = writeAttribute(LIFETIME, 0, none);

/** An Allocate as a client of RFC 5766 would send it: MD5 and SHA-1. */
function old(
  bench: ServerBench,
  nonce: Uint8Array,
  more: readonly StunAttribute[] = [],
  password = 'password',
): string {
  const transactionId = bench.random.bytes(12);
  const attributes = [
    UDP,
    writeAttribute(USERNAME, 'user', transactionId),
    writeAttribute(REALM, 'purertc', transactionId),
    writeAttribute(NONCE, nonce, transactionId),
    ...more,
  ];
  const integrityKey = longTermKey('user', 'purertc', password, nodeCrypto);
  const message = { class: 'request', method: METHOD.allocate, transactionId, attributes } as const;
  return outcome(bench.ask(writeMessage(message, { integrityKey }, nodeCrypto)));
}

function nonceOf(bench: ServerBench): Uint8Array {
  const nonce = readAttribute(bench.ask(bench.write(METHOD.allocate, [UDP])), NONCE);
  assert.ok(nonce);
  return nonce;
}

describe('who asks', () => {
  test('a request without credentials is challenged, and told no more', () => {
    const bench = new ServerBench();
    const response = bench.ask(bench.write(METHOD.allocate, [UDP]));
    assert.equal(outcome(response), '401');
    for (const codec of [REALM, NONCE, PASSWORD_ALGORITHMS]) assert.ok(hasAttribute(response, codec), codec.name);
    assert.equal(response.integrityAt + response.integritySha256At, -2);
  });

  test('SHA-256 and a hashed name are taken, and the response is signed alike', () => {
    const bench = new ServerBench();
    bench.challenge();
    const packet = bench.write(METHOD.allocate, [UDP]);
    const request = readMessage(packet);
    assert.ok(request !== undefined && hasAttribute(request, USERHASH) && request.integritySha256At > 0);
    const [out] = bench.feed(packet);
    const response = out === undefined ? undefined : readMessage(out.bytes);
    assert.ok(out !== undefined && response !== undefined);
    assert.equal(bench.credentials.verify(out.bytes, response), true);
  });

  test('so is an old client, with MD5 and SHA-1', () => {
    const bench = new ServerBench();
    assert.equal(old(bench, nonceOf(bench)), 'ok');
  });

  test('a wrong password, an unknown user, another realm: 401', () => {
    for (const user of [
      ['user', 'wrong'],
      ['nobody', 'password'],
    ] as const) {
      const bench = new ServerBench({}, user);
      assert.equal(bench.request(METHOD.allocate, [UDP]), '401');
      assert.equal(bench.relays.length, 0);
    }
    const bench = new ServerBench({ realm: 'elsewhere' });
    assert.equal(old(bench, nonceOf(bench)), '401');
  });

  test('half of a credential is 400', () => {
    const bench = new ServerBench();
    const transactionId = bench.random.bytes(12);
    const message = { class: 'request', method: METHOD.allocate, transactionId, attributes: [UDP] } as const;
    assert.equal(outcome(bench.ask(writeMessage(message, { integrityKey: none }, nodeCrypto))), '400');
  });

  test('password algorithms that were tampered with are 400', () => {
    const bench = new ServerBench();
    const nonce = nonceOf(bench);
    const algorithm = (number: number) => ({ algorithm: number, parameters: new Uint8Array(0) });
    const list = (...numbers: number[]): StunAttribute =>
      writeAttribute(PASSWORD_ALGORITHMS, numbers.map(algorithm), none);
    const chosen = (number: number): StunAttribute => writeAttribute(PASSWORD_ALGORITHM, algorithm(number), none);
    assert.equal(old(bench, nonce, [chosen(1)]), '400', 'no list');
    assert.equal(old(bench, nonce, [list(2, 1)]), '400', 'no choice');
    assert.equal(old(bench, nonce, [list(1), chosen(1)]), '400', 'the better one was cut out');
    assert.equal(old(bench, nonce, [list(2, 1), chosen(3)]), '400', 'not offered');
    assert.equal(old(bench, nonce, [list(2, 1), chosen(1)]), 'ok');
  });

  test('a nonce that ran out is answered 438 with a fresh one', () => {
    const bench = new ServerBench({ nonceLifetime: 5_000 });
    bench.allocate();
    bench.advance(6_000);
    const response = bench.ask(bench.write(METHOD.refresh, []));
    assert.equal(outcome(response), '438');
    assert.equal(bench.credentials.challenge(response), undefined);
    assert.equal(bench.request(METHOD.refresh, [over]), 'ok');
  });

  test('so is the nonce of another client', () => {
    const bench = new ServerBench();
    bench.challenge();
    assert.equal(bench.request(METHOD.allocate, [UDP], { ...CLIENT, port: 1 }), '438');
  });
});

describe('time-limited credentials', () => {
  const secret = 'north';
  const user = (seconds: number, name = 'alice'): readonly [string, string] => {
    const username = `${EPOCH + seconds}:${name}`;
    return [username, timeLimitedPassword(username, secret, nodeCrypto)];
  };

  test('allocate until their end, and keep what they have', () => {
    const bench = new ServerBench({ sharedSecret: secret }, user(60));
    bench.allocate();
    bench.advance(61_000);
    assert.equal(bench.request(METHOD.refresh, []), 'ok');
    assert.equal(bench.request(METHOD.refresh, [over]), 'ok');
    assert.equal(bench.request(METHOD.allocate, [UDP]), '401');
  });

  test('another secret is of no use, nor is none', () => {
    assert.equal(new ServerBench({ sharedSecret: 'south' }, user(60)).request(METHOD.allocate, [UDP]), '401');
    assert.equal(new ServerBench({}, user(60)).request(METHOD.allocate, [UDP]), '401');
  });

  test('the name has one quota, however many ends it has', () => {
    const bench = new ServerBench({ sharedSecret: secret, maxAllocationsPerUser: 1 }, user(60));
    bench.allocate();
    const again = new ServerBench({}, user(61)).credentials;
    bench.credentials = again;
    bench.challenge({ ...CLIENT, port: 2 });
    assert.equal(bench.request(METHOD.allocate, [UDP], { ...CLIENT, port: 2 }), '486');
  });

  test('users with passwords are known beside them, by name', () => {
    const bench = new ServerBench({ sharedSecret: secret });
    bench.challenge();
    const request = readMessage(bench.write(METHOD.allocate, [UDP]));
    assert.ok(request !== undefined && hasAttribute(request, USERNAME));
    bench.allocate();
  });
});
