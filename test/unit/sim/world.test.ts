/** The virtual clock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World } from '../../sim/world.ts';

test('events come in the order of their time, and of their making at the same time', () => {
  const world = new World(1);
  const seen: string[] = [];
  world.after(20, () => seen.push('c'));
  world.after(10, () => seen.push('a'));
  world.after(10, () => seen.push('b'));
  world.after(15, () => seen.push('x')).cancel();
  world.advance(30);
  assert.deepEqual(seen, ['a', 'b', 'c']);
  assert.equal(world.now, 30);
  assert.ok(world.idle);
});

test('tasks run behind the burst of events that queued them', () => {
  const world = new World(1);
  const seen: string[] = [];
  for (const name of ['1', '2']) {
    world.after(5, () => {
      seen.push(`event ${name}`);
      world.tasks.queue(() => seen.push(`task ${name}`));
    });
  }
  world.advance(5);
  assert.deepEqual(seen, ['event 1', 'event 2', 'task 1', 'task 2']);
});

test('settle lets promises finish before time moves', async () => {
  const world = new World(1);
  const seen: string[] = [];
  world.after(1, () => {
    world.tasks.queue(() => {
      void Promise.resolve()
        .then(() => undefined)
        .then(() => seen.push(`promise at ${world.now}`));
    });
    world.tasks.queue(() => seen.push('second task'));
  });
  world.after(2, () => seen.push('later'));
  assert.ok(await world.settle(() => seen.length === 3, 10));
  assert.deepEqual(seen, ['promise at 1', 'second task', 'later']);
});

test('run answers false at its limit, with the clock there', () => {
  const world = new World(1);
  world.after(1000, () => assert.fail('out of reach'));
  assert.equal(
    world.run(() => false, 100),
    false,
  );
  assert.equal(world.now, 100);
});

test('a thousand random events come sorted', () => {
  const world = new World(9);
  const seen: number[] = [];
  for (let i = 0; i < 1000; i++) world.after(world.random.below(500), () => seen.push(world.now));
  world.advance(500);
  assert.deepEqual(
    seen,
    [...seen].sort((a, b) => a - b),
  );
  assert.equal(seen.length, 1000);
});
