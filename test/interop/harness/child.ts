/** A program of `children/`, run to its end in a process of its own. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** Kills it if it does not end by itself in `limit` milliseconds. */
export function runChild(name: string, args: readonly string[] = [], limit: number = 45_000): Promise<Ended> {
  const path = fileURLToPath(new URL(`../children/${name}`, import.meta.url));
  return new Promise((resolve, reject) => {
    const running = spawn(process.execPath, [path, ...args], { timeout: limit, killSignal: 'SIGKILL' });
    let output = '';
    const keep = (data: Buffer): void => {
      output += data.toString();
    };
    running.stdout.on('data', keep);
    running.stderr.on('data', keep);
    running.on('error', reject);
    running.on('close', (code, signal) => resolve({ code, signal, output }));
  });
}
