/** The logger under `NODE_DEBUG`. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

function logged(nodeDebug: string): string {
  const script = `
    import { nodeLog } from ${JSON.stringify(new URL('../../../src/node/log.js', import.meta.url).href)};
    if (nodeLog.enabled('debug')) {
      nodeLog.log('debug', 'ice', 'a %s check');
      nodeLog.log('debug', 'dtls', 'a flight');
    }
  `;
  const env = { ...process.env, NODE_DEBUG: nodeDebug };
  return String(spawnSync(process.execPath, ['--input-type=module', '-e', script], { env, timeout: 10_000 }).stderr);
}

test('is silent unless asked, and prints the scope that is asked for', () => {
  assert.equal(logged(''), '');
  const ice = logged('purertc:ice');
  assert.match(ice, /ice: a %s check/);
  assert.doesNotMatch(ice, /flight/);
  assert.match(logged('purertc'), /ice: a %s check[^]*dtls: a flight/);
});
