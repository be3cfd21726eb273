/** The commands, their help, and what is no command. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandLine } from '../../../src/cli/command-line.ts';
import { VERSION } from '../../../src/version.ts';

async function run(
  ...args: readonly string[]
): Promise<{ code: number | undefined; said: string; complained: string }> {
  let [said, complained] = ['', ''];
  const code = await commandLine(args, {
    write: text => {
      said += text;
    },
    complain: text => {
      complained += text;
    },
  });
  return { code, said, complained };
}

test('nothing, help and --help are answered with the commands', async () => {
  for (const args of [[], ['help'], ['--help'], ['-h']]) {
    const { code, said } = await run(...args);
    assert.equal(code, 0);
    assert.match(said, /npx purertc doctor[\s\S]*npx purertc turn/);
  }
  assert.equal((await run('--version')).said, `${VERSION}\n`);
});

test('each command has help of its own', async () => {
  assert.match((await run('doctor', '--help')).said, /--turn url/);
  assert.match((await run('turn', '--help')).said, /--allow-peer network/);
});

test('mistakes of the caller are told, with the exit code for that', async () => {
  for (const args of [
    ['dance'],
    ['doctor', '--dance'],
    ['doctor', '--turn', 'turn:example.org'],
    ['doctor', '--stun', 'http://example.org'],
    ['doctor', 'turn:example.org'],
    ['turn', '--port', 'all'],
    ['turn', '--user', 'nobody'],
    ['turn', '--cert', 'only'],
    ['turn', '--announce', '192.0.2.1'],
    ['turn', '--relay-ports', '50000'],
    ['turn', '--alternate', 'elsewhere'],
  ]) {
    const { code, said, complained } = await run(...args);
    assert.equal(code, 64, args.join(' '));
    assert.equal(said, '');
    assert.notEqual(complained, '');
  }
});
