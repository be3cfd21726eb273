/**
 * Runs seeds of the soak: `node dist-test/test/sim/seeds.js --seeds 1000 [--from 1] [--bytes 10485760] [--workers 2]
 * [--replay 1]`, or one of them with its story: `--seed 17`.
 *
 * Every `--replay`-th seed is run twice and must leave the same trace; 0 replays none.
 */

import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type SoakResult, soak } from './soak.ts';

interface Job {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  readonly replay: number;
  /** The next seed to run, shared by all workers. */
  readonly next: Int32Array;
}

/** The seed, and again if it is its turn: the same trace must come of it. */
function run(seed: number, bytes: number, replay: boolean): SoakResult {
  const first = soak(seed, bytes);
  if (!replay || first.failure !== undefined) return first;
  const second = soak(seed, bytes);
  if (second.trace === first.trace && second.duration === first.duration) return first;
  const times = `${first.duration.toFixed(3)} and ${second.duration.toFixed(3)} ms`;
  return { ...first, failure: `does not replay: traces ${first.trace} and ${second.trace} in ${times}` };
}

function work(job: Job): void {
  for (;;) {
    const seed = Atomics.add(job.next, 0, 1);
    if (seed > job.to) return;
    const replay = job.replay > 0 && (seed - job.from) % job.replay === 0;
    parentPort?.postMessage(run(seed, job.bytes, replay));
  }
}

function one(seed: number, bytes: number): boolean {
  const started = performance.now();
  const result = run(seed, bytes, true);
  console.log(`seed ${seed}: links ${result.conditions}`);
  console.log(`  trace ${result.trace.toString(16)}, ${(result.duration / 1000).toFixed(1)} s of virtual time`);
  console.log(`  ${(performance.now() - started).toFixed(0)} ms for two runs: ${result.failure ?? 'well'}`);
  return result.failure === undefined;
}

async function many(job: Job, workers: number): Promise<boolean> {
  const started = performance.now();
  const count = job.to - job.from + 1;
  const failed: SoakResult[] = [];
  let done = 0;
  let virtual = 0;
  const heard = (result: SoakResult): void => {
    done++;
    virtual += result.duration;
    if (result.failure !== undefined) {
      failed.push(result);
      console.log(`seed ${result.seed} FAILED: ${result.failure}\n  links ${result.conditions}`);
    }
    if (done % 50 === 0 || done === count) {
      const seconds = (performance.now() - started) / 1000;
      console.log(
        `${done}/${count} seeds, ${failed.length} failed, ${(virtual / 3_600_000).toFixed(1)} h simulated in ${seconds.toFixed(0)} s`,
      );
    }
  };
  const ends = Array.from({ length: Math.min(workers, count) }, () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: job });
    worker.on('message', heard);
    return new Promise<void>((resolve, reject) => {
      worker.on('error', reject);
      worker.on('exit', () => resolve());
    });
  });
  await Promise.all(ends);
  if (failed.length > 0) console.log(`failing seeds: ${failed.map(result => result.seed).join(' ')}`);
  return failed.length === 0 && done === count;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string', default: '20' },
      from: { type: 'string', default: '1' },
      bytes: { type: 'string', default: String(10 * 1024 * 1024) },
      workers: { type: 'string', default: String(availableParallelism()) },
      replay: { type: 'string', default: '1' },
    },
  });
  const bytes = Number(values.bytes);
  if (values.seed !== undefined) {
    process.exitCode = one(Number(values.seed), bytes) ? 0 : 1;
    return;
  }
  const from = Number(values.from);
  const to = from + Number(values.seeds) - 1;
  const next = new Int32Array(new SharedArrayBuffer(4));
  next[0] = from;
  const job: Job = { from, to, bytes, replay: Number(values.replay), next };
  process.exitCode = (await many(job, Number(values.workers))) ? 0 : 1;
}

if (isMainThread) await main();
else work(workerData as Job);
