/**
 * `npm run bench`: the micro-benchmarks, then data channels beside the npm rivals, as a Markdown table.
 *
 *     npm run bench -- [--micro] [--rivals werift,node-datachannel] [--folder DIR] [--seconds 3] [--repeat 3]
 *
 * The rivals are installed into a temporary folder on first use, or taken from `--folder`. The two ends are processes
 * of their own, over loopback. Implementations take turns in each repetition, so that ratios hold while the machine's
 * speed drifts; figures of different days do not compare.
 */

import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Implementation, PACKAGES } from './rivals/implementations.ts';
import type { FromPeer, Task, ToPeer } from './rivals/peer.ts';

const MICRO = ['sctp', 'dtls', 'srtp', 'sdp'];
const SETUPS = 20;
const TIMEOUT = 60_000;

interface Row {
  readonly title: string;
  readonly unit: string;
  /** More is better, or less. */
  readonly better: 'more' | 'less';
  measure(pair: PeerPair): Promise<number>;
}

/** Two processes of one implementation. */
class PeerPair {
  readonly #offerer: ChildProcess;
  readonly #answerer: ChildProcess;
  #connections: number;

  private constructor(implementation: Implementation, folder: string) {
    const path = fileURLToPath(new URL('rivals/peer.js', import.meta.url));
    this.#offerer = fork(path, [implementation, folder, 'offer']);
    this.#answerer = fork(path, [implementation, folder, 'answer']);
    this.#connections = 0;
    const relay = (from: ChildProcess, to: ChildProcess): void => {
      from.on('message', message => {
        if ('connection' in (message as FromPeer)) to.send(message);
      });
    };
    relay(this.#offerer, this.#answerer);
    relay(this.#answerer, this.#offerer);
  }

  static async start(implementation: Implementation, folder: string): Promise<PeerPair> {
    const pair = new PeerPair(implementation, folder);
    await Promise.all([pair.#offerer, pair.#answerer].map(each => next(each, message => 'ready' in message)));
    return pair;
  }

  /** Milliseconds until a channel is open, for the one who offers; it waits for the other too. */
  async connect(): Promise<number> {
    const id = this.#connections++;
    const isOpen = (message: FromPeer): boolean => 'open' in message && message.open === id;
    const opened = [next(this.#offerer, isOpen), next(this.#answerer, isOpen)] as const;
    order(this.#offerer, { connect: id });
    const [{ milliseconds }] = (await Promise.all(opened)) as [FromPeer & { milliseconds: number }, FromPeer];
    return milliseconds;
  }

  disconnect(): void {
    for (const each of [this.#offerer, this.#answerer]) order(each, { close: this.#connections - 1 });
  }

  /** One task for each end; the result comes from whichever end measures. */
  async perform(near: Task, far: Task): Promise<Readonly<Record<string, number>>> {
    const result = Promise.race(
      [this.#offerer, this.#answerer].map(each => next(each, message => 'result' in message)),
    );
    order(this.#answerer, { task: far });
    order(this.#offerer, { task: near });
    return ((await result) as FromPeer & { result: Record<string, number> }).result;
  }

  stop(): void {
    this.#offerer.disconnect();
    this.#answerer.disconnect();
  }
}

function order(child: ChildProcess, message: ToPeer): void {
  child.send(message);
}

function next(child: ChildProcess, wanted: (message: FromPeer) => boolean): Promise<FromPeer> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      child.off('message', look);
      child.off('exit', ended);
      settle();
    };
    const look = (message: unknown): void => {
      if (wanted(message as FromPeer)) finish(() => resolve(message as FromPeer));
    };
    const ended = (): void => finish(() => reject(new Error('The process ended.')));
    const timer = setTimeout(() => finish(() => reject(new Error('Nothing came in time.'))), TIMEOUT);
    child.on('message', look);
    child.on('exit', ended);
  });
}

function streamRow(title: string, size: number, high: number, seconds: number, field: 'bytes' | 'messages'): Row {
  return {
    title,
    unit: field === 'bytes' ? 'Mbit/s' : 'thousand/s',
    better: 'more',
    async measure(pair) {
      await pair.connect();
      const result = await pair.perform({ kind: 'stream', size, seconds, high }, { kind: 'count' });
      return field === 'bytes' ? ((result['bytes'] as number) * 8) / 1e6 : (result['messages'] as number) / 1000;
    },
  };
}

function rows(seconds: number): Row[] {
  return [
    streamRow('one channel, 16 KiB messages', 16_384, 262_144, seconds, 'bytes'),
    streamRow('one channel, 1 KiB messages', 1024, 262_144, seconds, 'bytes'),
    streamRow('messages of 100 bytes', 100, 65_536, seconds, 'messages'),
    {
      title: 'round trip of 64 bytes, median',
      unit: 'µs',
      better: 'less',
      async measure(pair) {
        await pair.connect();
        return (await pair.perform({ kind: 'ping', size: 64, seconds }, { kind: 'echo' }))['median'] as number;
      },
    },
    {
      title: `set-up, median of ${SETUPS}`,
      unit: 'ms',
      better: 'less',
      async measure(pair) {
        const times: number[] = [];
        for (let i = 0; i < SETUPS; i++) {
          times.push(await pair.connect());
          pair.disconnect();
        }
        return median(times);
      },
    },
  ];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >>> 1] ?? Number.NaN;
}

/** Where the rivals are; installs what is missing. */
function install(rivals: readonly Implementation[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{"private":true}\n');
  const missing = rivals
    .map(rival => PACKAGES[rival])
    .filter((name): name is string => name !== undefined && !existsSync(join(folder, 'node_modules', name)));
  if (missing.length === 0) return;
  console.error(`Installing ${missing.join(', ')} in ${folder}`);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', ...missing], { cwd: folder, stdio: ['ignore', 2, 2] });
}

async function once(row: Row, implementation: Implementation, folder: string): Promise<number> {
  const pair = await PeerPair.start(implementation, folder);
  try {
    return await row.measure(pair);
  } catch (error) {
    console.error(`${implementation}, ${row.title}: ${String(error)}`);
    return Number.NaN;
  } finally {
    pair.stop();
  }
}

/** Ours, theirs, and how many times better we are. */
function cells(row: Row, all: readonly number[]): string {
  const [ours = Number.NaN, ...theirs] = all;
  const text = (value: number): string => (Number.isNaN(value) ? 'failed' : value.toFixed(value < 100 ? 1 : 0));
  const ratios = theirs.map(value => (row.better === 'more' ? ours / value : value / ours));
  const others = theirs.map((value, i) => ` ${text(value)} (${(ratios[i] as number).toFixed(1)}×) |`).join('');
  return `| ${row.title}, ${row.unit} | ${text(ours)} |${others}`;
}

async function compare(
  rivals: readonly Implementation[],
  folder: string,
  repeat: number,
  seconds: number,
): Promise<void> {
  const names: Implementation[] = ['purertc', ...rivals];
  console.log(`\n| | ${names.join(' | ')} |\n|---|${'---|'.repeat(names.length)}`);
  for (const row of rows(seconds)) {
    const measured = names.map((): number[] => []);
    for (let i = 0; i < repeat; i++) {
      for (const [at, name] of names.entries()) measured[at]?.push(await once(row, name, folder));
    }
    console.log(cells(row, measured.map(median)));
  }
  console.log('\nMedians over loopback, two processes each; in brackets how many times better ours is.');
}

const { values } = parseArgs({
  options: {
    micro: { type: 'boolean', default: false },
    rivals: { type: 'string', default: 'werift,node-datachannel' },
    folder: { type: 'string', default: join(tmpdir(), 'purertc-bench-rivals') },
    seconds: { type: 'string', default: '3' },
    repeat: { type: 'string', default: '3' },
  },
});
for (const name of MICRO) {
  console.log(`\n### ${name}\n`);
  execFileSync(process.execPath, [fileURLToPath(new URL(`micro/${name}.js`, import.meta.url))], { stdio: 'inherit' });
}
if (!values.micro) {
  const rivals = values.rivals.split(',').filter((name): name is Implementation => name in PACKAGES);
  install(rivals, values.folder);
  await compare(rivals, values.folder, Number(values.repeat), Number(values.seconds));
}
