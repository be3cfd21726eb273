/** A WebRTC stack that is neither a browser's nor ours, in a program of `counterparts/` that is driven by JSON lines. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Peer, peerOver, within } from './peer.ts';

/** How to start it. */
export interface Counterpart {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** What to do where it does not start. */
  readonly remedy: string;
}

/** A program that has not said that it is ready by then is not going to; interpreters take a while. */
const START_TIMEOUT = 30_000;

/** From the end of its input to its own, in milliseconds; then it is killed. */
const END_TIMEOUT = 2_000;

/** Of the source tree: these programs are not compiled with the tests. */
export function counterpartFile(name: string): string {
  return fileURLToPath(new URL(`../../../../test/interop/counterparts/${name}`, import.meta.url));
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** A fresh peer in a process of its own, which ends with the test. */
export async function counterpartPeer(t: TestContext, counterpart: Counterpart): Promise<Peer> {
  const { name, command, args, remedy } = counterpart;
  const child = spawn(command, args);
  t.after(() => end(child));
  let complaints = '';
  child.stderr.on('data', (data: Buffer) => {
    complaints += data.toString();
  });
  // A program that is gone takes no more calls; its end is told by `exit`.
  child.stdin.on('error', () => {});

  const waiting = new Map<number, Waiting>();
  const ready = new Promise<void>((resolve, reject) => {
    const gone = (why: string): void => {
      reject(new Error(`${name} does not start: ${remedy}\n${why}\n${complaints}`));
      for (const call of waiting.values()) call.reject(new Error(`${name} ${why}\n${complaints}`));
      waiting.clear();
    };
    child.on('error', error => gone(error.message));
    child.on('close', (code, signal) => gone(`ended with ${code ?? signal}`));
    createInterface({ input: child.stdout }).on('line', line => {
      const answer = JSON.parse(line) as Answer | { readonly ready: string };
      if ('ready' in answer) {
        t.diagnostic(answer.ready);
        resolve();
      } else settle(waiting, answer);
    });
  });
  await within(ready, START_TIMEOUT, `the start of ${name}`);

  let calls = 0;
  return peerOver(name, (method, given) => {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${name} is gone\n${complaints}`);
    const id = calls++;
    child.stdin.write(`${JSON.stringify({ id, method, args: given })}\n`);
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  });
}

function settle(waiting: Map<number, Waiting>, answer: Answer): void {
  const call = waiting.get(answer.id);
  waiting.delete(answer.id);
  if (answer.error === undefined) call?.resolve(answer.result);
  else call?.reject(new Error(answer.error));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  const late = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT);
  await ended;
  clearTimeout(late);
}
