/** Our `RTCPeerConnection` and itself, over real sockets; and that a process which closed all of them ends. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { nodePeer } from './harness/node-peer.ts';
import { interopSuite } from './harness/suite.ts';

interopSuite('node', () => Promise.resolve(nodePeer('other node')), { weOffer: [true] });

for (const pairs of [1, 50]) {
  test(`a process with ${pairs * 2} connections ends by itself once all are closed`, { timeout: 60_000 }, async () => {
    const { code, signal, output } = await child('many.js', String(pairs));
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, output);
    assert.match(output, new RegExp(`${pairs} pairs open at once`));
  });
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** Runs a program of `children/` to its end; kills it if it does not end. */
function child(name: string, ...args: readonly string[]): Promise<Ended> {
  const path = fileURLToPath(new URL(`children/${name}`, import.meta.url));
  return new Promise((resolve, reject) => {
    const running = spawn(process.execPath, [path, ...args], { timeout: 45_000, killSignal: 'SIGKILL' });
    let output = '';
    running.stdout.on('data', (data: Buffer) => {
      output += data.toString();
    });
    running.stderr.on('data', (data: Buffer) => {
      output += data.toString();
    });
    running.on('error', reject);
    running.on('close', (code, signal) => resolve({ code, signal, output }));
  });
}
