/** Certificates made ahead: each is handed out once, none when it is old or failed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localCertificate } from '../../../src/api/rtc-certificate.ts';
import { stockCertificate, stockNext, takeCertificate } from '../../../src/api/spare-certificate.ts';
import type { LocalCertificate } from '../../../src/crypto/provider.ts';
import { nodeRuntime } from '../../../src/node/runtime.ts';
import type { Runtime } from '../../../src/runtime/runtime.ts';

function counting(): { runtime: Runtime; issued: LocalCertificate[]; state: { now: number; broken: boolean } } {
  const issued: LocalCertificate[] = [];
  const state = { now: 0, broken: false };
  const runtime: Runtime = {
    ...nodeRuntime,
    clock: { now: () => state.now, wallTime: now => now },
    issueCertificate: async request => {
      if (state.broken) throw new Error('no entropy');
      const certificate = await nodeRuntime.issueCertificate(request);
      issued.push(certificate);
      return certificate;
    },
  };
  return { runtime, issued, state };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setImmediate(resolve));
}

test('everybody gets another one, and one is always being made ahead', async () => {
  const { runtime, issued } = counting();
  const taken = [await takeCertificate(runtime)];
  await until(() => issued.length === 2);
  taken.push(await takeCertificate(runtime), await takeCertificate(runtime));
  const own = taken.map(localCertificate);
  assert.equal(new Set(own).size, 3);
  assert.equal(own[1], issued[1]);
});

test('the next one is made when there is time, once', async () => {
  const { runtime, issued } = counting();
  stockCertificate(runtime);
  assert.equal(issued.length, 0);
  await takeCertificate(runtime);
  stockCertificate(runtime);
  stockCertificate(runtime);
  await until(() => issued.length === 2);
  assert.equal(localCertificate(await takeCertificate(runtime)), issued[1]);
});

test('a task makes the next one, and there is none where there is one already', async () => {
  const { runtime, issued } = counting();
  const queued: (() => void)[] = [];
  const tasks = {
    ...runtime.tasks,
    setTimer: () => ({ cancel() {} }),
    queue: (steps: () => void) => queued.push(steps),
  };
  const idle: Runtime = { ...runtime, tasks: tasks as unknown as Runtime['tasks'] };
  stockNext(idle);
  assert.equal(queued.length, 0);
  await takeCertificate(idle);
  stockNext(idle);
  assert.equal(issued.length, 1);
  queued.pop()?.();
  stockNext(idle);
  assert.equal(queued.length, 0);
  await until(() => issued.length === 2);
});

test('the timer waits until nobody has taken one for a while', async () => {
  const { runtime, issued } = counting();
  const timers: (() => void)[] = [];
  const tasks = {
    ...runtime.tasks,
    setTimer: (_delay: number, steps: () => void) => ({ cancel() {}, at: timers.push(steps) }),
  };
  const patient: Runtime = { ...runtime, tasks: tasks as unknown as Runtime['tasks'] };
  await takeCertificate(patient);
  await takeCertificate(patient);
  await until(() => timers.length > 0);
  assert.deepEqual([issued.length, timers.length], [2, 1]);
  await takeCertificate(patient);
  timers[0]?.();
  assert.deepEqual([issued.length, timers.length], [3, 2]);
  timers[1]?.();
  await until(() => issued.length === 4);
  assert.equal(localCertificate(await takeCertificate(patient)), issued[3]);
});

test('a spare of yesterday is not handed out', async () => {
  const { runtime, issued, state } = counting();
  await takeCertificate(runtime);
  await until(() => issued.length === 2);
  state.now = 86_400_000;
  const certificate = localCertificate(await takeCertificate(runtime));
  assert.notEqual(certificate, issued[1]);
});

test('a failure is told to who asked, and does not last', async () => {
  const { runtime, state } = counting();
  state.broken = true;
  await assert.rejects(takeCertificate(runtime), /no entropy/);
  state.broken = false;
  await takeCertificate(runtime);
});
