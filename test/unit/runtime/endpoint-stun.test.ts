/** What a shared port reads of STUN messages: the kind, the fragment that is named, the transaction. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { namedFragment, stunKind, transactionKey } from '../../../src/runtime/endpoint-stun.ts';
import { METHOD, PRIORITY, USERNAME, writeAttribute, writeMessage } from '../../../src/stun/index.ts';

const ID = Uint8Array.from({ length: 12 }, (_, i) => 200 + i);

function request(username: string): Uint8Array {
  const attributes = [writeAttribute(PRIORITY, 1, ID), writeAttribute(USERNAME, username, ID)];
  return writeMessage({ class: 'request', method: METHOD.binding, transactionId: ID, attributes }, {}, nodeCrypto);
}

test('a check names the fragment in front of the colon', () => {
  assert.equal(stunKind(request('abcd:efgh')), 'check');
  assert.equal(namedFragment(request('abcd:efgh')), 'abcd');
  assert.equal(namedFragment(request('abcd')), undefined);
  assert.equal(namedFragment(request(':efgh')), undefined);
  assert.equal(namedFragment(request(`${'x'.repeat(257)}:y`)), undefined);
  assert.equal(transactionKey(request('a:b')), String.fromCharCode(...ID));
});

test('every cut and every changed header is told, and nothing throws', () => {
  const whole = request('abcd:efgh');
  for (let end = 0; end < whole.length; end++) {
    assert.equal(stunKind(whole.subarray(0, end)), 'malformed');
    namedFragment(whole.subarray(0, end));
  }
  const kinds = [0x0101, 0x0111, 0x0011, 0x0003].map(type => {
    const changed = whole.slice();
    changed[0] = type >> 8;
    changed[1] = type & 0xff;
    return stunKind(changed);
  });
  assert.deepEqual(kinds, ['response', 'response', 'indication', 'other']);
  const overlong = whole.slice();
  overlong[22] = 0xff;
  assert.equal(namedFragment(overlong), undefined);
});
