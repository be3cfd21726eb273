/** The logger under `NODE_DEBUG`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runProgram } from './program.ts';

function logged(nodeDebug: string): string {
  const script = `
    import { nodeLog } from ${JSON.stringify(new URL('../../../src/node/log.js', import.meta.url).href)};
    if (nodeLog.enabled('debug')) {
      nodeLog.log('debug', 'ice', 'a %s check');
      nodeLog.log('debug', 'dtls', 'a flight');
    }
  `;
  return runProgram(script, { env: { NODE_DEBUG: nodeDebug } }).stderr;
}

test('is silent unless asked, and prints the scope that is asked for', () => {
  assert.equal(logged(''), '');
  const ice = logged('purertc:ice');
  assert.match(ice, /ice: a %s check/);
  assert.doesNotMatch(ice, /flight/);
  assert.equal(logged('http,purertcice').length, 0);
  assert.match(logged('http, PURERTC:*'), /ice: a %s check[^]*dtls: a flight/);
  assert.match(logged('purertc'), /ice: a %s check[^]*dtls: a flight/);
});
