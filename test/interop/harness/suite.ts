/** What must hold between our peer and any other: the tests are the same for every browser, and for ourselves. */

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { describe, test } from 'node:test';
import type { Payload } from '../page/test-peer.ts';
import { nodePeer } from './node-peer.ts';
import type { Peer } from './peer.ts';
import { carry, connect, negotiate } from './peer.ts';

/** Makes a fresh peer of the other kind; undefined where it is absent, which has then been said. */
export type Other = (t: TestContext) => Promise<Peer | undefined>;

/** Both ends of a connection, by role. */
interface Ends {
  readonly offerer: Peer;
  readonly answerer: Peer;
}

const KIB = 1024;
const MIB = 1024 * KIB;

/** Around the edges of packets, of fragments and of the peers' limits. */
const BINARY_SIZES = [0, 1, 1_172, 1_200, 16 * KIB, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 256 * KIB, MIB, 16 * MIB];
const TEXT_SIZES = [0, 1, 1_200, 16 * KIB, 64 * KIB + 1, 250_000];

/** A peer learns of the other's close within this time, in milliseconds. */
const CLOSE_SEEN = 1_000;

const CHANNELS = 32;

export interface SuiteOptions {
  /** Who offers: `true` for us. Both by default. */
  readonly weOffer?: readonly boolean[];
  /** The longest message that the other peer manages to send, whatever we would take. */
  readonly longestSent?: number;
}

export function interopSuite(otherName: string, other: Other, options: SuiteOptions = {}): void {
  for (const weOffer of options.weOffer ?? [true, false]) {
    const title = weOffer ? `node offers to ${otherName}` : `${otherName} offers to node`;
    describe(title, { timeout: 300_000 }, () => {
      const open = async (t: TestContext): Promise<Ends | undefined> => {
        const theirs = await other(t);
        if (theirs === undefined) return undefined;
        const ours = nodePeer();
        t.after(() => Promise.all([ours.close(), theirs.close()]));
        await Promise.all([ours.open({}), theirs.open({})]);
        return weOffer ? { offerer: ours, answerer: theirs } : { offerer: theirs, answerer: ours };
      };
      for (const trickle of [true, false]) testConnecting(open, trickle);
      testMessages(open, options.longestSent ?? Infinity);
      testManyChannels(open);
      testClosing(open);
      testRestart(open);
    });
  }
}

type Open = (t: TestContext) => Promise<Ends | undefined>;

function testConnecting(open: Open, trickle: boolean): void {
  test(`connects with candidates ${trickle ? 'trickled' : 'in the descriptions'}`, async t => {
    const ends = await open(t);
    if (ends === undefined) return;
    const { offerer, answerer } = ends;
    await connect(offerer, answerer, { trickle });
    await same(offerer, answerer, 'first', { kind: 'text', size: 100, seed: 1 });
    await same(answerer, offerer, 'first', { kind: 'binary', size: 100, seed: 2 });
  });
}

function testMessages(open: Open, longestSent: number): void {
  test('messages of 0 B to 16 MiB arrive whole, both ways', async t => {
    const ends = await open(t);
    if (ends === undefined) return;
    const { offerer, answerer } = ends;
    await connect(offerer, answerer, { trickle: true });
    for (const [from, to] of bothWays(ends)) {
      const messageSize = from.name === 'node' ? 16 * MIB : longestSent;
      for (const size of BINARY_SIZES) {
        await same(from, to, 'first', { kind: 'binary', size, seed: size + 1, messageSize });
      }
      for (const size of TEXT_SIZES) await same(from, to, 'first', { kind: 'text', size, seed: size + 1 });
    }
  });
}

function testManyChannels(open: Open): void {
  test(`${CHANNELS} channels carry data at once, each its own`, async t => {
    const ends = await open(t);
    if (ends === undefined) return;
    const { offerer, answerer } = ends;
    await connect(offerer, answerer, { trickle: true });
    const labels = Array.from({ length: CHANNELS }, (_, index) => `channel ${index}`);
    for (const [index, label] of labels.entries()) {
      const maker = index % 2 === 0 ? offerer : answerer;
      await maker.createChannel(label, index % 3 === 0 ? { ordered: false } : {});
    }
    for (const label of labels) await Promise.all([offerer.channelOpen(label), answerer.channelOpen(label)]);
    await Promise.all(
      labels.flatMap((label, index) =>
        bothWays(ends).map(([from, to], way) =>
          same(from, to, label, { kind: 'binary', size: 60_000 + index, seed: index * 2 + way + 1 }),
        ),
      ),
    );
  });
}

function testClosing(open: Open): void {
  for (const closes of ['offerer', 'answerer'] as const) {
    test(`a channel and the connection closed by the ${closes} are seen closed within a second`, async t => {
      const ends = await open(t);
      if (ends === undefined) return;
      await connect(ends.offerer, ends.answerer, { trickle: true });
      const [closer, witness] = closes === 'offerer' ? [ends.offerer, ends.answerer] : [ends.answerer, ends.offerer];
      await ends.offerer.createChannel('second');
      await Promise.all([closer.channelOpen('second'), witness.channelOpen('second')]);

      const channelClosed = await closer.closeChannel('second');
      assertSoon(channelClosed, await witness.channelClosed('second'));
      await closer.channelClosed('second');
      await same(closer, witness, 'first', { kind: 'text', size: 10, seed: 5 });

      const connectionClosed = await closer.close();
      assertSoon(connectionClosed, await witness.channelClosed('first'));
    });
  }
}

function testRestart(open: Open): void {
  for (const restarts of ['offerer', 'answerer'] as const) {
    test(`an ICE restart by the ${restarts} in mid-transfer loses nothing`, async t => {
      const ends = await open(t);
      if (ends === undefined) return;
      await connect(ends.offerer, ends.answerer, { trickle: true });
      const [restarter, peer] = restarts === 'offerer' ? [ends.offerer, ends.answerer] : [ends.answerer, ends.offerer];
      const before = await Promise.all([restarter.localUfrag(), peer.localUfrag()]);

      const messageSize = 16 * KIB;
      const messages = (12 * MIB) / messageSize;
      const transfers = bothWays(ends).map(([from, to], way) =>
        same(from, to, 'first', { kind: 'binary', size: 12 * MIB, seed: way + 7, messageSize }),
      );
      const done = Promise.all(transfers);
      // A rejection that comes during the negotiation is told below, where `done` is awaited.
      done.catch(() => {});
      const arrivedBefore = await peer.arrived('first', messages / 8);
      await restarter.restartIce();
      await negotiate(restarter, peer, { trickle: true });
      await done;

      assert.ok(arrivedBefore < messages, 'the transfer was still going on when the restart began');
      const after = await Promise.all([restarter.localUfrag(), peer.localUfrag()]);
      assert.notEqual(after[0], before[0]);
      assert.notEqual(after[1], before[1]);
      await Promise.all([restarter.connected(), peer.connected()]);
      await same(restarter, peer, 'first', { kind: 'text', size: 10, seed: 5 });
    });
  }
}

function bothWays(ends: Ends): [Peer, Peer][] {
  return [
    [ends.offerer, ends.answerer],
    [ends.answerer, ends.offerer],
  ];
}

/** What arrives is what was sent, byte for byte. */
export async function same(from: Peer, to: Peer, label: string, what: Payload): Promise<void> {
  const [sent, received] = await carry(from, to, label, what);
  assert.deepEqual(received, sent, `${from.name} → ${to.name}, ${what.kind} of ${what.size} B`);
  assert.equal(received.bytes, what.size);
}

function assertSoon(done: number, seen: number): void {
  assert.ok(seen - done <= CLOSE_SEEN, `seen after ${seen - done} ms`);
}
