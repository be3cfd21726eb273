/** Browsers that hide their addresses behind `.local` names: the names are resolved, and the peers connect. */

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { after, before, describe, test } from 'node:test';
import { BROWSERS } from './harness/browser.ts';
import { browserUnderTest } from './harness/browser-under-test.ts';
import type { Multicast } from './harness/multicast.ts';
import { ensureMulticast } from './harness/multicast.ts';
import { nodePeer } from './harness/node-peer.ts';
import { connect } from './harness/peer.ts';
import { absent } from './harness/programs.ts';
import { same } from './harness/suite.ts';

const NAME = / [0-9a-f-]{36}\.local /;

let multicast: Multicast | string = 'not asked for yet';
before(() => {
  multicast = ensureMulticast();
});
after(() => {
  if (typeof multicast !== 'string') multicast.close();
});

for (const name of BROWSERS) {
  const browser = browserUnderTest(name, { mdns: true });
  after(() => browser.close());

  describe(`${name} with mDNS names`, { timeout: 120_000 }, () => {
    for (const weOffer of [true, false]) {
      for (const trickle of [true, false]) {
        const how = trickle ? 'trickled' : 'in the description';
        test(`${weOffer ? 'node' : name} offers, names ${how}`, t => connectByName(t, weOffer, trickle));
      }
    }
  });

  async function connectByName(t: TestContext, weOffer: boolean, trickle: boolean): Promise<void> {
    if (typeof multicast === 'string') return void absent(t, multicast);
    const theirs = await browser.peer(t);
    if (theirs === undefined) return;
    const ours = nodePeer();
    t.after(() => Promise.all([ours.close(), theirs.close()]));
    await Promise.all([ours.open({}), theirs.open({})]);

    const lines: string[] = [];
    const [offerer, answerer] = weOffer ? [ours, theirs] : [theirs, ours];
    await connect(offerer, answerer, {
      trickle,
      onCandidate: (from, candidate) => void (from === theirs.name && candidate !== '' && lines.push(candidate)),
      onDescription: (from, { sdp }) =>
        void (from === theirs.name && lines.push(...(sdp.match(/candidate:.*/g) ?? []))),
    });

    assert.ok(lines.length > 0, 'the browser told candidates');
    assert.deepEqual(
      lines.filter(line => !NAME.test(line)),
      [],
      'the browser told names only',
    );
    await same(ours, theirs, 'first', { kind: 'text', size: 100, seed: 1 });
    await same(theirs, ours, 'first', { kind: 'binary', size: 100_000, seed: 2 });
  }
}
