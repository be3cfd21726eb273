/**
 * Bulk transfers over one shared bottleneck: associations whose ends have event loops like Node's (a turn answers a
 * burst, timers count whole milliseconds), and a link whose rate and queue they share.
 */

import { createHmac } from 'node:crypto';
import type { Duration, Instant } from '../../src/base/instant.ts';
import { NEVER } from '../../src/base/instant.ts';
import { SILENT } from '../../src/base/log.ts';
import { SeededRandom } from '../../src/base/random.ts';
import type { TimerHandle } from '../../src/runtime/runtime.ts';
import { type AssociationEvents, SctpAssociation, type SctpOptions } from '../../src/sctp/index.ts';
import { allocate } from './allocate.ts';
import { Link, type LinkConditions } from './link.ts';
import { release } from './release.ts';
import { World } from './world.ts';

/** What carries an SCTP packet: IPv4, UDP and a DTLS 1.2 record. */
const OVERHEAD_BYTES = 20 + 8 + 37;
/** The application's messages, and how much of them it keeps waiting. */
const MESSAGE_BYTES = 65_536;
const BUFFERED_BYTES = 1024 * 1024;
/** The loop sends so many packets, and looks for others before it goes on. */
const FLUSH_BUDGET = 64;

/** How a loop, or the machine that it runs on, is busy with other things: mean lengths, both exponentially distributed. */
export interface Stalls {
  readonly every: Duration;
  readonly last: Duration;
}

/** A loop that stands still now and then: what happens meanwhile waits, in order. */
class Loop {
  readonly #world: World;
  readonly #random: SeededRandom;
  #waiting: (() => void)[] | undefined;

  constructor(world: World, stalls: Stalls | undefined) {
    this.#world = world;
    this.#random = new SeededRandom(world.random.u32());
    this.#waiting = undefined;
    if (stalls !== undefined) this.#run(stalls);
  }

  /** Runs `steps` now, or when the loop goes on. */
  enter(steps: () => void): void {
    if (this.#waiting === undefined) steps();
    else this.#waiting.push(steps);
  }

  #run(stalls: Stalls): void {
    this.#world.after(this.#exponential(stalls.every), () => {
      this.#waiting = [];
      this.#world.after(this.#exponential(stalls.last), () => {
        const waiting = this.#waiting ?? [];
        this.#waiting = undefined;
        for (const steps of waiting) steps();
        this.#run(stalls);
      });
    });
  }

  #exponential(mean: Duration): Duration {
    return -mean * Math.log(1 - this.#random.unit());
  }
}

/** One side of an association, and its event loop. */
class End implements AssociationEvents {
  readonly association: SctpAssociation;
  carry: (packet: Uint8Array) => void;
  /** Called before each flush. */
  refill: () => void;
  received: number;
  readonly #world: World;
  readonly #loop: Loop;
  #taken: number[];
  #dirty: boolean;
  #timer: TimerHandle | undefined;
  #timerAt: Instant;

  constructor(world: World, options: Partial<SctpOptions>, stalls: Stalls | undefined) {
    const random = new SeededRandom(world.random.u32());
    this.association = new SctpAssociation(options, this, {
      random,
      hmac: (key, data) => createHmac('sha256', key).update(data).digest(),
      allocate,
      release,
      log: SILENT,
    });
    this.carry = () => {};
    this.refill = () => {};
    this.received = 0;
    this.#world = world;
    this.#loop = new Loop(world, stalls);
    this.#taken = [];
    this.#dirty = false;
    this.#timer = undefined;
    this.#timerAt = NEVER;
  }

  arrived(packet: Uint8Array): void {
    this.#loop.enter(() => {
      this.association.receive(packet, this.#world.now);
      this.touch();
    });
  }

  /** A flush follows the events that are there already. */
  touch(): void {
    if (this.#dirty) return;
    this.#dirty = true;
    this.#world.tasks.queue(() => this.#flush());
  }

  #flush(): void {
    const { association } = this;
    const { now } = this.#world;
    this.#dirty = false;
    for (const length of this.#taken) association.consumed(length);
    this.#taken = [];
    this.refill();
    for (let i = 0; ; i++) {
      if (i === FLUSH_BUDGET) {
        this.touch();
        return;
      }
      const packet = association.pollTransmit(now);
      if (packet === undefined) break;
      this.carry(packet);
    }
    this.#arm(association.nextTimeout());
  }

  #arm(at: Instant): void {
    if (at === this.#timerAt) return;
    this.#timer?.cancel();
    this.#timerAt = at;
    if (at === NEVER) return;
    this.#timer = this.#world.after(Math.max(1, Math.ceil(at - this.#world.now)), () => {
      this.#timerAt = NEVER;
      this.#loop.enter(() => {
        this.association.handleTimeout(this.#world.now);
        this.touch();
      });
    });
  }

  connected(): void {}
  message(_streamId: number, _ppid: number, data: Uint8Array): void {
    this.received += data.length;
    this.#taken.push(data.length);
  }
  bufferedAmountLow(): void {}
  incomingStreamsReset(): void {}
  outgoingStreamsReset(): void {}
  restarted(): void {}
  closed(): void {}
}

/** One transfer, always with data to send. */
export class Flow {
  readonly sender: End;
  readonly receiver: End;
  /** Link that the flow comes by: its own delay; rate and queue are the bottleneck's. */
  constructor(world: World, bottleneck: Link, delay: Duration, options: Partial<SctpOptions>, stalls?: Stalls) {
    this.sender = new End(world, options, stalls);
    this.receiver = new End(world, options, stalls);
    const there = new Link(world, { delay });
    const back = new Link(world, { delay });
    this.sender.carry = packet => {
      const size = packet.length + OVERHEAD_BYTES;
      bottleneck.carry(size, () => there.carry(size, () => this.receiver.arrived(packet)));
    };
    this.receiver.carry = packet => back.carry(packet.length + OVERHEAD_BYTES, () => this.sender.arrived(packet));
    const { association } = this.sender;
    const message = new Uint8Array(MESSAGE_BYTES);
    this.sender.refill = () => {
      while (association.state === 'established' && association.totalBufferedAmount < BUFFERED_BYTES) {
        association.send(0, 53, message, { ordered: true }, world.now);
      }
    };
  }

  start(now: Instant): void {
    this.sender.association.connect(now);
    this.sender.touch();
  }
}

interface Measured {
  readonly rates: number[];
  readonly queueing: Duration;
  readonly longest: Duration;
}

/** Megabits per second of payload, of each flow, between two moments. */
export class Bottleneck {
  readonly world: World;
  readonly link: Link;
  readonly flows: Flow[];
  readonly stalls: Stalls | undefined;

  /** `stalls`: of every loop. */
  constructor(conditions: LinkConditions, seed: number = 1, stalls?: Stalls) {
    this.world = new World(seed);
    this.link = new Link(this.world, conditions);
    this.flows = [];
    this.stalls = stalls;
  }

  /** A flow whose round trip is `rtt` while the queue is empty, from `after` on. */
  add(rtt: Duration, options: Partial<SctpOptions> = {}, after: Duration = 0): Flow {
    const flow = new Flow(this.world, this.link, rtt / 2, options, this.stalls);
    this.flows.push(flow);
    this.world.after(after, () => flow.start(this.world.now));
    return flow;
  }

  /** Lets `warmup` pass, and measures for `duration`: the mean delay in the queue, and the longest. */
  measure(warmup: Duration, duration: Duration): Measured {
    this.world.advance(warmup);
    const before = this.flows.map(flow => flow.receiver.received);
    let delays = 0;
    let samples = 0;
    let longest = 0;
    const end = this.world.now + duration;
    while (this.world.now < end) {
      this.world.advance(10);
      delays += this.link.queueing;
      longest = Math.max(longest, this.link.queueing);
      samples++;
    }
    const rates = this.flows.map((flow, i) => ((flow.receiver.received - (before[i] as number)) * 8) / duration / 1000);
    return { rates, queueing: delays / samples, longest };
  }
}
