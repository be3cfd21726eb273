/** The program itself, as a process. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.js', import.meta.url));

function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise(resolve => {
    execFile(process.execPath, [MAIN, ...args], (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

test('prints help, and ends', async () => {
  const { code, out, err } = await run();
  assert.deepEqual([code, err], [0, '']);
  assert.match(out, /npx purertc doctor/);
});

test('ends with the code for a wrong call', async () => {
  const { code, err } = await run('dance');
  assert.equal(code, 64);
  assert.match(err, /no command "dance"/);
});
