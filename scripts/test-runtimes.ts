/**
 * `npm run test:runtimes`: the tests that need no browser and no server, and a call, on each runtime that is supported.
 *
 * `test-runtimes [--runtime node22 …] [--calls] [part of a test's path …]`; `--calls` leaves out the tests. Runtimes are
 * fetched on demand. Each file of tests has a process of its own; calls are made within a process, and to Node.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { obtain, RUNTIMES, type Runtime } from './runtimes.ts';
import { filesUnder, ROOT } from './sources.ts';

const FILE_TIMEOUT = 600_000;
const CALL_TIMEOUT = 60_000;
const CALL = 'dist-test/test/runtimes/call.js';

interface Row {
  readonly name: string;
  passed: number;
  failed: number;
  skipped: number;
  seconds: number;
  readonly calls: string[];
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A program under a runtime: this process's own Node, or one that was fetched. */
interface Program {
  readonly name: string;
  readonly binary: string;
  readonly run: readonly string[];
}

const { values, positionals } = parseArgs({
  options: { runtime: { type: 'string', multiple: true }, calls: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const here: Program = { name: 'this node', binary: process.execPath, run: [] };
const files = filesUnder('dist-test/test', '.test.js').filter(
  path =>
    !path.startsWith('dist-test/test/interop/') &&
    (positionals.length === 0 || positionals.some(part => path.includes(part))),
);

const rows: Row[] = [];
for (const runtime of chosen(values.runtime ?? RUNTIMES.map(({ name }) => name))) rows.push(await examine(runtime));
console.log('');
console.table(
  rows.map(({ name, passed, failed, skipped, seconds, calls }) => ({
    runtime: name,
    ...(values.calls ? {} : { passed, failed, skipped, seconds: Math.round(seconds) }),
    calls: calls.join(', '),
  })),
);
process.exit(rows.some(({ failed, calls }) => failed > 0 || calls.some(call => call.includes('failed'))) ? 1 : 0);

function chosen(names: readonly string[]): readonly Runtime[] {
  return names.map(name => {
    const runtime = RUNTIMES.find(each => each.name === name);
    if (runtime === undefined) throw new Error(`${name} is none of ${RUNTIMES.map(each => each.name).join(', ')}`);
    return runtime;
  });
}

async function examine(runtime: Runtime): Promise<Row> {
  const binary = obtain(runtime);
  const version = (await toEnd(binary, ['--version'], CALL_TIMEOUT)).output.trim().split('\n')[0] ?? '';
  const row: Row = { name: `${runtime.name} (${version})`, passed: 0, failed: 0, skipped: 0, seconds: 0, calls: [] };
  console.log(`${row.name}:`);
  const program = { name: runtime.name, binary, run: runtime.run };
  row.calls.push(`within ${await within(program)}`);
  row.calls.push(`to node ${await between(program, here)}`);
  row.calls.push(`from node ${await between(here, program)}`);
  console.log(`  calls: ${row.calls.join(', ')}`);
  if (!values.calls) await testAll(runtime, binary, row);
  return row;
}

async function testAll(runtime: Runtime, binary: string, row: Row): Promise<void> {
  const start = performance.now();
  const waiting = [...files];
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const { code, output } = await toEnd(binary, [...runtime.test, `./${file}`], FILE_TIMEOUT);
      const count = (pattern: RegExp): number => Number(pattern.exec(output)?.[1] ?? 0);
      row.passed += count(runtime.passed);
      row.skipped += count(runtime.skipped);
      const well = code === 0 && runtime.passed.test(output);
      row.failed += well ? 0 : Math.max(1, count(runtime.failed));
      if (!well) console.log(`✗ ${runtime.name} ${file}\n${output.replace(/^/gm, '    ')}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  row.seconds = (performance.now() - start) / 1_000;
}

function toEnd(binary: string, args: readonly string[], limit: number): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, [...args], { cwd: ROOT, timeout: limit, killSignal: 'SIGKILL', env: environment() });
    let output = '';
    const keep = (data: Buffer): void => {
      output += data.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', code => resolve({ code, output }));
  });
}

/** Without what `npm` and a runner of tests around this one have put there. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, ...rest } = process.env;
  return { ...rest, NO_COLOR: '1' };
}

/** Both ends in one process, which has to end by itself. */
async function within({ binary, run }: Program): Promise<string> {
  const start = performance.now();
  const { code, output } = await toEnd(binary, [...run, CALL, 'both'], CALL_TIMEOUT);
  return judge(code === 0 ? reportsIn(output) : [], start, output);
}

/** One end in each of two processes; we carry what they signal. */
async function between(offerer: Program, answerer: Program): Promise<string> {
  const start = performance.now();
  const ends = ([offerer, answerer] as const).map(({ binary, run }, index) =>
    spawn(binary, [...run, CALL, index === 0 ? 'offer' : 'answer'], {
      cwd: ROOT,
      timeout: CALL_TIMEOUT,
      killSignal: 'SIGKILL',
      stdio: ['pipe', 'pipe', 'pipe'],
      env: environment(),
    }),
  ) as [ChildProcess, ChildProcess];
  const outputs = await Promise.all([carry(ends[0], ends[1]), carry(ends[1], ends[0])]);
  const clean = outputs.every(({ code }) => code === 0);
  const output = outputs.map(each => each.output).join('');
  return judge(clean ? reportsIn(output) : [], start, output);
}

function carry(from: ChildProcess, to: ChildProcess): Promise<Ended> {
  let output = '';
  const keep = (text: string): void => {
    output += `${text}\n`;
  };
  // Whoever is done no longer listens.
  to.stdin?.on('error', () => {});
  createInterface({ input: from.stdout as NodeJS.ReadableStream }).on('line', line => {
    if (line.startsWith('{"report"')) keep(line);
    else if (line.startsWith('{')) to.stdin?.write(`${line}\n`);
    else keep(line);
  });
  createInterface({ input: from.stderr as NodeJS.ReadableStream }).on('line', keep);
  return new Promise((resolve, reject) => {
    from.on('error', reject);
    from.on('close', code => resolve({ code, output }));
  });
}

interface Report {
  readonly intact: boolean;
  readonly frames: number;
  readonly samples: number;
}

function reportsIn(output: string): readonly Report[] {
  const lines = output.split('\n').filter(line => line.startsWith('{"report"'));
  return lines.map(line => (JSON.parse(line) as { report: Report }).report);
}

function judge(reports: readonly Report[], start: number, output: string): string {
  const well = reports.length === 2 && reports.every(each => each.intact && each.frames > 0 && each.samples > 0);
  if (!well) console.log(output.replace(/^/gm, '    '));
  return `${well ? 'ok' : 'failed'} (${((performance.now() - start) / 1_000).toFixed(1)} s)`;
}
