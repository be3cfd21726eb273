/** One driver for each runtime, and a runtime for those who name none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultRuntime, driverOf, withRuntime } from '../../../src/api/default-runtime.ts';
import { Host } from '../../sim/network.ts';
import { simulatedRuntime } from '../../sim/runtime.ts';
import { World } from '../../sim/world.ts';

test('there is no default runtime until one is given', () => {
  assert.throws(() => defaultRuntime(), /No runtime/);
  const world = new World(1);
  const runtime = simulatedRuntime(world, new Host(world));
  assert.equal(withRuntime('value', runtime), 'value');
  assert.equal(defaultRuntime(), runtime);
});

test('connections of one runtime share one driver', () => {
  const world = new World(1);
  const one = simulatedRuntime(world, new Host(world));
  const other = simulatedRuntime(world, new Host(world));
  assert.equal(driverOf(one), driverOf(one));
  assert.notEqual(driverOf(one), driverOf(other));
});
