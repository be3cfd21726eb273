/** Candidates gathered ahead, over real sockets: from the embedded server, through coturn, and with Chromium (RFC 9429 §3.5.4). */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { RTCPeerConnection } from '../../src/index.ts';
import type { RunningTurnServer } from '../../src/turn-server-on-node.ts';
import { startTurnServer } from '../../src/turn-server-on-node.ts';
import { browserUnderTest } from './harness/browser-under-test.ts';
import { startCoturn } from './harness/coturn.ts';
import { nodePeer } from './harness/node-peer.ts';
import { connect, within } from './harness/peer.ts';
import { present } from './harness/programs.ts';
import type { ServerCertificate } from './harness/server-certificate.ts';
import { serverCertificate } from './harness/server-certificate.ts';
import { same } from './harness/suite.ts';

const USER = { username: 'user', credential: 'password' } as const;
const ADDRESS = '127.0.0.1';

/** Turns of the event loop that telling takes: one for each event, and some. No answer of a server takes as few. */
const TURNS = 16;

const chromium = browserUnderTest('chromium');
after(() => chromium.close());

async function serve(t: TestContext): Promise<{ server: RunningTurnServer; tls: ServerCertificate }> {
  const folder = await mkdtemp(join(tmpdir(), 'purertc-pool-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const tls = await serverCertificate(folder, [ADDRESS]);
  const server = await startTurnServer({
    addresses: [ADDRESS],
    port: 0,
    tls,
    tlsPort: 0,
    users: { user: USER.credential },
    allowPeers: [ADDRESS],
  });
  t.after(() => server.close());
  return { server, tls };
}

async function allocated(server: RunningTurnServer, count: number): Promise<void> {
  const wait = async (): Promise<void> => {
    while (server.statistics().allocations !== count) await sleep(20);
  };
  await within(wait(), 30_000, `${count} allocations`);
}

describe('a pool over real sockets', { timeout: 300_000 }, () => {
  test('relayed candidates by UDP, TCP and TLS are there at once, and gone with the connection', async t => {
    if (!present(t, 'openssl')) return;
    const { server, tls } = await serve(t);
    const connection = new RTCPeerConnection(
      { iceServers: [{ urls: [...server.urls], ...USER }], iceTransportPolicy: 'relay', iceCandidatePoolSize: 1 },
      {
        includeLoopback: true,
        interfaces: candidate => candidate.address === ADDRESS,
        turnAuthorities: [tls.certificate],
      },
    );
    t.after(() => connection.close());
    const told: string[] = [];
    connection.onicecandidate = ({ candidate }) => void told.push(candidate?.relayProtocol ?? 'end');
    await allocated(server, 3);
    // The server knows it before the connection does.
    await sleep(200);
    assert.deepEqual([told, connection.iceGatheringState], [[], 'new']);
    connection.createDataChannel('test');
    await connection.setLocalDescription();
    for (let i = 0; i < TURNS; i++) await new Promise(resolve => setImmediate(resolve));
    assert.deepEqual([connection.iceGatheringState, told.slice(3)], ['complete', ['end', 'end']]);
    assert.deepEqual(told.slice(0, 3).sort(), ['tcp', 'tls', 'udp']);
    assert.equal(connection.localDescription?.sdp.match(/ typ relay /g)?.length, 3);
    connection.close();
    await allocated(server, 0);
  });

  test('a process that never uses its pool ends by itself', async t => {
    if (!present(t, 'openssl')) return;
    const { server } = await serve(t);
    const child = fileURLToPath(new URL('children/idle-pool.js', import.meta.url));
    const urls = server.urls.filter(url => url.startsWith('turn:'));
    const running = spawn(process.execPath, [child, ...urls], { stdio: ['pipe', 'ignore', 'inherit'] });
    t.after(() => running.kill('SIGKILL'));
    await allocated(server, 2);
    const ended = once(running, 'exit');
    running.stdin.end();
    assert.deepEqual(await within(ended, 30_000, 'the end of the process'), [0, null]);
  });

  test('both sides take their relays of coturn from pools', async t => {
    if (!present(t, 'coturn')) return;
    const { urlOf, username, credential, close } = await startCoturn();
    t.after(close);
    const [a, b] = [nodePeer('a'), nodePeer('b')];
    t.after(() => Promise.all([a.close(), b.close()]));
    for (const [peer, transport] of [
      [a, 'udp'],
      [b, 'tcp'],
    ] as const) {
      const iceServers = [{ urls: [urlOf(transport)], username, credential }];
      await peer.open({ iceServers, iceTransportPolicy: 'relay', iceCandidatePoolSize: 1 });
    }
    await connect(a, b, { trickle: true });
    assert.match((await a.selectedPair())?.local ?? '', / typ relay /);
    await same(a, b, 'first', { kind: 'binary', size: 1 << 20, seed: 1 });
    await same(b, a, 'first', { kind: 'text', size: 1_000, seed: 2 });
  });

  for (const weOffer of [true, false]) {
    test(`${weOffer ? 'node' : 'Chromium'} offers, both with a pool`, async t => {
      const theirs = await chromium.peer(t);
      if (theirs === undefined) return;
      const ours = nodePeer();
      t.after(() => Promise.all([ours.close(), theirs.close()]));
      await Promise.all([ours.open({ iceCandidatePoolSize: 1 }), theirs.open({ iceCandidatePoolSize: 1 })]);
      await connect(...(weOffer ? ([ours, theirs] as const) : ([theirs, ours] as const)), { trickle: true });
      await same(ours, theirs, 'first', { kind: 'text', size: 1_000, seed: 1 });
      await same(theirs, ours, 'first', { kind: 'binary', size: 1 << 20, seed: 2 });
    });
  }
});
