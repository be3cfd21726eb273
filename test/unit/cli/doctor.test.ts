/** `purertc doctor` against a server on loopback, as text and as JSON. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doctor } from '../../../src/cli/doctor.ts';
import { startTurnServer } from '../../../src/turn-server-on-node.ts';

test('prints a verdict, and answers the exit code', { timeout: 30_000 }, async () => {
  const server = await startTurnServer({
    addresses: ['127.0.0.1'],
    port: 0,
    transports: ['udp'],
    users: { user: 'password' },
  });
  try {
    const url = server.urls[0] as string;
    const run = async (...more: string[]): Promise<{ code: number; said: string }> => {
      let said = '';
      const output = { complain: () => {}, write: (text: string) => void (said += text) };
      const code = await doctor(['--turn', url, '--username', 'user', ...more], output);
      return { code, said };
    };
    const good = await run('--credential', 'password');
    assert.match(good.said, /✓ turn:127\.0\.0\.1:\d+\?transport=udp relays at 127\.0\.0\.1/);
    assert.equal(good.code, 0, good.said);
    const bad = await run('--credential', 'wrong', '--json');
    assert.equal(bad.code, 1);
    assert.equal((JSON.parse(bad.said) as { verdict: string }).verdict, 'bad-credentials');
    assert.equal(server.statistics().allocations, 0);
  } finally {
    server.close();
  }
});
