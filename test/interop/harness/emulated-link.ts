/** Two network namespaces with an impaired link between them, by the program `linkem` that `LINKEM` names. */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { locate } from './programs.ts';

export interface LinkOptions {
  /** Milliseconds one way. */
  readonly delay: number;
  /** Per cent of the packets, each way. */
  readonly loss: number;
  readonly seed: number;
}

export interface EmulatedLink {
  /** Arguments in front of a command line that is to run at one end of the link. */
  readonly ends: readonly [readonly string[], readonly string[]];
  /** A program that runs `program` at the first end, with the arguments it is given. */
  wrap(program: string): Promise<string>;
  /** Takes all down; answers what the link counted. */
  close(): Promise<string>;
}

/** Why there can be none, or the link. It takes root, iproute2 and `linkem A B [--delay ms] [--loss percent] …`. */
export async function emulatedLink(options: LinkOptions): Promise<EmulatedLink | string> {
  const program = process.env['LINKEM'];
  if (program === undefined) return 'LINKEM does not name a link emulator';
  const ip = locate('ip');
  if (ip === undefined) return 'iproute2 is not installed';
  const run = (...args: readonly string[]): void => void execFileSync(ip, args, { stdio: 'pipe' });
  const [first, second] = [`purertc-${process.pid}-a`, `purertc-${process.pid}-b`] as const;
  const folder = await mkdtemp(join(tmpdir(), 'purertc-link-'));
  const removal = (): Promise<void> => {
    for (const name of [first, second]) {
      try {
        run('netns', 'del', name);
      } catch {
        // It was not made.
      }
    }
    return rm(folder, { recursive: true, force: true });
  };
  try {
    for (const name of [first, second]) {
      run('netns', 'add', name);
      run('-n', name, 'link', 'set', 'lo', 'up');
    }
  } catch (error) {
    await removal();
    return `no network namespace can be made: ${String(error)}`;
  }
  const { delay, loss, seed } = options;
  const link = spawn(
    program,
    [first, second, ...['--delay', `${delay}`], ...['--loss', `${loss}`], ...['--seed', `${seed}`]],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  let counted = '';
  link.stdout.on('data', (data: Buffer) => {
    counted += data.toString();
  });
  const ended = once(link, 'exit');
  // The interfaces come up, and find that their IPv6 addresses are nobody else's.
  await sleep(2_500);
  return {
    ends: [
      [ip, 'netns', 'exec', first],
      [ip, 'netns', 'exec', second],
    ],
    async wrap(wrapped) {
      const path = join(folder, 'wrapped');
      await writeFile(path, `#!/bin/sh\nexec '${ip}' netns exec '${first}' '${wrapped}' "$@"\n`, { mode: 0o755 });
      return path;
    },
    async close() {
      link.stdin.end();
      await ended;
      await removal();
      return counted.trim();
    },
  };
}
