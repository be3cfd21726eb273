/**
 * Every pair of real NATs, of nftables in network namespaces, with TURN and with STUN alone: connected where theory says it
 * can be, `failed` in bounded time where it cannot (RFC 4787 §4; RFC 8445 §7).
 */

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NatKind } from './harness/nat-lab.ts';
import { NatLab, SERVER, TURN } from './harness/nat-lab.ts';
import type { Peer } from './harness/peer.ts';
import { connect, negotiate } from './harness/peer.ts';
import { absent, present } from './harness/programs.ts';
import { same } from './harness/suite.ts';
import type { Configuration } from './page/w3c.ts';

const KINDS: readonly NatKind[] = [
  'none',
  'endpoint-independent',
  'endpoint-independent, other ports',
  'address-dependent',
  'address-dependent, other ports',
  'symmetric',
  'symmetric, other ports',
];
const WITH_TURN: Configuration = { iceServers: [{ ...TURN, urls: [...TURN.urls] }] };
const STUN_ALONE: Configuration = { iceServers: [{ urls: [`stun:${SERVER}:3478`] }] };

/** Connections that are being made at once: they are timed. */
const AT_ONCE = 3;
const MEDIAN_LIMIT = 2_000;
const FAIL_LIMIT = 90_000;

const pairs = KINDS.flatMap((_, i) => KINDS.slice(i).map((_kind, j) => [i, i + j] as const));

/** All these NATs let in only whom their client has sent to. */
function canMeet(i: number, j: number): boolean {
  const steady = (index: number): boolean => index <= 2;
  return i === 0 || (steady(i) && steady(j));
}

let lab: NatLab | undefined;
let missing = '';
const clients: (() => Peer)[][] = [];
const times: number[] = [];

before(async () => {
  try {
    lab = NatLab.build([0, 1].map(() => KINDS.map(nat => ({ nat }))));
  } catch (error) {
    missing = `no network namespaces can be made: ${String(error)}`;
    return;
  }
  await lab.startServer('--allow-peer', '203.0.113.0/24', '--allow-peer', '198.51.100.0/24');
  for (const side of [0, 1]) clients.push(KINDS.map((_, index) => (lab as NatLab).client(side, index)));
});
after(() => lab?.close());

function two(t: TestContext, i: number, j: number): readonly [Peer, Peer] | undefined {
  if (!present(t, 'ip')) return undefined;
  const [a, b] = [clients[0]?.[i]?.(), clients[1]?.[j]?.()];
  if (a === undefined || b === undefined) {
    absent(t, missing);
    return undefined;
  }
  t.after(() => Promise.all([a.close(), b.close()]));
  return [a, b];
}

async function connects(t: TestContext, i: number, j: number, configuration: Configuration): Promise<void> {
  const peers = two(t, i, j);
  if (peers === undefined) return;
  const [a, b] = peers;
  await Promise.all([a.open(configuration), b.open(configuration)]);
  const start = performance.now();
  await connect(a, b, { trickle: true });
  times.push(performance.now() - start);
  await same(a, b, 'first', { kind: 'text', size: 100, seed: 1 });
  const pair = await a.selectedPair();
  const relayed = / typ relay /.test(`${pair?.local} ${pair?.remote} `);
  if (!canMeet(i, j)) assert.ok(relayed, `${pair?.local} ↔ ${pair?.remote}`);
}

async function fails(t: TestContext, i: number, j: number): Promise<void> {
  const peers = two(t, i, j);
  if (peers === undefined) return;
  const [a, b] = peers;
  await Promise.all([a.open(STUN_ALONE), b.open(STUN_ALONE)]);
  await a.createChannel('first');
  await negotiate(a, b, { trickle: true });
  const end = performance.now() + FAIL_LIMIT;
  for (;;) {
    const states = await Promise.all(peers.map(async peer => (await peer.state()).connection));
    if (states.every(state => state === 'failed')) return;
    assert.ok(!states.includes('connected'), 'theory says that they cannot meet');
    assert.ok(performance.now() < end, states.join(', '));
    await sleep(1_000);
  }
}

const name = (i: number, j: number): string => `${KINDS[i]} ↔ ${KINDS[j]}`;

describe('through NATs of nftables', { concurrency: true, timeout: 170_000 }, () => {
  describe('connect', { concurrency: AT_ONCE }, () => {
    for (const [i, j] of pairs) {
      test(`${name(i, j)}, with TURN`, t => connects(t, i, j, WITH_TURN));
      if (canMeet(i, j)) test(`${name(i, j)}, with STUN alone`, t => connects(t, i, j, STUN_ALONE));
    }
    after(() => {
      if (lab === undefined) return;
      times.sort((x, y) => x - y);
      const median = times[times.length >> 1] ?? Number.POSITIVE_INFINITY;
      assert.ok(median < MEDIAN_LIMIT, `${times.length} connections in ${median} ms`);
    });
  });
  describe('fail in time', { concurrency: true }, () => {
    for (const [i, j] of pairs) {
      if (!canMeet(i, j)) test(`${name(i, j)}, with STUN alone`, t => fails(t, i, j));
    }
  });
});
