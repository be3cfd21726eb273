/** Connections forced through a relay: our TURN client and the browsers' against coturn, by UDP, TCP and TLS. */

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
  /** By which it gets to the server. Firefox trusts no authority that a test could name. */
  readonly transports: readonly Transport[];
  peer(t: TestContext): Promise<Peer | undefined>;
}

type Transport = 'udp' | 'tcp' | 'tls';

const cases: Case[] = [{ name: 'node', transports: ['udp'], peer: () => Promise.resolve(nodePeer('other node')) }];
for (const name of BROWSERS) {
  const browser = browserUnderTest(name, { flags: ['--ignore-certificate-errors'] });
  after(() => browser.close());
  const transports: Transport[] = name === 'chromium' ? ['udp', 'tcp', 'tls'] : ['udp', 'tcp'];
  cases.push({ name, transports, peer: t => browser.peer(t) });
}

for (const { name, transports, peer } of cases) {
  for (const transport of transports) {
    describe(`node and ${name}, relayed by ${transport}`, { timeout: 120_000 }, () => {
      for (const weOffer of [true, false]) {
        for (const bothRelay of [true, false]) {
          const who = bothRelay ? 'both' : 'only node';
          test(`${weOffer ? 'node' : name} offers, ${who} with iceTransportPolicy "relay"`, async t => {
            if (!present(t, 'coturn', 'openssl')) return;
            const theirs = await peer(t);
            if (theirs === undefined) return;
            starting ??= startCoturn({ tls: true });
            const server = await starting;
            const ours = nodePeer('node', { turnAuthorities: [server.certificate?.certificate ?? ''] });
            t.after(() => Promise.all([ours.close(), theirs.close()]));
            await relayed(server, transport, [ours, theirs], weOffer, bothRelay);
          });
        }
      }
    });
  }
}

async function relayed(
  server: Coturn,
  transport: Transport,
  [ours, theirs]: readonly [Peer, Peer],
  weOffer: boolean,
  bothRelay: boolean,
): Promise<void> {
  const { username, credential } = server;
  const configuration: Configuration = {
    iceServers: [{ urls: [server.urlOf(transport)], username, credential }],
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
