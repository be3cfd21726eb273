/**
 * How transfers share a link with the operating system's TCP (CUBIC, BBR) and with one another:
 *
 *     LINKEM=/path/to/linkem node dist-test/bench/sharing.js
 *         [--pairs 'ours,cubic cubic,ours ours,ours bbr,cubic cubic,bbr'] [--trips 20,50,100] [--depths 0.3,1,4,10]
 *         [--rate 100] [--seconds 30] [--apart 3]
 *
 * Needs root, `ip` and `tc`. For each pair the first transfer starts `apart` seconds before the second; what arrives in
 * the last two thirds of `seconds` counts. Depths are a drop-tail queue's, in products of bandwidth and round trip.
 * `linkem A B --delay MS` joins two namespaces by interfaces called wan0, with 10.99.0.1/24 and 10.99.0.2/24, and
 * delays each packet until its standard input closes.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { loadavg } from 'node:os';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type LinkShape, SharedLink } from './sharing/network.ts';
import type { FromTransfer, Sort, ToTransfer } from './sharing/transfer.ts';

const SAMPLE = 100;
/** Of the first TCP; the second has the next one. */
const PORT = 5000;

class Transfer {
  readonly #sender: ChildProcess;
  readonly #receiver: ChildProcess;

  private constructor(link: SharedLink, sort: Sort, port: number) {
    const path = fileURLToPath(new URL('sharing/transfer.js', import.meta.url));
    const start = (end: 'sender' | 'receiver', role: string): ChildProcess =>
      fork(path, [role, sort, String(port)], { execPath: 'ip', execArgv: [...link.at(end), process.execPath] });
    this.#receiver = start('receiver', 'receive');
    this.#sender = start('sender', 'send');
    const relay = (from: ChildProcess, to: ChildProcess): void => {
      from.on('message', (message: FromTransfer) => {
        if ('description' in message || 'candidate' in message) to.send(message);
      });
    };
    relay(this.#sender, this.#receiver);
    relay(this.#receiver, this.#sender);
  }

  static async open(link: SharedLink, sort: Sort, port: number): Promise<Transfer> {
    const transfer = new Transfer(link, sort, port);
    await Promise.all([transfer.#sender, transfer.#receiver].map(end => next(end, message => 'ready' in message)));
    return transfer;
  }

  start(): void {
    this.#sender.send({ ask: 'start' } satisfies ToTransfer);
  }

  async received(): Promise<number> {
    const answer = next(this.#receiver, message => 'received' in message);
    this.#receiver.send({ ask: 'count' } satisfies ToTransfer);
    return ((await answer) as { readonly received: number }).received;
  }

  close(): void {
    this.#sender.disconnect();
    this.#receiver.disconnect();
  }
}

/** The next message of that sort; fails if the process ends first. */
function next(from: ChildProcess, wanted: (message: FromTransfer) => boolean): Promise<FromTransfer> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error('a transfer ended early'));
    const take = (message: FromTransfer): void => {
      if (!wanted(message)) return;
      from.off('message', take);
      from.off('exit', fail);
      resolve(message);
    };
    from.on('message', take);
    from.once('exit', fail);
  });
}

interface Outcome {
  /** Mbit/s of payload. */
  readonly rates: readonly number[];
  /** Milliseconds of queue. */
  readonly queueMedian: number;
  readonly queueMost: number;
  readonly drops: number;
  readonly packetBytes: number;
}

async function measure(link: SharedLink, shape: LinkShape, sorts: readonly Sort[], options: Options): Promise<Outcome> {
  const transfers: Transfer[] = [];
  for (const [i, sort] of sorts.entries()) transfers.push(await Transfer.open(link, sort, PORT + i));
  const begun = performance.now();
  for (const [i, transfer] of transfers.entries()) {
    if (i > 0) await sleep(options.apart * 1000);
    transfer.start();
  }
  await sleep(begun + (options.seconds / 3) * 1000 - performance.now());
  const count = (): Promise<number[]> => Promise.all(transfers.map(each => each.received()));
  const from = performance.now();
  const before = await count();
  const { drops, bytes, packets } = link.counters();
  const queue: number[] = [];
  while (performance.now() < begun + options.seconds * 1000) {
    await sleep(SAMPLE);
    queue.push((link.counters().backlog * 8000) / shape.rate);
  }
  const after = await count();
  const elapsed = performance.now() - from;
  const end = link.counters();
  for (const transfer of transfers) transfer.close();
  queue.sort((a, b) => a - b);
  return {
    rates: after.map((bytes, i) => ((bytes - (before[i] as number)) * 8) / elapsed / 1000),
    queueMedian: queue[queue.length >> 1] as number,
    queueMost: queue.at(-1) as number,
    drops: end.drops - drops,
    packetBytes: (end.bytes - bytes) / (end.packets - packets),
  };
}

interface Options {
  readonly seconds: number;
  readonly apart: number;
}

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: 'ours,cubic cubic,ours ours,ours bbr,cubic cubic,bbr' },
    trips: { type: 'string', default: '20,50,100' },
    depths: { type: 'string', default: '0.3,1,4,10' },
    rate: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '30' },
    apart: { type: 'string', default: '3' },
  },
});
const linkem = process.env['LINKEM'];
if (linkem === undefined) throw new Error('LINKEM: the path of the program that delays packets');
const options: Options = { seconds: Number(values.seconds), apart: Number(values.apart) };
console.log(
  '| round trip | queue | first, second | Mbit/s | ratio | queue, median and most | dropped | packets | load |',
);
console.log('|---|---|---|---|---|---|---|---|---|');
for (const roundTrip of values.trips.split(',').map(Number)) {
  for (const depth of values.depths.split(',').map(Number)) {
    for (const pair of values.pairs.split(' ')) {
      const rate = Number(values.rate) * 1e6;
      const shape = { rate, roundTrip, queueBytes: Math.round((depth * rate * roundTrip) / 8000) };
      const link = await SharedLink.open(linkem, shape);
      try {
        const outcome = await measure(link, shape, pair.split(',') as Sort[], options);
        const rates = outcome.rates.map(each => each.toFixed(each < 10 ? 1 : 0)).join('/');
        const ratio = ((outcome.rates[0] as number) / (outcome.rates[1] ?? Number.NaN)).toFixed(2);
        const queue = `${outcome.queueMedian.toFixed(0)} ${outcome.queueMost.toFixed(0)} ms`;
        const packets = `${outcome.packetBytes.toFixed(0)} B`;
        console.log(
          `| ${roundTrip} ms | ${depth} | ${pair} | ${rates} | ${ratio} | ${queue} | ${outcome.drops} | ${packets} | ${loadavg()[0]?.toFixed(1)} |`,
        );
      } finally {
        await link.close();
      }
    }
  }
}
process.exit();
