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

test('a task of an owner is a method of it, and is void once the owner is no more', () => {
  const world = new World(1);
  const queue = new TaskQueue(world.tasks);
  const owner = {
    isLive: true,
    heard: [] as string[],
    hear(what: string): void {
      this.heard.push(what);
    },
  };
  queue.waiting.add(owner, owner.hear, 'first');
  world.step();
  queue.waiting.add(owner, owner.hear, 'second');
  owner.isLive = false;
  world.step();
  assert.deepEqual(owner.heard, ['first']);
});

test('connections on one loop share a row, in which each has its turn, also those that were closed', () => {
  const world = new World(1);
  const [one, other] = [new TaskQueue(world.tasks), new TaskQueue(world.tasks)];
  const order: string[] = [];
  one.queue(() => void order.push('one'));
  other.queue(() => void order.push('other'));
  one.queue(() => {
    order.push('one again');
    one.queue(() => void order.push('one later'));
  });
  other.queue(() => void order.push('other again'));
  other.close();
  world.step();
  world.step();
  assert.deepEqual(order, ['one', 'one again', 'one later']);
});

test('a long row keeps its order, also while it grows', () => {
  const world = new World(1);
  const queue = new TaskQueue(world.tasks);
  const ran: number[] = [];
  const run = (number: number): void => {
    ran.push(number);
    if (number < 2_500) queue.queue(run, number + 2_500);
  };
  for (let number = 0; number < 2_500; number++) queue.queue(run, number);
  world.step();
  world.step();
  assert.deepEqual(
    ran,
    Array.from({ length: 5_000 }, (_, number) => number),
  );
});
