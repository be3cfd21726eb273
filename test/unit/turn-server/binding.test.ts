/** Binding: the mapped address, and responses from elsewhere (RFC 8489 §12, RFC 5780 §6.1). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CHANGE_REQUEST,
  METHOD,
  OTHER_ADDRESS,
  RESPONSE_ORIGIN,
  readAttribute,
  readMessage,
  UNKNOWN_ATTRIBUTES,
  writeAttribute,
  XOR_MAPPED_ADDRESS,
} from '../../../src/stun/index.ts';
import type { Access, Alternates } from '../../../src/turn-server/index.ts';
import { at, CLIENT, outcome, ServerBench } from './server-bench.ts';

const none = new Uint8Array(12);
const change = (changeIp: boolean, changePort: boolean) =>
  writeAttribute(CHANGE_REQUEST, { changeIp, changePort }, none);

/** Two addresses, two ports. */
function grid(): Access[] {
  const all: { transport: 'udp'; local: Access['local']; alternates?: Alternates }[] = [];
  for (const address of ['8.8.8.1', '8.8.8.9']) {
    for (const port of [3478, 3479]) all.push({ transport: 'udp', local: at(address, port) });
  }
  const [a, b, c, d] = all as unknown as [Access, Access, Access, Access];
  Object.assign(a, { alternates: { otherPort: b, otherAddress: c, both: d } });
  return all;
}

test('tells a client its address, and nothing of others that it has not', () => {
  const bench = new ServerBench();
  const response = bench.ask(bench.write(METHOD.binding, []));
  assert.deepEqual(readAttribute(response, XOR_MAPPED_ADDRESS), CLIENT);
  assert.equal(readAttribute(response, OTHER_ADDRESS), undefined);
});

test('CHANGE-REQUEST is unknown to a server with one address', () => {
  const bench = new ServerBench();
  const response = bench.ask(bench.write(METHOD.binding, [change(true, true)]));
  assert.equal(outcome(response), '420');
  assert.deepEqual(readAttribute(response, UNKNOWN_ATTRIBUTES), [CHANGE_REQUEST.type]);
});

test('answers from the other port, the other address, or both', () => {
  const [primary] = grid() as [Access];
  for (const [changeIp, changePort, origin] of [
    [false, false, at('8.8.8.1', 3478)],
    [false, true, at('8.8.8.1', 3479)],
    [true, false, at('8.8.8.9', 3478)],
    [true, true, at('8.8.8.9', 3479)],
  ] as const) {
    const bench = new ServerBench();
    const [out] = bench.feed(bench.write(METHOD.binding, [change(changeIp, changePort)]), CLIENT, primary);
    assert.ok(out?.kind === 'client');
    assert.deepEqual(out.access.local, origin);
    const response = readMessage(out.bytes);
    assert.ok(response);
    assert.deepEqual(readAttribute(response, RESPONSE_ORIGIN), origin);
    assert.deepEqual(readAttribute(response, OTHER_ADDRESS), at('8.8.8.9', 3479));
  }
});
