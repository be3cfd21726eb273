/** What must hold between our peer and an independent stack's: messages, transfers, options, and both kinds of closing. */

import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { nodePeer } from './node-peer.ts';
import { connect, type Peer } from './peer.ts';
import { same } from './suite.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** A peer learns of the other's close within this time, in milliseconds: by what was said, not by silence. */
const CLOSE_SEEN = 4_000;

export interface CounterpartSuiteOptions {
  /** The longest messages that it takes and that it sends, of those tested here. */
  readonly longestTaken: number;
  readonly longestSent: number;
  /** Whether it opens channels whose labels are not ASCII as RFC 8832 says; true unless told. */
  readonly opensAnyLabel?: boolean;
  /** Why nothing of it can run. */
  readonly skip: string | false;
}

/** Makes a fresh peer of the other stack, or throws what to install. */
export type Start = (t: TestContext) => Promise<Peer>;

interface Ends {
  readonly ours: Peer;
  readonly theirs: Peer;
  readonly offerer: Peer;
  readonly answerer: Peer;
}

type Open = (t: TestContext) => Promise<Ends>;

export function counterpartSuite(name: string, start: Start, options: CounterpartSuiteOptions): void {
  for (const weOffer of [true, false]) {
    describe(weOffer ? `node offers to ${name}` : `${name} offers to node`, {
      timeout: 300_000,
      skip: options.skip,
    }, () => {
      const open: Open = async t => {
        const theirs = await start(t);
        const ours = nodePeer();
        t.after(() => ours.close());
        await Promise.all([ours.open({}), theirs.open({})]);
        const [offerer, answerer] = weOffer ? [ours, theirs] : [theirs, ours];
        return { ours, theirs, offerer, answerer };
      };
      for (const trickle of [true, false]) testConnecting(open, trickle);
      testMessages(open, options);
      testOptions(open, options.opensAnyLabel ?? true);
      testTransfer(open);
      testClosingChannels(open);
      testClosingConnections(open);
    });
  }
}

function testConnecting(open: Open, trickle: boolean): void {
  test(`connects with candidates ${trickle ? 'trickled' : 'in the descriptions'}`, { timeout: 60_000 }, async t => {
    const { offerer, answerer } = await open(t);
    await connect(offerer, answerer, { trickle });
    for (const [from, to] of bothWays(offerer, answerer)) {
      await same(from, to, 'first', { kind: 'text', size: 64, seed: 1 });
      await same(from, to, 'first', { kind: 'binary', size: 64, seed: 2 });
    }
  });
}

function testMessages(open: Open, { longestTaken, longestSent }: CounterpartSuiteOptions): void {
  test('empty, short and the longest messages arrive whole, both ways', { timeout: 60_000 }, async t => {
    const { ours, theirs, offerer, answerer } = await open(t);
    await connect(offerer, answerer, { trickle: true });
    for (const [from, to, longest] of [
      [ours, theirs, longestTaken],
      [theirs, ours, longestSent],
    ] as const) {
      for (const size of [0, 1, 1_200, 16 * KIB, longest]) {
        await same(from, to, 'first', { kind: 'binary', size, seed: size + 1 });
        await same(from, to, 'first', { kind: 'text', size, seed: size + 1 });
      }
    }
  });
}

/** RFC 8832 §5.1: what the channel of one end is made with, the other end reads from its DATA_CHANNEL_OPEN. */
const CHANNELS = [
  { label: 'rexmit, unordered', protocol: 'chat.v1', ordered: false, maxRetransmits: 3 },
  { label: 'timed', protocol: '', ordered: true, maxPacketLifeTime: 500 },
  { label: 'grüße 漢字 🙂', protocol: 'プロトコル', ordered: false },
];

function testOptions(open: Open, opensAnyLabel: boolean): void {
  for (const makes of ['offerer', 'answerer'] as const) {
    test(`the options of channels made by the ${makes} are seen by the other`, { timeout: 60_000 }, async t => {
      const { theirs, offerer, answerer } = await open(t);
      await connect(offerer, answerer, { trickle: true });
      const [maker, witness] = makes === 'offerer' ? [offerer, answerer] : [answerer, offerer];
      for (const wanted of CHANNELS) {
        const { label, ...init } = wanted;
        if (maker === theirs && !opensAnyLabel && /[^ -~]/.test(label)) continue;
        await maker.createChannel(label, init);
        await Promise.all([maker.channelOpen(label), witness.channelOpen(label)]);
        const expected = { maxRetransmits: null, maxPacketLifeTime: null, ...wanted };
        assert.deepEqual(await witness.channelOptions(label), expected);
        assert.deepEqual(await maker.channelOptions(label), expected);
        for (const [from, to] of bothWays(maker, witness)) {
          await same(from, to, label, { kind: 'binary', size: 64, seed: 3 });
          await same(from, to, label, { kind: 'text', size: 5_000, seed: 4 });
        }
      }
    });
  }
}

function testTransfer(open: Open): void {
  test('8 MiB each way at once arrive whole and in order', { timeout: 120_000 }, async t => {
    const { offerer, answerer } = await open(t);
    await connect(offerer, answerer, { trickle: true });
    const began = performance.now();
    await Promise.all(
      bothWays(offerer, answerer).map(([from, to], way) =>
        same(from, to, 'first', { kind: 'binary', size: 8 * MIB, seed: way + 5, messageSize: 16 * KIB }),
      ),
    );
    t.diagnostic(`${((performance.now() - began) / 1_000).toFixed(1)} s`);
  });
}

function testClosingChannels(open: Open): void {
  for (const closes of ['offerer', 'answerer'] as const) {
    test(`a channel closed by the ${closes} is closed at both, and the others are not`, {
      timeout: 60_000,
    }, async t => {
      const { offerer, answerer } = await open(t);
      await connect(offerer, answerer, { trickle: true });
      const [closer, witness] = closes === 'offerer' ? [offerer, answerer] : [answerer, offerer];
      await offerer.createChannel('second');
      await Promise.all([closer.channelOpen('second'), witness.channelOpen('second')]);
      await same(closer, witness, 'second', { kind: 'text', size: 64, seed: 6 });
      const closed = await closer.closeChannel('second');
      assertSoon(closed, await witness.channelClosed('second'));
      assertSoon(closed, await closer.channelClosed('second'));
      for (const [from, to] of bothWays(closer, witness)) {
        await same(from, to, 'first', { kind: 'text', size: 64, seed: 7 });
      }
    });
  }
}

function testClosingConnections(open: Open): void {
  for (const closes of ['ours', 'theirs'] as const) {
    test(`the connection closed by ${closes === 'ours' ? 'node' : 'the other'} is noticed`, {
      timeout: 60_000,
    }, async t => {
      const ends = await open(t);
      await connect(ends.offerer, ends.answerer, { trickle: true });
      const [closer, witness] = closes === 'ours' ? [ends.ours, ends.theirs] : [ends.theirs, ends.ours];
      const closed = await closer.close();
      assertSoon(closed, await witness.channelClosed('first'));
    });
  }
}

function bothWays(one: Peer, other: Peer): [Peer, Peer][] {
  return [
    [one, other],
    [other, one],
  ];
}

/** The clocks are one: all peers are on one machine. */
export function assertSoon(done: number, seen: number): void {
  assert.ok(seen - done <= CLOSE_SEEN, `seen after ${seen - done} ms`);
}
