/** Which candidates make a pair (RFC 8445 §6.1.2.2, RFC 6544 §6.2). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BaseKind } from '../../../src/ice/local-base.ts';
import { LocalBase } from '../../../src/ice/local-base.ts';
import { mayPair } from '../../../src/ice/pairing.ts';
import { at, remote } from './pieces.ts';

const base = (kind: BaseKind): LocalBase => new LocalBase(1, at('192.0.2.1', 9), 0, undefined, kind);
const udp = remote('203.0.113.1', 5);
const tcp = (tcpType: 'active' | 'passive') => remote('203.0.113.1', 5, { protocol: 'tcp', tcpType });

test('UDP pairs with UDP, and only whoever connects pairs with whoever listens', () => {
  assert.equal(mayPair(base('datagram'), udp, false), true);
  assert.equal(mayPair(base('active'), tcp('passive'), false), true);
  for (const [kind, candidate] of [
    ['datagram', tcp('passive')],
    ['active', udp],
    ['active', tcp('active')],
    ['passive', tcp('active')],
    ['passive', tcp('passive')],
  ] as const) {
    assert.equal(
      mayPair(base(kind), candidate, false),
      false,
      `${kind} and ${candidate.protocol} ${candidate.tcpType}`,
    );
  }
});

test('whoever has connected makes a pair', () => {
  assert.equal(mayPair(base('passive'), tcp('active'), true), true);
  assert.equal(mayPair(base('passive'), udp, true), false);
});

test('families do not mix', () => {
  assert.equal(mayPair(base('datagram'), remote('2001:db8::1', 5), true), false);
});
