/** The runtime of Node: whole transports over real loopback sockets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchange } from './loopback.ts';
import { runProgram } from './program.ts';

test('connect, transfer 4 MiB and close over loopback', { timeout: 20_000 }, () => exchange(256));

test('the process ends by itself after the last close', () => {
  const script = `
    const { exchange } = await import(${JSON.stringify(new URL('./loopback.js', import.meta.url).href)});
    await exchange(4);
    process.stdout.write('closed');
  `;
  const { stdout, stderr, status } = runProgram(script);
  assert.equal(stdout, 'closed', stderr);
  assert.equal(status, 0);
});

test('a transport that was never started does not hold the process', () => {
  const url = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
  const script = `
    const { Driver } = await import(${url('../../../src/runtime/driver.js')});
    const { nodeRuntime } = await import(${url('../../../src/node/runtime.js')});
    const { PeerTransport } = await import(${url('../../../src/transport/index.js')});
    new PeerTransport({ ice: { role: 'controlling' } }, {}, new Driver(nodeRuntime));
    process.stdout.write('made');
  `;
  const { stdout, stderr, status } = runProgram(script, { timeout: 10_000 });
  assert.equal(stdout, 'made', stderr);
  assert.equal(status, 0);
});
