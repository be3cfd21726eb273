/** The simulated link. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Link, type LinkConditions } from '../../sim/link.ts';
import { World } from '../../sim/world.ts';

function carry(
  seed: number,
  conditions: LinkConditions,
  count: number,
  size = 1000,
): { order: number[]; times: number[]; trace: number } {
  const world = new World(seed);
  const link = new Link(world, conditions);
  const order: number[] = [];
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    world.after(i, () =>
      link.carry(size, () => {
        order.push(i);
        times.push(world.now);
      }),
    );
  }
  world.advance(1e6);
  return { order, times, trace: world.trace };
}

test('without conditions everything arrives at once and in order', () => {
  const { order, times } = carry(1, {}, 100);
  assert.deepEqual(
    order,
    Array.from({ length: 100 }, (_, i) => i),
  );
  assert.deepEqual(times, order);
});

test('jitter delays but never reorders; reorder does', () => {
  const jittered = carry(1, { delay: 20, jitter: 30 }, 300).order;
  assert.deepEqual(
    jittered,
    [...jittered].sort((a, b) => a - b),
  );
  const reordered = carry(1, { delay: 20, reorder: 0.2 }, 300).order;
  assert.equal(reordered.length, 300);
  assert.notDeepEqual(
    reordered,
    [...reordered].sort((a, b) => a - b),
  );
});

test('loses and duplicates as often as it is told', () => {
  const lossy = carry(1, { loss: 0.1 }, 5000).order.length;
  assert.ok(lossy > 4400 && lossy < 4600, String(lossy));
  const doubled = carry(1, { duplicate: 0.1 }, 5000).order.length;
  assert.ok(doubled > 5400 && doubled < 5600, String(doubled));
});

test('Gilbert–Elliott losses come in bursts', () => {
  const { order } = carry(1, { burst: { enter: 0.01, leave: 0.2, loss: 1 } }, 5000);
  const gaps = order.slice(1).map((value, i) => value - (order[i] as number) - 1);
  assert.ok(Math.max(...gaps) >= 8);
  assert.ok(order.length > 4500);
});

test('a rate spaces datagrams, and its queue has an end', () => {
  const { times } = carry(1, { rate: 800_000 }, 3);
  assert.deepEqual(times, [10, 20, 30]);
  const world = new World(1);
  const link = new Link(world, { rate: 80_000, queue: 5000 });
  for (let i = 0; i < 10; i++) link.carry(1000, () => {});
  assert.equal(link.dropped, 5);
});

test('what is larger than the MTU is lost', () => {
  assert.equal(carry(1, { mtu: 999 }, 10).order.length, 0);
});

test('the same seed gives the same run', () => {
  const conditions = { loss: 0.1, jitter: 5, reorder: 0.1, duplicate: 0.05 };
  assert.equal(carry(5, conditions, 500).trace, carry(5, conditions, 500).trace);
  assert.notEqual(carry(5, conditions, 500).trace, carry(6, conditions, 500).trace);
});
