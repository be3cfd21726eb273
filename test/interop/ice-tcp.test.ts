/** Browsers reach a listening Node by TCP alone (RFC 6544): they are told of no UDP candidate, and so connect. */

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { listen } from '../../src/index.ts';
import { BROWSERS } from './harness/browser.ts';
import { browserUnderTest } from './harness/browser-under-test.ts';
import { nodePeer } from './harness/node-peer.ts';
import type { Peer } from './harness/peer.ts';
import { same } from './harness/suite.ts';
import type { Description } from './page/w3c.ts';

for (const name of BROWSERS) {
  const browser = browserUnderTest(name);
  after(() => browser.close());
  describe(`${name} and node over TCP alone`, { timeout: 120_000 }, () => {
    for (const weOffer of [true, false]) {
      test(`${weOffer ? 'node' : name} offers`, async t => {
        const theirs = await browser.peer(t);
        if (theirs === undefined) return;
        const ours = nodePeer('node', { iceTcp: { listen: 0 } });
        t.after(() => Promise.all([ours.close(), theirs.close()]));
        await Promise.all([ours.open({}), theirs.open({})]);
        const [offerer, answerer] = weOffer ? [ours, theirs] : [theirs, ours];
        await offerer.createChannel('first');
        await answerer.accept(passiveOnly(await offerer.describe(false)));
        await offerer.accept(passiveOnly(await answerer.describe(false)));
        await Promise.all([ours.connected(), theirs.connected()]);
        await Promise.all([offerer.channelOpen('first'), answerer.channelOpen('first')]);
        const pair = await ours.selectedPair();
        assert.match(pair?.local ?? '', / tcp .* tcptype passive/);
        assert.match(pair?.remote ?? '', / tcp .* typ prflx .*tcptype active/);
        await exchange(ours, theirs);
      });
    }
  });
}

describe('browsers and node over one TCP port for all', { timeout: 120_000 }, () => {
  test('all at once', async t => {
    const endpoint = await listen({ tcpPort: 0 });
    t.after(() => endpoint.close());
    const pairs: [Peer, Peer][] = [];
    for (const name of BROWSERS) {
      const browser = browserUnderTest(name);
      const theirs = await browser.peer(t);
      if (theirs === undefined) return;
      const ours = nodePeer('node', { endpoint });
      t.after(async () => {
        await Promise.all([ours.close(), theirs.close()]);
        await browser.close();
      });
      await Promise.all([ours.open({}), theirs.open({})]);
      await ours.createChannel('first');
      await theirs.accept(passiveOnly(await ours.describe(false)));
      await ours.accept(passiveOnly(await theirs.describe(false)));
      pairs.push([ours, theirs]);
    }
    await Promise.all(
      pairs.map(async ([ours, theirs]) => {
        await Promise.all([ours.channelOpen('first'), theirs.channelOpen('first')]);
        const pair = await ours.selectedPair();
        assert.match(pair?.local ?? '', new RegExp(` tcp .* ${endpoint.tcpPort} typ host .*tcptype passive`));
        await exchange(ours, theirs);
      }),
    );
    assert.deepEqual([endpoint.stats.connections, endpoint.stats.strangers], [BROWSERS.length, 0]);
  });
});

/** Without candidates but those that listen: ours alone. */
function passiveOnly({ type, sdp }: Description): Description {
  const lines = sdp.split('\r\n').filter(line => !line.startsWith('a=candidate:') || line.includes('tcptype passive'));
  return { type, sdp: lines.join('\r\n') };
}

async function exchange(ours: Peer, theirs: Peer): Promise<void> {
  for (const [from, to] of [
    [ours, theirs],
    [theirs, ours],
  ] as const) {
    await same(from, to, 'first', { kind: 'text', size: 1_000, seed: 1 });
    await same(from, to, 'first', { kind: 'binary', size: 4 << 20, seed: 2 });
  }
}
