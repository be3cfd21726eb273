/** The embedded server relays for our client over UDP, TCP and TLS, and for browsers (RFC 8656 §3.1). */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RTCConfiguration } from '../../src/index.ts';
import type { RunningTurnServer } from '../../src/turn-server-on-node.ts';
import { startTurnServer } from '../../src/turn-server-on-node.ts';
import { BROWSERS } from './harness/browser.ts';
import { browserUnderTest } from './harness/browser-under-test.ts';
import { nodePeer } from './harness/node-peer.ts';
import type { Peer } from './harness/peer.ts';
import { connect } from './harness/peer.ts';
import { present } from './harness/programs.ts';
import { call, carries, localCandidate } from './harness/relay-call.ts';
import { serverCertificate } from './harness/server-certificate.ts';
import { same } from './harness/suite.ts';
import type { Configuration } from './page/w3c.ts';

/** Milliseconds: an allocation that is not refreshed is gone before the second look at it. */
const LIFETIME = 6_000;
const NONCE_LIFETIME = 2_500;

const USER = { username: 'user', credential: 'password' } as const;

let starting: Promise<RunningTurnServer> | undefined;
after(async () => (await starting?.catch(() => undefined))?.close());

/** Browsers do not look at loopback where there is another interface. */
function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap(entries => entries ?? []);
  return all.find(entry => entry.family === 'IPv4' && !entry.internal)?.address ?? '127.0.0.1';
}

function relayOnly(server: RunningTurnServer, transport: string): Configuration {
  const urls = server.urls.filter(url => url.includes(transport));
  return { iceServers: [{ urls, ...USER }], iceTransportPolicy: 'relay' };
}

for (const name of BROWSERS) {
  const browser = browserUnderTest(name);
  after(() => browser.close());
  describe(`${name} and node, both relayed by the embedded server`, { timeout: 120_000 }, () => {
    for (const transport of ['transport=udp', 'transport=tcp']) {
      test(`by ${transport}`, async t => {
        const theirs = await browser.peer(t);
        if (theirs === undefined) return;
        starting ??= startTurnServer({ addresses: [ownAddress()], port: 0, users: { user: USER.credential } });
        const server = await starting;
        const ours = nodePeer();
        t.after(() => Promise.all([ours.close(), theirs.close()]));
        await ours.open(relayOnly(server, 'transport=udp'));
        await theirs.open(relayOnly(server, transport));
        await relayed(ours, theirs);
        assert.ok(server.statistics().allocations >= 2);
      });
    }
  });
}

async function relayed(ours: Peer, theirs: Peer): Promise<void> {
  const candidates: string[] = [];
  await connect(theirs, ours, {
    trickle: true,
    onCandidate: (_from, candidate) => {
      if (candidate !== '') candidates.push(candidate);
    },
  });
  assert.ok(candidates.length > 0 && candidates.every(candidate => / typ relay /.test(`${candidate} `)));
  await same(ours, theirs, 'first', { kind: 'text', size: 1_000, seed: 1 });
  await same(theirs, ours, 'first', { kind: 'binary', size: 1 << 20, seed: 2 });
  await same(ours, theirs, 'first', { kind: 'binary', size: 1 << 20, seed: 3 });
}

describe('node, relayed by the embedded server', { concurrency: 4, timeout: 300_000 }, () => {
  for (const address of ['127.0.0.1', '::1']) {
    for (const transport of ['udp', 'tcp', 'tls'] as const) {
      for (const both of [true, false]) {
        test(`by ${transport} to ${address}, on ${both ? 'both sides' : 'one side'}: data and media, through refreshes`, async t => {
          if (!present(t, 'openssl')) return;
          const folder = await mkdtemp(join(tmpdir(), 'purertc-turn-'));
          t.after(() => rm(folder, { recursive: true, force: true }));
          const tls = await serverCertificate(folder, [address]);
          const server = await startTurnServer({
            addresses: [address],
            port: 0,
            tls,
            tlsPort: 0,
            users: { user: USER.credential },
            allowPeers: [address],
            defaultLifetime: LIFETIME,
            nonceLifetime: NONCE_LIFETIME,
          });
          t.after(() => server.close());
          const urls = server.urls.filter(url =>
            transport === 'tls' ? url.startsWith('turns:') : url.endsWith(`transport=${transport}`),
          );
          const configuration: RTCConfiguration = { iceServers: [{ urls, ...USER }], iceTransportPolicy: 'relay' };
          const options = {
            includeLoopback: true,
            interfaces: (candidate: { readonly address: string }) => candidate.address === address,
            turnAuthorities: [tls.certificate],
          };
          const made = await call({ configuration, options }, { configuration: both ? configuration : {}, options });
          t.after(() => made.close());
          await carries(made);
          // Refreshed every three seconds, each time with a nonce that is stale by then.
          await sleep(2.2 * LIFETIME);
          await carries(made);
          const { candidateType, relayProtocol } = await localCandidate(made.a);
          assert.deepEqual([candidateType, relayProtocol], ['relay', transport]);
        });
      }
    }
  }
});
