/** Two namespaces: the client's address changes, or its cable is out for a while, in mid-transfer; no byte is lost. */

import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { absent, locate } from './harness/programs.ts';

const PROGRAM = fileURLToPath(new URL('children/roamer.js', import.meta.url));
const [SERVER, CLIENT] = [`purertc-roam-${process.pid}-s`, `purertc-roam-${process.pid}-c`] as const;

interface Told {
  readonly received?: number;
  readonly of?: number;
  readonly state?: string;
}

class Roaming {
  received: number;
  total: number;
  readonly clientStates: string[];
  readonly client: ChildProcess;
  readonly #ip: string;
  readonly #server: ChildProcess;
  /** What waits until it listens. */
  #forServer: Told[] | undefined;

  constructor(ip: string, t: TestContext) {
    this.#ip = ip;
    this.received = 0;
    this.total = Number.POSITIVE_INFINITY;
    this.clientStates = [];
    t.after(() => this.#close());
    for (const name of [SERVER, CLIENT]) this.run('netns', 'add', name);
    this.run('-n', SERVER, 'link', 'add', 'up0', 'type', 'veth', 'peer', 'name', 'up1', 'netns', CLIENT);
    this.run('-n', SERVER, 'addr', 'add', '10.77.0.1/24', 'dev', 'up0');
    this.run('-n', CLIENT, 'addr', 'add', '10.77.0.2/24', 'dev', 'up1');
    this.run('-n', SERVER, 'link', 'set', 'up0', 'up');
    this.run('-n', CLIENT, 'link', 'set', 'up1', 'up');
    // Without an address the server has nothing to listen on. The client may begin before its interface is up.
    this.#waitFor(SERVER, 'up0');
    this.#server = this.#start(SERVER, 'receive');
    this.client = this.#start(CLIENT, 'send');
    this.#forServer = [];
    this.#server.on('message', message => this.#fromServer(message as Told));
    this.client.on('message', message => this.#fromClient(message as Told));
  }

  run(...args: readonly string[]): void {
    execFileSync(this.#ip, args, { stdio: 'pipe' });
  }

  async until(condition: () => boolean, limit: number): Promise<void> {
    const end = performance.now() + limit;
    while (!condition()) {
      if (performance.now() > end) assert.fail(`${condition.toString()}: ${this.received} of ${this.total}`);
      await sleep(20);
    }
  }

  #waitFor(namespace: string, device: string): void {
    for (let attempt = 0; attempt < 50; attempt++) {
      if (
        execFileSync(this.#ip, ['-n', namespace, 'link', 'show', device, 'up'], { encoding: 'utf8' }).includes(
          'LOWER_UP',
        )
      ) {
        return;
      }
      execFileSync('sleep', ['0.1']);
    }
    assert.fail(`${device} does not come up`);
  }

  #start(namespace: string, part: string): ChildProcess {
    return spawn(this.#ip, ['netns', 'exec', namespace, process.execPath, PROGRAM, part], {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
  }

  #fromServer(told: Told): void {
    if (told.received === undefined) {
      if (told.state === undefined) this.client.send(told);
      for (const each of this.#forServer ?? []) this.#server.send(each);
      this.#forServer = undefined;
      return;
    }
    this.received = told.received;
    this.total = told.of as number;
  }

  #fromClient(told: Told): void {
    if (told.state === undefined && this.#forServer !== undefined) this.#forServer.push(told);
    else if (told.state === undefined) this.#server.send(told);
    else this.clientStates.push(told.state);
  }

  #close(): void {
    this.#server?.kill('SIGKILL');
    this.client?.kill('SIGKILL');
    for (const name of [SERVER, CLIENT]) {
      try {
        this.run('netns', 'del', name);
      } catch {
        // It was not made.
      }
    }
  }
}

for (const how of ['an ICE restart', 'nothing more'] as const) {
  test(`the client's address changes, and ${how}`, { timeout: 120_000 }, async t => {
    const ip = locate('ip');
    if (ip === undefined) return void absent(t, 'iproute2 is not installed');
    const roaming = new Roaming(ip, t);
    await roaming.until(() => roaming.received > 50, 30_000);
    roaming.run('-n', CLIENT, 'addr', 'del', '10.77.0.2/24', 'dev', 'up1');
    roaming.run('-n', CLIENT, 'addr', 'add', '10.77.0.3/24', 'dev', 'up1');
    if (how === 'an ICE restart') {
      await sleep(1500);
      roaming.client.send({ restart: true });
    }
    await roaming.until(() => roaming.received === roaming.total, 60_000);
    assert.ok(!roaming.clientStates.includes('failed'));
  });
}

test('a path that is away for 4 s comes back without a restart', { timeout: 120_000 }, async t => {
  const ip = locate('ip');
  if (ip === undefined) return void absent(t, 'iproute2 is not installed');
  const roaming = new Roaming(ip, t);
  await roaming.until(() => roaming.received > 50, 30_000);
  roaming.run('-n', SERVER, 'link', 'set', 'up0', 'down');
  await sleep(4000);
  roaming.run('-n', SERVER, 'link', 'set', 'up0', 'up');
  await roaming.until(() => roaming.received === roaming.total, 60_000);
  assert.ok(!roaming.clientStates.includes('failed'));
});
