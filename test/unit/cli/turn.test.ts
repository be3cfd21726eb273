/** `purertc turn` as a process: what it prints can be pasted, and a signal ends it. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.js', import.meta.url));

/** Runs it until it has greeted; answers everything it said until its end. */
async function run(...args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [MAIN, 'turn', '--address', '127.0.0.1', '--port', '0', ...args]);
  const ended = once(child, 'exit');
  let said = '';
  for await (const piece of child.stdout) {
    said += String(piece);
    // Not `child.kill`: Deno takes it that whoever was killed so died of it.
    if (String(piece).includes('}]')) process.kill(child.pid as number, 'SIGTERM');
  }
  const [code] = (await ended) as [number | null];
  assert.equal(code, 0, said);
  return said;
}

test('prints URLs and the user that was given', { timeout: 30_000 }, async () => {
  const said = await run('--user', 'alice:wonder:land');
  assert.match(said, /"turn:127\.0\.0\.1:\d+\?transport=udp", "turn:127\.0\.0\.1:\d+\?transport=tcp"/);
  assert.match(said, /username: "alice",\n\s+credential: "wonder:land"/);
  assert.match(said, /--allow-peer/);
  assert.match(said, /closing: 0 allocations/);
});

test('makes a user up, or a credential by the secret', { timeout: 30_000 }, async () => {
  assert.match(await run(), /username: "purertc",\n\s+credential: "[\w-]{16}"/);
  assert.match(await run('--secret', 'north'), /username: "\d+:example",\n\s+credential: "[\w+/=]{28}"/);
});
