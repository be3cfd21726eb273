/** Peer-reflexive candidates of both sides. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localPeerReflexive, mayDiscover, remotePeerReflexive } from '../../../src/ice/peer-reflexive.ts';
import { candidatePriority } from '../../../src/ice/priority.ts';
import type { ReceivedMessage, StunAttribute } from '../../../src/stun/index.ts';
import { METHOD, PRIORITY, USERNAME, writeAttribute } from '../../../src/stun/index.ts';
import { at, base, local, pairOf, remote } from './pieces.ts';

test('ours has the priority of the check and the base as related address', () => {
  const own = base(7);
  const made = localPeerReflexive(own, at('203.0.113.1', 99), 1234, 'frag', 3);
  assert.equal(made.type, 'prflx');
  assert.equal(made.priority, 1234);
  assert.equal(made.address, '203.0.113.1');
  assert.equal(made.relatedAddress, own.address.address);
  assert.equal(made.relatedPort, 7);
  assert.equal(made.usernameFragment, 'frag');
});

test('the peer’s has the priority that its check names, or that of its type', () => {
  const id = new Uint8Array(12);
  const check = (...more: StunAttribute[]): ReceivedMessage => {
    const attributes = [writeAttribute(USERNAME, 'own:peer', id), ...more];
    const message = { class: 'request', method: METHOD.binding, transactionId: id, attributes } as const;
    return { ...message, integrityAt: -1, integritySha256At: -1, fingerprint: false };
  };
  const from = at('203.0.113.1', 99);
  assert.equal(remotePeerReflexive(base(), from, check(writeAttribute(PRIORITY, 55, id)), 1).priority, 55);
  const without = remotePeerReflexive(base(), from, check(), 2);
  assert.equal(without.priority, candidatePriority('prflx', 65_535));
  assert.equal(without.usernameFragment, 'peer');
  assert.equal(without.transportAddress, from);
});

test('an address whose candidates keep failing is taken for new no more, others are', () => {
  const own = base();
  const candidates = Array.from({ length: 8 }, (_, i) => remote('203.0.113.1', 1000 + i, { type: 'prflx' }));
  const pairs = candidates.map(candidate => pairOf(local(own), candidate));
  const may = (address: string, on = own): boolean => mayDiscover(at(address, 9), on, pairs, candidates, 50);
  assert.equal(may('203.0.113.1'), true);
  for (const pair of pairs) pair.state = 'failed';
  assert.equal(may('203.0.113.1'), false);
  assert.equal(may('203.0.113.2'), true);
  assert.equal(may('203.0.113.1', base(2)), true, 'over another base it may work');
  assert.equal(mayDiscover(at('203.0.113.2', 9), own, pairs, candidates, 8), false, 'the limit over all');
});
