/** Two processes of clients on one UDP port of a server; some are killed, others come, and nothing is left of the dead. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import type { Endpoint } from '../../src/index.ts';
import { Crowd } from './harness/crowd.ts';

const SIZE = 60;

test(`${SIZE} clients of two processes share a port; a tenth is killed and replaced`, { timeout: 180_000 }, async t => {
  const crowd = await Crowd.open(true);
  t.after(() => crowd.close());
  const endpoint = crowd.endpoint as Endpoint;
  await crowd.connect(SIZE / 2, SIZE / 2);
  const victims = crowd.invite(SIZE / 10);
  await crowd.until(() => crowd.echoed === SIZE + SIZE / 10);
  assert.equal(endpoint.stats.connections, SIZE + SIZE / 10);
  victims.kill('SIGKILL');
  await once(victims, 'exit');
  await crowd.connect(SIZE / 10);
  await crowd.until(() => crowd.connections.size === SIZE + SIZE / 10, 60_000);
  await crowd.until(() => endpoint.stats.connections === SIZE + SIZE / 10, 10_000);
  assert.ok(endpoint.stats.sources <= 2 * (SIZE + SIZE / 10));
  await crowd.close();
  assert.deepEqual([endpoint.stats.connections, endpoint.stats.sources], [0, 0]);
});
