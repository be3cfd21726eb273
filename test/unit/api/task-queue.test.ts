/** Tasks of a closed connection do not run. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TaskQueue } from '../../../src/api/task-queue.ts';
import { World } from '../../sim/world.ts';

test('tasks run in order, and answer', async () => {
  const world = new World(1);
  const queue = new TaskQueue(world.tasks);
  const order: number[] = [];
  queue.queue(() => void order.push(1));
  const answer = queue.perform(() => order.push(2));
  const failure = queue.perform(() => {
    throw new TypeError('no');
  });
  assert.deepEqual(order, []);
  world.step();
  assert.deepEqual(order, [1, 2]);
  assert.equal(await answer, 2);
  await assert.rejects(failure, TypeError);
});

test('after close nothing that was queued happens', () => {
  const world = new World(1);
  const queue = new TaskQueue(world.tasks);
  queue.queue(() => assert.fail('ran'));
  queue.close();
  world.step();
});
