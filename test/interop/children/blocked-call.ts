/**
 * A program at the server of a `blockedNetwork`: `blocked-call <client namespace> <chromium|node> <ice-tcp|turns>` connects
 * a client there to this process, sends data both ways, and prints the selected pair of each as JSON.
 */

import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SERVER_ADDRESS } from '../harness/blocked-network.ts';
import { openBrowser } from '../harness/browser.ts';
import { startCoturn } from '../harness/coturn.ts';
import { nodePeer } from '../harness/node-peer.ts';
import type { Peer } from '../harness/peer.ts';
import { carry, connect, peerOver } from '../harness/peer.ts';
import { locate } from '../harness/programs.ts';

const [namespace = '', client = '', way = ''] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'purertc-blocked-'));
const closing: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true })];

try {
  const turns = way === 'turns';
  const coturn = turns ? await startCoturn({ addresses: [SERVER_ADDRESS], tls: true, tlsPort: 443 }) : undefined;
  if (coturn !== undefined) closing.push(() => coturn.close());
  const ours = nodePeer('server', { iceTcp: turns ? { active: false } : { listen: 0 } });
  const theirs = await (client === 'node' ? nodeClient : chromiumClient)(coturn?.certificate?.certificateFile);
  closing.push(() => Promise.all([ours.close(), theirs.close()]));
  await ours.open({});
  const { username = '', credential = '' } = coturn ?? {};
  const iceServers = coturn === undefined ? [] : [{ urls: [coturn.urlOf('tls')], username, credential }];
  await theirs.open({ iceServers });
  const start = performance.now();
  await connect(theirs, ours, { trickle: true });
  const took = Math.round(performance.now() - start);
  const carried = [
    await carry(theirs, ours, 'first', { kind: 'binary', size: 1 << 20, seed: 1 }),
    await carry(ours, theirs, 'first', { kind: 'binary', size: 1 << 20, seed: 2 }),
  ].map(([sent, received]) => sent.sha256 === received.sha256);
  console.log(JSON.stringify({ took, carried, pair: await ours.selectedPair() }));
} finally {
  for (const close of closing.reverse()) await close();
}
process.exit();

async function chromiumClient(): Promise<Peer> {
  const executablePath = join(folder, 'chromium');
  const command = `#!/bin/sh\nexec ip netns exec '${namespace}' '${locate('chromium')}' "$@"\n`;
  await writeFile(executablePath, command, { mode: 0o755 });
  // Whoever runs Chromium trusts a certificate by installing it; a test says so on the command line.
  const browser = await openBrowser('chromium', {
    executablePath,
    elsewhere: true,
    flags: ['--ignore-certificate-errors'],
  });
  closing.push(() => browser.close());
  return browser.peer();
}

async function nodeClient(authorities: string | undefined): Promise<Peer> {
  const path = fileURLToPath(new URL('remote-peer.js', import.meta.url));
  const child = spawn('ip', ['netns', 'exec', namespace, process.execPath, path], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...(authorities === undefined ? {} : { NODE_EXTRA_CA_CERTS: authorities }) },
  });
  closing.push(() => child.kill('SIGKILL'));
  const waiting = new Map<number, (answer: { result?: unknown; error?: string }) => void>();
  child.on('message', (answer: { id: number; result?: unknown; error?: string }) => waiting.get(answer.id)?.(answer));
  let last = 0;
  return peerOver('client', (method, args) => {
    const id = ++last;
    return new Promise((resolve, reject) => {
      waiting.set(id, ({ result, error }) => (error === undefined ? resolve(result) : reject(new Error(error))));
      child.send({ id, peer: 1, method, args });
    });
  });
}
