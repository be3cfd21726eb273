/**
 * Runs the fuzz targets, each in a worker thread, so that an endless loop can be seen from outside and its input told.
 *
 * A target is a module of this folder that exports `name`, `fuzzOne(bytes)` and `seeds()`.
 */

import { readdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

export interface FuzzTarget {
  readonly name: string;
  fuzzOne(bytes: Uint8Array): void;
  seeds(): Uint8Array[];
}

export interface FuzzOptions {
  readonly seed: number;
  /** Ends a target after so many inputs, or after so many milliseconds, whichever comes first. */
  readonly iterations: number;
  readonly milliseconds: number;
}

export interface FuzzFinding {
  readonly kind: 'throw' | 'slow' | 'hang' | 'growth' | 'broken target';
  readonly text: string;
  /** The input as hex, empty where no single input is to blame. */
  readonly input: string;
}

export interface FuzzReport {
  readonly target: string;
  readonly iterations: number;
  readonly findings: readonly FuzzFinding[];
}

/** What the worker is given. */
export interface FuzzOrder extends FuzzOptions {
  readonly module: string;
  readonly shared: SharedArrayBuffer;
}

/** An input that takes longer than this is slow… */
export const SLOW = 1_000;
/** …and one that does not end within this time hangs. */
const HANG = 20_000;

/** Layout of the shared memory: iteration count, input length, input. */
export const SHARED_HEADER = 8;
const SHARED_SIZE = SHARED_HEADER + 65_536;

const NOT_TARGETS = new Set(['runner.js', 'worker.js', 'mutate.js']);

/** Modules of targets beside this one, by file name. */
export function targetModules(): Map<string, string> {
  const folder = new URL('.', import.meta.url);
  const names = readdirSync(folder).filter(
    name => name.endsWith('.js') && !name.endsWith('.test.js') && !NOT_TARGETS.has(name),
  );
  return new Map(names.sort().map(name => [name.slice(0, -3), new URL(name, folder).href]));
}

export function runTarget(target: string, module: string, options: FuzzOptions): Promise<FuzzReport> {
  const shared = new SharedArrayBuffer(SHARED_SIZE);
  const header = new Int32Array(shared, 0, 2);
  const order: FuzzOrder = { ...options, module, shared };
  const worker = new Worker(new URL('worker.js', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });

  return new Promise(resolve => {
    let seen = -1;
    let since = performance.now();
    let findings: readonly FuzzFinding[] = [];
    const watch = setInterval(() => {
      const count = Atomics.load(header, 0);
      const now = performance.now();
      if (count !== seen) {
        seen = count;
        since = now;
      } else if (now - since > HANG && count > 0) {
        findings = [{ kind: 'hang', text: `no end within ${HANG} ms`, input: currentInput(shared) }];
        void worker.terminate();
      }
    }, 250);
    worker.on('message', (found: readonly FuzzFinding[]) => {
      findings = found;
    });
    worker.on('error', (error: Error) => {
      findings = [{ kind: 'broken target', text: error.stack ?? error.message, input: currentInput(shared) }];
    });
    worker.on('exit', () => {
      clearInterval(watch);
      resolve({ target, iterations: Atomics.load(header, 0), findings });
    });
  });
}

function currentInput(shared: SharedArrayBuffer): string {
  const length = new Int32Array(shared, 0, 2)[1] ?? 0;
  return Buffer.from(new Uint8Array(shared, SHARED_HEADER, length).slice()).toString('hex');
}
