/** Connections forced through a relay: our TURN client and the browsers' against coturn. */

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { after, describe, test } from 'node:test';
import { BROWSERS } from './harness/browser.ts';
import { browserUnderTest } from './harness/browser-under-test.ts';
import type { Coturn } from './harness/coturn.ts';
import { startCoturn } from './harness/coturn.ts';
import { nodePeer } from './harness/node-peer.ts';
import type { Peer } from './harness/peer.ts';
import { connect } from './harness/peer.ts';
import { present } from './harness/programs.ts';
import { same } from './harness/suite.ts';
import type { Configuration } from './page/w3c.ts';

let starting: Promise<Coturn> | undefined;
after(async () => (await starting?.catch(() => undefined))?.close());

interface Case {
  readonly name: string;
  peer(t: TestContext): Promise<Peer | undefined>;
}

const cases: Case[] = [{ name: 'node', peer: () => Promise.resolve(nodePeer('other node')) }];
for (const name of BROWSERS) {
  const browser = browserUnderTest(name);
  after(() => browser.close());
  cases.push({ name, peer: t => browser.peer(t) });
}

for (const { name, peer } of cases) {
  describe(`node and ${name}, relayed`, { timeout: 120_000 }, () => {
    for (const weOffer of [true, false]) {
      for (const bothRelay of [true, false]) {
        const who = bothRelay ? 'both' : 'only node';
        test(`${weOffer ? 'node' : name} offers, ${who} with iceTransportPolicy "relay"`, async t => {
          if (!present(t, 'coturn')) return;
          const theirs = await peer(t);
          if (theirs === undefined) return;
          const ours = nodePeer();
          t.after(() => Promise.all([ours.close(), theirs.close()]));
          await relayed(ours, theirs, weOffer, bothRelay);
        });
      }
    }
  });
}

async function relayed(ours: Peer, theirs: Peer, weOffer: boolean, bothRelay: boolean): Promise<void> {
  starting ??= startCoturn();
  const { url, username, credential } = await starting;
  const configuration: Configuration = {
    iceServers: [{ urls: [url], username, credential }],
    iceTransportPolicy: 'relay',
  };
  await ours.open(configuration);
  await theirs.open(bothRelay ? configuration : {});

  const candidates: string[] = [];
  const [offerer, answerer] = weOffer ? [ours, theirs] : [theirs, ours];
  await connect(offerer, answerer, {
    trickle: true,
    onCandidate: (from, candidate) => {
      if (candidate !== '' && (bothRelay || from === ours.name)) candidates.push(candidate);
    },
  });

  assert.ok(candidates.length > 0);
  assert.deepEqual(
    candidates.filter(candidate => !/ typ relay /.test(`${candidate} `)),
    [],
    'every candidate is a relayed one',
  );
  assert.match((await ours.selectedPair())?.local ?? '', / typ relay /);
  for (const [from, to] of [
    [ours, theirs],
    [theirs, ours],
  ] as const) {
    await same(from, to, 'first', { kind: 'text', size: 1_000, seed: 1 });
    await same(from, to, 'first', { kind: 'binary', size: 4 << 20, seed: 2 });
  }
}
