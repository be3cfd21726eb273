/** A crowd: client processes that connect to this one, over one shared port or over a port each, and some of them die. */

import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Endpoint, listen, RTCPeerConnection, type ServerOptions } from '../../../src/index.ts';

const CLIENT = fileURLToPath(new URL('../children/crowd-client.js', import.meta.url));

const TIMING = { consentInterval: 2000, responseTimeout: 1000, disconnectedTimeout: 3000, consentTimeout: 10_000 };

export interface CrowdReport {
  readonly connections: number;
  /** From the first offer to the last echo, of each connection. */
  readonly milliseconds: number;
  /** Processor time of the server, of each connection. */
  readonly cpuMilliseconds: number;
  /** Resident memory of the server that came with each connection. */
  readonly residentBytes: number;
  readonly heapBytes: number;
}

interface Call {
  readonly offer: RTCSessionDescriptionLike;
  readonly id: number;
}

interface RTCSessionDescriptionLike {
  readonly type: 'offer' | 'answer';
  readonly sdp: string;
}

export class Crowd {
  readonly endpoint: Endpoint | undefined;
  readonly connections: Set<RTCPeerConnection>;
  readonly #children: Set<ChildProcess>;
  readonly #timing: ServerOptions['iceTiming'];
  #echoed: number;

  private constructor(endpoint: Endpoint | undefined, timing: ServerOptions['iceTiming']) {
    this.endpoint = endpoint;
    this.#timing = timing;
    this.connections = new Set();
    this.#children = new Set();
    this.#echoed = 0;
  }

  /** `timing`: of the server's ends; by default the dead are noticed within seconds. */
  static async open(shared: boolean, timing: ServerOptions['iceTiming'] = TIMING): Promise<Crowd> {
    return new Crowd(shared ? await listen({ addresses: ['127.0.0.1'] }) : undefined, timing);
  }

  /** Connections whose message came back. */
  get echoed(): number {
    return this.#echoed;
  }

  /** Starts a process of `count` clients. */
  invite(count: number): ChildProcess {
    const child = fork(CLIENT, [`${count}`]);
    this.#children.add(child);
    child.on('message', message => {
      if (message === 'echoed') this.#echoed++;
      else void this.#answer(child, message as Call);
    });
    return child;
  }

  /** Starts a process for each number, and waits until all of their connections have carried a message. */
  async connect(...counts: readonly number[]): Promise<CrowdReport> {
    const connections = counts.reduce((sum, count) => sum + count, 0);
    const target = this.#echoed + connections;
    const memory = settledMemory();
    const cpu = process.cpuUsage();
    const start = performance.now();
    for (const count of counts) this.invite(count);
    await this.until(() => this.#echoed >= target);
    const milliseconds = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    const now = settledMemory();
    return {
      connections,
      milliseconds: milliseconds / connections,
      cpuMilliseconds: (user + system) / 1000 / connections,
      residentBytes: (now.rss - memory.rss) / connections,
      heapBytes: (now.heapUsed + now.external - memory.heapUsed - memory.external) / connections,
    };
  }

  async until(condition: () => boolean, limit: number = 300_000): Promise<void> {
    const end = performance.now() + limit;
    while (!condition()) {
      if (performance.now() > end) {
        throw new Error(`Not in time: ${condition.toString()} (${this.#echoed} echoed, ${this.connections.size} open)`);
      }
      await sleep(20);
    }
  }

  async close(): Promise<void> {
    for (const connection of this.connections) connection.close();
    for (const child of this.#children) child.kill('SIGKILL');
    // Each says farewell first.
    await this.until(() => (this.endpoint?.stats.connections ?? 0) === 0, 30_000);
    this.endpoint?.close();
  }

  async #answer(child: ChildProcess, { id, offer }: Call): Promise<void> {
    const options: ServerOptions =
      this.endpoint === undefined ? { includeLoopback: true, interfaces: ['lo'] } : { endpoint: this.endpoint };
    const connection = new RTCPeerConnection(
      {},
      { ...options, ...(this.#timing !== undefined && { iceTiming: this.#timing }) },
    );
    this.connections.add(connection);
    connection.ondatachannel = ({ channel }) => {
      channel.onmessage = ({ data }) => channel.send(data as string);
    };
    connection.onconnectionstatechange = () => {
      // A peer that closed in an orderly way, or was killed.
      if (connection.connectionState !== 'failed' && connection.connectionState !== 'closed') return;
      connection.close();
      this.connections.delete(connection);
    };
    await connection.setRemoteDescription(offer);
    await connection.setLocalDescription();
    if (connection.iceGatheringState !== 'complete') {
      await new Promise<void>(resolve => {
        connection.addEventListener('icegatheringstatechange', () => {
          if (connection.iceGatheringState === 'complete') resolve();
        });
      });
    }
    child.send({ id, answer: { type: 'answer', sdp: connection.localDescription?.sdp } });
  }
}

function settledMemory(): NodeJS.MemoryUsage {
  globalThis.gc?.();
  return process.memoryUsage();
}
