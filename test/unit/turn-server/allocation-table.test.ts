/** Finding allocations by every end of theirs, and counting them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerAllocation } from '../../../src/turn-server/allocation.ts';
import { AllocationTable } from '../../../src/turn-server/allocation-table.ts';
import { ACCESS, at, BenchRelay, CLIENT } from './server-bench.ts';

test('an allocation is found until it is deleted', () => {
  const table = new AllocationTable();
  const relay = new BenchRelay(at('8.8.8.2', 50_000), false);
  const who = { username: 'user', account: 'user', transaction: 't', maxBytesPerSecond: 1 };
  const made = new ServerAllocation({ access: ACCESS, client: CLIENT, relay, family: 4, ...who }, 0);
  table.add(made);
  table.placed(made, relay.relayed);
  assert.equal(table.byClient(ACCESS, CLIENT), made);
  assert.equal(table.byClient(ACCESS, CLIENT), made, 'the same object again');
  assert.equal(table.byClient(ACCESS, { ...CLIENT }), made, 'an equal one');
  assert.equal(table.byClient({ ...ACCESS }, CLIENT), undefined, 'another socket of ours');
  assert.equal(table.byClient(ACCESS, { ...CLIENT, port: 1 }), undefined);
  assert.equal(table.byRelay(relay), made);
  assert.equal(table.byRelayed({ ...relay.relayed }), made);
  assert.deepEqual([table.size, table.countOf('user'), [...table.all()].length], [1, 1, 1]);
  table.delete(made);
  assert.equal(made.ended, true);
  assert.equal(table.byClient(ACCESS, CLIENT), undefined, 'although the object was known');
  assert.equal(table.byRelayed(relay.relayed), undefined);
  assert.deepEqual([table.size, table.countOf('user')], [0, 0]);
});
