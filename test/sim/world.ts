/** `World`: a virtual clock with an event heap, the event loop of every simulated host, one seed, and a trace of it all. */

import type { Duration, Instant } from '../../src/base/instant.ts';
import { SeededRandom } from '../../src/base/random.ts';
import type { Tasks, TimerHandle } from '../../src/runtime/runtime.ts';

/** What Node takes from a socket in one poll phase before the check phase has its turn. */
const POLL_BURST = 32;

/** 1 January 2026, 00:00 UTC: the wall clock at virtual time zero. */
const EPOCH = 1_767_225_600_000;

class Timer implements TimerHandle {
  readonly order: number;
  readonly #world: World;
  /** Its place in the heap. */
  at: Instant;
  /** When it is to run: later, once it was postponed. */
  due: Instant;
  steps: (() => void) | undefined;

  constructor(world: World, at: Instant, order: number, steps: () => void) {
    this.order = order;
    this.#world = world;
    this.at = at;
    this.due = at;
    this.steps = steps;
  }

  cancel(): void {
    this.steps = undefined;
  }

  postpone(delay: Duration): boolean {
    this.due = this.#world.now + delay;
    return true;
  }
}

const nextImmediate = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

export class World {
  readonly seed: number;
  readonly random: SeededRandom;
  readonly tasks: Tasks;
  /** The virtual time in milliseconds. */
  now: Instant;
  /** How often `hold` was called more than `release`: zero when every connection is closed. */
  holds: number;
  /** Work under way outside of virtual time (a certificate being issued): the clock waits for it. */
  outside: number;
  readonly #heap: Timer[];
  #queue: (() => void)[];
  #order: number;
  #trace: number;

  constructor(seed: number) {
    this.seed = seed;
    this.random = new SeededRandom(seed);
    this.now = 0;
    this.holds = 0;
    this.outside = 0;
    this.#heap = [];
    this.#queue = [];
    this.#order = 0;
    this.#trace = 0x811c_9dc5;
    this.tasks = {
      queue: steps => {
        this.#queue.push(steps);
      },
      setTimer: (delay, steps) => this.after(delay, steps),
      hold: () => {
        this.holds++;
      },
      release: () => {
        this.holds--;
      },
    };
  }

  /** Milliseconds since the Unix epoch. */
  wallTime(now: Instant): number {
    return EPOCH + now;
  }

  /** Runs `steps` once, `delay` milliseconds from now; same moments keep their order. */
  after(delay: Duration, steps: () => void): TimerHandle {
    const timer = new Timer(this, this.now + Math.max(0, delay), this.#order++, steps);
    this.#push(timer);
    return timer;
  }

  /** Adds numbers to the trace: what happened, and when. */
  record(...values: number[]): void {
    let hash = this.#trace;
    for (const value of [this.now * 1000, ...values]) hash = Math.imul(hash ^ Math.round(value), 0x0100_0193);
    this.#trace = hash;
  }

  /** A hash of all that was recorded: equal for equal runs. */
  get trace(): number {
    return this.#trace >>> 0;
  }

  /** Whether nothing will ever happen again. */
  get idle(): boolean {
    return this.#queue.length === 0 && this.#heap.length === 0;
  }

  /** One loop turn: the events due next, and then the tasks they queued. False when nothing is left to happen. */
  step(): boolean {
    if (!this.#poll()) return false;
    while (this.#queue.length > 0) {
      const tasks = this.#queue;
      this.#queue = [];
      for (const task of tasks) task();
    }
    return true;
  }

  /** Runs until `condition` holds; false if `limit` milliseconds pass, or everything falls silent, before it does. */
  run(condition: () => boolean, limit: Duration): boolean {
    const end = this.now + limit;
    while (!condition()) {
      if (this.#queue.length === 0 && this.#nextAt() > end) {
        this.now = end;
        return condition();
      }
      if (!this.step()) return condition();
    }
    return true;
  }

  /** Lets `duration` pass. */
  advance(duration: Duration): void {
    this.run(() => false, duration);
  }

  /** As {@link run}, for code with promises: a checkpoint for them follows each task, and they settle before time moves. */
  async settle(condition: () => boolean, limit: Duration): Promise<boolean> {
    const end = this.now + limit;
    for (;;) {
      await this.#settleTasks();
      if (condition()) return true;
      if (this.#nextAt() > end) {
        this.now = end;
        return false;
      }
      if (!this.#poll()) return condition();
    }
  }

  /** Lets `duration` pass, for code with promises. */
  async pass(duration: Duration): Promise<void> {
    await this.settle(() => false, duration);
  }

  async #settleTasks(): Promise<void> {
    do {
      while (this.#queue.length > 0) {
        const task = this.#queue.shift();
        task?.();
        await nextImmediate();
      }
      await nextImmediate();
    } while (this.#queue.length > 0 || this.outside > 0);
  }

  /** Moves the clock to the next event and runs what is due then. */
  #poll(): boolean {
    this.#nextAt();
    const first = this.#heap[0];
    if (first === undefined) return this.#queue.length > 0;
    if (this.#queue.length > 0 && first.at > this.now) return true;
    this.now = Math.max(this.now, first.at);
    for (let count = 0; count < POLL_BURST; count++) {
      if (this.#nextAt() > this.now) break;
      const timer = this.#pop();
      const steps = timer.steps;
      timer.steps = undefined;
      steps?.();
    }
    return true;
  }

  /** When the next event that was not cancelled is due. */
  #nextAt(): Instant {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined) return Number.POSITIVE_INFINITY;
      if (first.steps !== undefined && first.due <= first.at) return first.at;
      this.#pop();
      if (first.steps === undefined) continue;
      first.at = first.due;
      this.#push(first);
    }
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >>> 1;
      if (!before(timer, heap[parent] as Timer)) break;
      heap[index] = heap[parent] as Timer;
      index = parent;
    }
    heap[index] = timer;
  }

  #pop(): Timer {
    const heap = this.#heap;
    const top = heap[0] as Timer;
    const last = heap.pop() as Timer;
    if (heap.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Timer, heap[child] as Timer)) child++;
      if (!before(heap[child] as Timer, last)) break;
      heap[index] = heap[child] as Timer;
      index = child;
    }
    heap[index] = last;
    return top;
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
