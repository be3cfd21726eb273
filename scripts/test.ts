/**
 * `npm test`: runs every test on the emitted JavaScript and closes with a summary.
 *
 * Tests that talk to a browser or a server on this machine run after the others, one file at a time, since they
 * measure time and share cores. Arguments narrow the run to files whose path contains one of them.
 */

import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { filesUnder, ROOT } from './sources.ts';

interface Tally {
  passed: number;
  failed: number;
  /** Test → why it did not run. */
  readonly absent: Map<string, string>;
  readonly failures: string[];
  milliseconds: number;
}

/** The part of `node:test`'s events that is read here. */
interface TestEvent {
  readonly name: string;
  readonly nesting: number;
  readonly file?: string;
  readonly skip?: string | boolean;
  readonly details: {
    readonly type?: string;
    readonly duration_ms: number;
    readonly error?: Error & { cause?: unknown; failureType?: string };
  };
}

/** No test file may take longer: a hang ends here. */
const FILE_TIMEOUT = 600_000;

const wanted = process.argv.slice(2);
const tests = filesUnder('dist-test/test', '.test.js').filter(
  path => wanted.length === 0 || wanted.some(part => path.includes(part)),
);
const isInterop = (path: string): boolean => path.startsWith('dist-test/test/interop/');

const suites = [
  {
    name: 'unit, property, simulation, fuzz',
    files: tests.filter(path => !isInterop(path)),
    jobs: availableParallelism(),
  },
  { name: 'interop', files: tests.filter(isInterop), jobs: 1 },
];

const tallies = new Map<string, Tally>();
for (const { name, files, jobs } of suites) {
  if (files.length > 0) tallies.set(name, await runSuite(files, jobs));
}
summarize();
// Whatever a failed test left open must not keep the run from ending.
process.exit(process.exitCode ?? 0);

async function runSuite(files: readonly string[], jobs: number): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, absent: new Map(), failures: [], milliseconds: 0 };
  const start = performance.now();
  const path: string[] = [];
  const stream = run({ files: files.map(file => join(ROOT, file)), concurrency: jobs, timeout: FILE_TIMEOUT });
  stream.on('test:start', event => {
    path.length = event.nesting;
    path.push(event.name);
  });
  stream.on('test:stderr', event => void process.stderr.write(event.message));
  stream.on('test:stdout', event => void process.stdout.write(event.message));
  stream.on('test:pass', event => passed(event as unknown as TestEvent, tally));
  stream.on('test:fail', event => failed(event as unknown as TestEvent, path, tally));
  for await (const _ of stream);
  tally.milliseconds = performance.now() - start;
  return tally;
}

function passed(event: TestEvent, tally: Tally): void {
  if (isFile(event)) return;
  if (event.skip !== undefined && event.skip !== false) tally.absent.set(event.name, String(event.skip));
  else if (event.details.type !== 'suite') tally.passed++;
}

function failed(event: TestEvent, path: readonly string[], tally: Tally): void {
  const error = event.details.error;
  // A parent fails because of its children; they have been told.
  if (error?.failureType === 'subtestsFailed') return;
  tally.failed++;
  const where = (event.file ?? '').slice(ROOT.length + 1);
  const cause = error?.cause ?? error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  const names = [...new Set([...path.slice(0, event.nesting), event.name])].join(' › ');
  const failure = `${where}\n  ${names}\n${text.replace(/^/gm, '    ')}`;
  tally.failures.push(failure);
  console.error(`✗ ${failure}\n`);
}

/** Node wraps each file in a test of its own. */
function isFile(event: TestEvent): boolean {
  return event.nesting === 0 && event.name.endsWith('.test.js');
}

function summarize(): void {
  console.log('');
  for (const [suite, tally] of tallies) {
    const numbers = [`${tally.passed} passed`, `${tally.failed} failed`];
    if (tally.absent.size > 0) numbers.push(`${tally.absent.size} not run`);
    console.log(`${suite}: ${numbers.join(', ')} (${(tally.milliseconds / 1_000).toFixed(1)} s)`);
    for (const [name, reason] of tally.absent) console.log(`  not run: ${name} (${reason})`);
    if (tally.failed > 0) process.exitCode = 1;
  }
  const failures = [...tallies.values()].flatMap(tally => tally.failures);
  if (failures.length > 1)
    for (const failure of failures) console.error(`✗ ${failure.split('\n').slice(0, 2).join(' ')}`);
  if (tallies.size === 0) {
    console.error(`no test file matches ${wanted.join(' ')}`);
    process.exitCode = 1;
  }
  const total = (key: 'passed' | 'failed'): number => [...tallies.values()].reduce((sum, tally) => sum + tally[key], 0);
  console.log(`total: ${total('passed')} passed, ${total('failed')} failed`);
}
