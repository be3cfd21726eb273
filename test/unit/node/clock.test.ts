/** The clock and task ports of Node. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { NodeTasks, nodeClock } from '../../../src/node/clock.ts';
import { runProgram } from './program.ts';

test('the clock does not go back, and wall time is its shift', () => {
  const first = nodeClock.now();
  assert.ok(nodeClock.now() >= first);
  assert.ok(Math.abs(nodeClock.wallTime(nodeClock.now()) - Date.now()) < 1000);
});

test('wall time follows after the machine has slept or its clock was set, and does not follow what is small', () => {
  const real = Date.now.bind(Date);
  const at = (): number => nodeClock.wallTime(nodeClock.now()) - real();
  const before = at();
  const date = mock.method(Date, 'now', () => real() + 400);
  assert.ok(Math.abs(at() - before) < 100);
  date.mock.mockImplementation(() => real() + 3_600_000);
  assert.ok(Math.abs(at() - 3_600_000) < 100);
  date.mock.mockImplementation(() => real() + 3_600_400);
  assert.ok(Math.abs(at() - 3_600_000) < 100);
  date.mock.restore();
  assert.ok(Math.abs(at()) < 100);
});

test('tasks run in order, each with a microtask checkpoint behind it', async () => {
  const tasks = new NodeTasks();
  const seen: string[] = [];
  await new Promise<void>(resolve => {
    tasks.queue(() => {
      seen.push('first');
      queueMicrotask(() => seen.push('microtask'));
    });
    tasks.queue(() => {
      seen.push('second');
      resolve();
    });
  });
  assert.deepEqual(seen, ['first', 'microtask', 'second']);
});

test('a cancelled timer does not fire', async () => {
  const tasks = new NodeTasks();
  tasks.setTimer(0, () => assert.fail('cancelled')).cancel();
  tasks.hold();
  await new Promise<void>(resolve => tasks.setTimer(2, resolve));
  tasks.release();
});

test('a timer is not early, by the fraction of a millisecond either', async () => {
  const tasks = new NodeTasks();
  tasks.hold();
  const early: number[] = [];
  const timers = Array.from({ length: 200 }, (_, i) => {
    const delay = 1 + i * 0.21;
    const from = nodeClock.now();
    return new Promise<void>(resolve => {
      tasks.setTimer(delay, () => {
        const passed = nodeClock.now() - from;
        if (passed < delay) early.push(passed - delay);
        resolve();
      });
    });
  });
  await Promise.all(timers);
  tasks.release();
  assert.deepEqual(early, []);
});

test('a timer is postponed by its own length, once and again, and is not early then', async () => {
  const tasks = new NodeTasks();
  tasks.hold();
  const delay = 9.8;
  let from = nodeClock.now();
  const passed = await new Promise<number>(resolve => {
    const timer = tasks.setTimer(delay, () => resolve(nodeClock.now() - from));
    assert.equal(timer.postpone?.(2 * delay), false);
    let left = 4;
    const postpone = (): void => {
      // Nearly due, so that it would be early if it were not postponed.
      while (nodeClock.now() - from < 0.8 * delay);
      from = nodeClock.now();
      assert.equal(timer.postpone?.(delay), true);
      if (--left > 0) tasks.queue(postpone);
    };
    postpone();
  });
  tasks.release();
  assert.ok(passed >= delay, `${passed} ms`);
});

test('the process lives while held, and no longer', () => {
  const script = `
    import { NodeTasks } from ${JSON.stringify(new URL('../../../src/node/clock.js', import.meta.url).href)};
    const tasks = new NodeTasks();
    tasks.setTimer(1e9, () => {});
    tasks.hold();
    tasks.hold();
    tasks.setTimer(20, () => { process.stdout.write('held'); tasks.release(); tasks.release(); });
  `;
  const { stdout, status } = runProgram(script);
  assert.equal(stdout, 'held');
  assert.equal(status, 0);
});
