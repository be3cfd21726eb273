/** Which redirects are followed (RFC 8489 §10). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transportAddress } from '../../../src/base/address.ts';
import { ALTERNATE_SERVER, writeAttribute } from '../../../src/stun/index.ts';
import { redirectTarget } from '../../../src/turn/redirect.ts';

const id = new Uint8Array(12);

function follow(to: string | undefined, ...tried: string[]): boolean {
  const at = (text: string, port: number = 3478) => {
    const address = transportAddress(text, port);
    assert.ok(address);
    return address;
  };
  const attributes = to === undefined ? [] : [writeAttribute(ALTERNATE_SERVER, at(to), id)];
  const message = { class: 'error', method: 3, transactionId: id, attributes } as const;
  return (
    redirectTarget(
      message,
      tried.map(text => at(text)),
    ) !== undefined
  );
}

test('a redirect to another public server of the same family is followed', () => {
  assert.equal(follow('192.0.2.2', '192.0.2.1'), true);
  assert.equal(follow('2001:db8::2', '2001:db8::1'), true);
  assert.equal(follow('10.0.0.2', '192.0.2.1'), true);
});

test('loops, long chains, other families and nothing are not followed', () => {
  assert.equal(follow(undefined, '192.0.2.1'), false);
  assert.equal(follow('2001:db8::2', '192.0.2.1'), false);
  assert.equal(follow('192.0.2.1', '192.0.2.1'), false);
  assert.equal(follow('192.0.2.1', '192.0.2.1', '192.0.2.2'), false);
  assert.equal(follow('192.0.2.5', '192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'), false);
});

test('nobody is sent to this machine or link from outside', () => {
  assert.equal(follow('127.0.0.1', '192.0.2.1'), false);
  assert.equal(follow('::1', '2001:db8::1'), false);
  assert.equal(follow('169.254.169.254', '192.0.2.1'), false);
  assert.equal(follow('0.0.0.0', '192.0.2.1'), false);
  assert.equal(follow('224.0.0.1', '192.0.2.1'), false);
  assert.equal(follow('127.0.0.2', '127.0.0.1'), true);
});
