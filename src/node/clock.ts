/** The clock and task ports over Node's own: `performance.now`, `setImmediate`, `setTimeout`. */

import type { Duration, Instant } from '../base/instant.ts';
import type { Clock, Tasks, TimerHandle } from '../runtime/runtime.ts';

/** `setTimeout` takes no more: 2^31 − 1 ms, about 24.8 days. */
const LONGEST_TIMER = 0x7fff_ffff;

/** What the two clocks of the machine may differ by before wall time follows: more than their rounding and slewing. */
const MAX_DIFFERENCE: Duration = 1000;

/** Kept: the global is a getter of Node's, and the time is asked for with each packet. */
const { performance } = globalThis;

/** The wall time of the instant 0: `performance.now()` stands still while a machine sleeps, and no clock is set by it. */
let origin: number = performance.timeOrigin;

export const nodeClock: Clock = {
  now: performance.now.bind(performance),
  wallTime: (now: Instant): number => {
    const measured = Date.now() - performance.now();
    if (Math.abs(measured - origin) > MAX_DIFFERENCE) origin = measured;
    return origin + now;
  },
};

/** Never early by the clock above, as `setTimeout`, which counts whole milliseconds, may be. */
class NodeTimer implements TimerHandle {
  readonly #steps: () => void;
  #due: Instant;
  /** Of the timeout, in milliseconds. */
  #length: number;
  #timeout: NodeJS.Timeout;

  constructor(delay: Duration, steps: () => void) {
    this.#steps = steps;
    this.#due = performance.now() + delay;
    this.#length = 0;
    this.#timeout = this.#start(delay);
  }

  cancel(): void {
    clearTimeout(this.#timeout);
  }

  /** A timeout of the same length can begin anew, for a hundredth of what firing costs. @hot */
  postpone(delay: Duration): boolean {
    if (Math.ceil(delay) !== this.#length) return false;
    this.#due = performance.now() + delay;
    this.#timeout.refresh();
    return true;
  }

  #start(delay: Duration): NodeJS.Timeout {
    this.#length = Math.min(Math.max(0, Math.ceil(delay)), LONGEST_TIMER);
    return setTimeout(() => this.#fire(), this.#length).unref();
  }

  #fire(): void {
    const left = this.#due - performance.now();
    if (left > 0) this.#timeout = this.#start(left);
    else this.#steps();
  }
}

/** The tasks port. Timers are unreferenced: what keeps the process alive is `hold`. */
export class NodeTasks implements Tasks {
  /** The platform's own function: one around it would be called for each task. */
  readonly queue: (steps: () => void) => void;
  #holds: number;
  #alive: NodeJS.Timeout | undefined;

  constructor() {
    this.queue = setImmediate.bind(globalThis);
    this.#holds = 0;
    this.#alive = undefined;
  }

  setTimer(delay: Duration, steps: () => void): TimerHandle {
    return new NodeTimer(delay, steps);
  }

  hold(): void {
    this.#holds++;
    this.#alive ??= setInterval(() => {}, LONGEST_TIMER);
  }

  release(): void {
    this.#holds--;
    if (this.#holds > 0) return;
    clearInterval(this.#alive);
    this.#alive = undefined;
  }
}
