/** The thread in which one fuzz target runs: makes inputs, measures time and memory, reports what it finds. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { dice, mutate } from './mutate.ts';
import type { FuzzFinding, FuzzOrder, FuzzTarget } from './runner.ts';
import { SHARED_HEADER, SLOW } from './runner.ts';

/** Memory may rise by so much after the first tenth of a run. */
const GROWTH = 48 << 20;
/** Different ways to fail are worth telling once each, and only so many. */
const MOST_FINDINGS = 5;

const order = workerData as FuzzOrder;
const header = new Int32Array(order.shared, 0, 2);
const input = new Uint8Array(order.shared, SHARED_HEADER);

const collectGarbage = garbageCollector();

const target = (await import(order.module)) as FuzzTarget;
parentPort?.postMessage(run(target));

function run(target: FuzzTarget): FuzzFinding[] {
  const findings = new Map<string, FuzzFinding>();
  const seeds = target.seeds();
  const roll = dice(order.seed);
  const end = performance.now() + order.milliseconds;
  const warm = performance.now() + order.milliseconds / 10;
  let baseline = 0;

  for (let count = 1; count <= order.iterations && findings.size < MOST_FINDINGS; count++) {
    const bytes = count <= seeds.length ? (seeds[count - 1] as Uint8Array).slice() : mutate(seeds, roll);
    const finding = tryOne(target, bytes, count);
    if (finding !== undefined && !findings.has(signature(finding))) findings.set(signature(finding), finding);
    if ((count & 1023) !== 0) continue;
    const now = performance.now();
    if (baseline === 0 && now > warm) baseline = memoryInUse();
    if (now > end) break;
  }
  const growth = baseline === 0 ? 0 : memoryInUse() - baseline;
  if (growth > GROWTH) {
    const text = `memory in use rose by ${(growth / 1048576).toFixed(0)} MiB`;
    findings.set('growth', { kind: 'growth', text, input: '' });
  }
  return [...findings.values()];
}

function tryOne(target: FuzzTarget, bytes: Uint8Array, count: number): FuzzFinding | undefined {
  input.set(bytes);
  header[1] = bytes.length;
  Atomics.store(header, 0, count);
  const hex = (): string => Buffer.from(bytes).toString('hex');
  try {
    if (timed(target, bytes) <= SLOW) return undefined;
    // Once more: the machine may have been busy elsewhere.
    const again = timed(target, bytes);
    if (again <= SLOW) return undefined;
    return { kind: 'slow', text: `took ${again.toFixed(0)} ms`, input: hex() };
  } catch (error) {
    return {
      kind: 'throw',
      text: error instanceof Error ? (error.stack ?? error.message) : String(error),
      input: hex(),
    };
  }
}

/** The target gets a copy: it may keep, and write into, what it is given. */
function timed(target: FuzzTarget, bytes: Uint8Array): number {
  const copy = bytes.slice();
  const start = performance.now();
  target.fuzzOne(copy);
  return performance.now() - start;
}

/** Where it happened, not with which values. */
function signature(finding: FuzzFinding): string {
  return finding.kind === 'throw' ? (/\n\s+at .*/.exec(finding.text)?.[0] ?? finding.text) : finding.kind;
}

/** Bun has it at hand; V8 is told to show it. */
function garbageCollector(): () => void {
  const { Bun } = globalThis as { Bun?: { gc(wait: boolean): void } };
  if (Bun !== undefined) return () => Bun.gc(true);
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

function memoryInUse(): number {
  collectGarbage();
  const usage = process.memoryUsage();
  return usage.heapUsed + usage.arrayBuffers;
}
