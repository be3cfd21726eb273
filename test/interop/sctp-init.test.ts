/** Chromium with SNAP (draft-hancke-tsvwg-snap-00): the INITs of both sides travel in the descriptions, in every role. */

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { browserUnderTest } from './harness/browser-under-test.ts';
import { nodePeer } from './harness/node-peer.ts';
import { carry, connect, negotiate } from './harness/peer.ts';

const chromium = browserUnderTest('chromium', { flags: ['--enable-blink-features=WebRtcSctpSnap'] });
after(() => chromium.close());

const SIZES = [1, 1_200, 65_536, 262_144];

for (const weOffer of [true, false]) {
  describe(weOffer ? 'node offers' : 'Chromium offers', { timeout: 60_000 }, () => {
    test('no handshake, and all that channels do', async t => {
      const theirs = await chromium.peer(t);
      if (theirs === undefined) return;
      const ours = nodePeer();
      t.after(() => Promise.all([ours.close(), theirs.close()]));
      await Promise.all([ours.open({}), theirs.open({})]);
      const [offerer, answerer] = weOffer ? [ours, theirs] : [theirs, ours];
      const inits = new Map<string, Set<string>>();
      const options = {
        onDescription: (from: string, { sdp }: { readonly sdp?: string }) => {
          const init = /^a=sctp-init:(\S+)/m.exec(sdp ?? '')?.[1] ?? 'none';
          inits.set(from, (inits.get(from) ?? new Set()).add(init));
        },
      };
      await connect(offerer, answerer, { ...options, trickle: true });
      for (const [from, to] of [
        [offerer, answerer],
        [answerer, offerer],
      ] as const) {
        for (const size of SIZES) {
          const [sent, received] = await carry(from, to, 'first', { kind: 'binary', size, seed: size });
          assert.deepEqual(received, sent);
        }
      }
      await answerer.createChannel('second');
      await Promise.all([offerer.channelOpen('second'), answerer.channelOpen('second')]);
      // Both go on with what they said first.
      await negotiate(answerer, offerer, { ...options, trickle: false });
      const [sent, received] = await carry(offerer, answerer, 'second', { kind: 'text', size: 1_000, seed: 7 });
      assert.deepEqual(received, sent);
      for (const from of [offerer.name, answerer.name]) {
        const said = [...(inits.get(from) ?? [])];
        assert.equal(said.length, 1, `${from}: ${said.join()}`);
        assert.notEqual(said[0], 'none', from);
      }
    });
  });
}
