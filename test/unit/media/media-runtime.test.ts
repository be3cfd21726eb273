/** The platform's own clock, tasks and timers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../../src/base/random.ts';
import { platformRuntime, randomUuid } from '../../../src/media/media-runtime.ts';

test('tasks run later, in order', async () => {
  const order: string[] = [];
  const done = new Promise<void>(resolve => {
    platformRuntime.tasks.queue(() => order.push('first'));
    platformRuntime.tasks.queue(() => {
      order.push('second');
      resolve();
    });
  });
  order.push('now');
  await done;
  assert.deepEqual(order, ['now', 'first', 'second']);
});

test('a timer fires once, unless it is cancelled', async () => {
  let cancelled = true;
  const { tasks } = platformRuntime;
  tasks.hold();
  tasks.hold();
  await new Promise<void>(resolve => {
    tasks.setTimer(0, () => (cancelled = false)).cancel();
    tasks.setTimer(-5, resolve);
  });
  tasks.release();
  tasks.release();
  assert.equal(cancelled, true);
});

test('the clock goes on, and random bytes differ', () => {
  const before = platformRuntime.clock.now();
  assert.ok(platformRuntime.clock.now() >= before);
  assert.equal(platformRuntime.random.bytes(16).length, 16);
});

test('a UUID is of version 4', () => {
  const random = new SeededRandom(4);
  for (let i = 0; i < 50; i++) {
    assert.match(randomUuid(random), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});
