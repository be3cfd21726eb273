/** Three network namespaces in a row: a sender, a router whose drop-tail queue is the bottleneck, and a receiver. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';

/** Where the receiver is for flows under each of TCP's congestion controls, and for ours. */
export const ADDRESSES = { ours: '10.99.0.2', cubic: '10.99.0.3', bbr: '10.99.0.4' } as const;

const RECEIVER = '10.99.0.2';
/** The shaper lets so much go at once. */
const BURST_BYTES = 6000;
/** Enough for a window that fills the deepest queue. */
const SOCKET_BUFFERS = '4096 131072 67108864';

export interface LinkShape {
  /** Bits per second. */
  readonly rate: number;
  /** Milliseconds, while the queue is empty. */
  readonly roundTrip: number;
  readonly queueBytes: number;
}

export interface QueueCounters {
  readonly backlog: number;
  readonly drops: number;
  readonly bytes: number;
  readonly packets: number;
}

function ip(...words: string[]): void {
  execFileSync('ip', words.join(' ').split(' '));
}

/**
 * The sender reaches the router by a veth pair; the router and the receiver are joined by `linkem`, which only delays.
 * A token bucket in the router makes rate and queue: bytes count, not packets, and the sender's own queue is not it, of
 * which a TCP would know.
 */
export class SharedLink {
  readonly #names: readonly [string, string, string];
  readonly #delay: ChildProcess;

  private constructor(names: readonly [string, string, string], delay: ChildProcess) {
    this.#names = names;
    this.#delay = delay;
  }

  static async open(linkem: string, shape: LinkShape): Promise<SharedLink> {
    const prefix = `share-${process.pid}`;
    const names = [`${prefix}-s`, `${prefix}-r`, `${prefix}-d`] as const;
    const [sender, router, receiver] = names;
    for (const name of names) ip('netns add', name);
    const options = [router, receiver, '--delay', String(shape.roundTrip / 2)];
    const delay = spawn(linkem, options, { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(delay.stdout as NodeJS.ReadableStream, 'data');

    ip(`-n ${sender} link add s0 gso_max_segs 1 type veth peer name r0 netns ${router}`);
    ip(`-n ${sender} link set s0 up`);
    ip(`-n ${sender} link set lo up`);
    ip(`-n ${router} link set r0 up`);
    ip(`-n ${sender} address add 10.98.0.2/24 dev s0`);
    ip(`-n ${router} address add 10.98.0.1/24 dev r0`);
    ip(`-n ${sender} route add default via 10.98.0.1`);
    ip(`-n ${receiver} route add 10.98.0.0/24 via 10.99.0.1 dev wan0 src ${RECEIVER}`);
    for (const control of ['cubic', 'bbr'] as const) {
      ip(`-n ${receiver} address add ${ADDRESSES[control]}/24 dev wan0`);
      ip(`-n ${sender} route add ${ADDRESSES[control]}/32 via 10.98.0.1 congctl ${control}`);
    }
    const link = new SharedLink(names, delay);
    link.#run('router', 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
    for (const end of ['sender', 'receiver'] as const) {
      link.#run(end, 'sysctl', '-qw', `net.ipv4.tcp_rmem=${SOCKET_BUFFERS}`, `net.ipv4.tcp_wmem=${SOCKET_BUFFERS}`);
      link.#run(end, 'sysctl', '-qw', 'net.ipv4.tcp_no_metrics_save=1');
    }
    const shaper = `tc qdisc replace dev wan0 root tbf rate ${shape.rate}bit burst ${BURST_BYTES} limit ${shape.queueBytes}`;
    link.#run('router', ...shaper.split(' '));
    return link;
  }

  /** What to put before a command, so that it runs at that end. */
  at(end: 'sender' | 'router' | 'receiver'): readonly string[] {
    const name = this.#names[(['sender', 'router', 'receiver'] as const).indexOf(end)] as string;
    return ['netns', 'exec', name];
  }

  counters(): QueueCounters {
    const [queue] = JSON.parse(this.#run('router', 'tc', '-s', '-j', 'qdisc', 'show', 'dev', 'wan0')) as [
      QueueCounters,
    ];
    return queue;
  }

  async close(): Promise<void> {
    const ended = once(this.#delay, 'exit');
    this.#delay.stdout?.resume();
    this.#delay.stdin?.end();
    await ended;
    for (const name of this.#names) ip('netns delete', name);
  }

  #run(end: 'sender' | 'router' | 'receiver', ...command: string[]): string {
    return execFileSync('ip', [...this.at(end), ...command], { encoding: 'utf8' });
  }
}
