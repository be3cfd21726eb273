/** A program given as text, run to its end in a process of its own by the runtime that runs the test. */

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `script`: an ES module. Killed after `timeout` milliseconds. */
export function runProgram(
  script: string,
  { env = {}, timeout = 20_000 }: { readonly env?: Readonly<Record<string, string>>; readonly timeout?: number } = {},
): SpawnSyncReturns<string> {
  const folder = mkdtempSync(join(tmpdir(), 'purertc-program-'));
  try {
    // By file, since only Node takes a module as an argument.
    const path = join(folder, 'program.mjs');
    writeFileSync(path, script);
    return spawnSync(process.execPath, [path], { env: { ...process.env, ...env }, timeout, encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
