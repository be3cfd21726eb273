/** Ports and transports that do nothing until told, for tests of the driver. */
import assert from 'node:assert/strict';
import type { TransportAddress } from '../../../src/base/address.ts';
import type { ProtocolError } from '../../../src/base/errors.ts';
import { NEVER } from '../../../src/base/instant.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { Driver } from '../../../src/runtime/driver.ts';
import type { DatagramEvents, DatagramSocket } from '../../../src/runtime/network.ts';
import type { DatagramSender, Pumped, TransportHost } from '../../../src/runtime/pumped.ts';
import type { Runtime } from '../../../src/runtime/runtime.ts';
import { allocate } from '../../sim/allocate.ts';
import { release } from '../../sim/release.ts';

export const REMOTE: TransportAddress = { address: '192.0.2.1', port: 9, family: 4 };

export interface FakeTimer {
  at: number;
  readonly steps: () => void;
  cancelled: boolean;
}

export class FakeSocket implements DatagramSocket {
  readonly events: DatagramEvents;
  readonly sent: Uint8Array[] = [];
  closed = false;
  settles = false;
  constructor(events: DatagramEvents) {
    this.events = events;
  }
  send(bytes: Uint8Array): boolean {
    assert.equal(this.closed, false, 'a closed socket sends nothing');
    this.sent.push(bytes);
    return this.settles;
  }
  close(): void {
    this.closed = true;
  }
}

/** Ports that do nothing until told. */
export class FakeRuntime {
  now = 100;
  clockReads = 0;
  holds = 0;
  tasks: (() => void)[] = [];
  readonly timers: FakeTimer[] = [];
  /** Whether a timer lets itself be postponed, and how often one was asked. */
  postpones = false;
  asked = 0;
  readonly sockets: FakeSocket[] = [];
  readonly answers: ((addresses: readonly string[]) => void)[] = [];
  readonly logged: string[] = [];
  readonly runtime: Runtime = {
    clock: {
      now: () => {
        this.clockReads++;
        return this.now;
      },
      wallTime: now => now,
    },
    random: { bytes: length => new Uint8Array(length) },
    allocate,
    release,
    tasks: {
      queue: steps => void this.tasks.push(steps),
      setTimer: (delay, steps) => {
        const timer: FakeTimer = { at: this.now + delay, steps, cancelled: false };
        this.timers.push(timer);
        return {
          cancel: () => void (timer.cancelled = true),
          postpone: delay => {
            this.asked++;
            assert.equal(timer.cancelled, false, 'a timer that has fired is not set again');
            if (this.postpones) timer.at = this.now + delay;
            return this.postpones;
          },
        };
      },
      hold: () => void this.holds++,
      release: () => void this.holds--,
    },
    network: {
      interfaces: () => [],
      openDatagram: (_address, events) => {
        const socket = new FakeSocket(events);
        this.sockets.push(socket);
        return socket;
      },
      openStream: () => {
        throw new Error('not asked for');
      },
      listenStream: () => {
        throw new Error('not asked for');
      },
      resolve: (_name, answer) => void this.answers.push(answer),
    },
    crypto: nodeCrypto,
    log: { enabled: () => true, log: (_level, _scope, text) => void this.logged.push(text) },
    issueCertificate: () => Promise.reject(new Error('not asked for')),
  };

  /** The check phase: what was queued before it, in order. */
  check(): void {
    const tasks = this.tasks;
    this.tasks = [];
    for (const task of tasks) task();
  }

  get armed(): FakeTimer[] {
    return this.timers.filter(timer => !timer.cancelled);
  }

  /** Lets the timers that are due at `now` fire. */
  fire(now: number): void {
    this.now = now;
    for (const timer of this.armed) {
      if (timer.at > now) continue;
      timer.cancelled = true;
      timer.steps();
    }
  }
}

/** Sends `owed` packets, one per call of `transmit`'s budget, and notes what it is told. */
export class FakeTransport implements Pumped {
  readonly seen: string[] = [];
  readonly host: TransportHost;
  settled = 0;
  owed = 0;
  packetBytes = 1;
  at = NEVER;
  finished = false;
  connected = true;
  pressing = false;
  socket = 0;
  failure: ProtocolError | undefined;
  throwing: string | undefined;
  /** What the application's task for each datagram does. */
  application: (() => void) | undefined;
  constructor(driver: Driver) {
    this.host = driver.attach(this);
  }
  note(what: string): void {
    this.seen.push(what);
    if (this.throwing === what.split(' ')[0]) throw new Error(`broken ${what}`);
  }
  socketOpened(socket: number, local: TransportAddress): void {
    this.note(`opened ${socket === this.socket} ${local.port}`);
  }
  socketFailed(_socket: number, reason: string): void {
    this.note(`socketFailed ${reason}`);
  }
  disconnected(_socket: number, remote: TransportAddress, reason: string): void {
    this.note(`disconnected ${remote.port} ${reason}`);
  }
  resolved(request: number, addresses: readonly string[]): void {
    this.note(`resolved ${request} ${addresses.join()}`);
  }
  receive(_socket: number, packet: Uint8Array, _from: TransportAddress, now: number): void {
    const { application } = this;
    if (application !== undefined) this.host.runtime.tasks.queue(application);
    this.note(`receive ${packet[0]} @${now}`);
  }
  handleTimeout(now: number): void {
    this.note(`timeout @${now}`);
    if (this.at <= now) this.at = NEVER;
  }
  nextTimeout(): number {
    if (this.throwing === 'nextTimeout') throw new Error('broken nextTimeout');
    return this.at;
  }
  transmit(out: DatagramSender, budget: number): number {
    this.note(`transmit ${budget}`);
    const count = Math.min(this.owed, budget);
    for (let i = 0; i < count; i++) out.send(this.socket, new Uint8Array(this.packetBytes).fill(i), REMOTE);
    this.owed -= count;
    this.settled = out.settled;
    return count;
  }
  fail(error: ProtocolError): void {
    this.failure = error;
    this.finished = true;
    if (this.throwing === 'fail-too') throw new Error('broken fail');
  }
}

export function setUp(count = 1): { fake: FakeRuntime; transports: FakeTransport[] } {
  const fake = new FakeRuntime();
  const driver = new Driver(fake.runtime);
  const transports: FakeTransport[] = [];
  for (let i = 0; i < count; i++) {
    const transport = new FakeTransport(driver);
    transport.socket = transport.host.open('192.0.2.7');
    transports.push(transport);
  }
  return { fake, transports };
}
