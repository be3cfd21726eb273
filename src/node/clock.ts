/** The clock and task ports over Node's own: `performance.now`, `setImmediate`, `setTimeout`. */

import type { Duration, Instant } from '../base/instant.ts';
import type { Clock, Tasks, TimerHandle } from '../runtime/runtime.ts';

/** `setTimeout` takes no more: 2^31 − 1 ms, about 24.8 days. */
const LONGEST_TIMER = 0x7fff_ffff;

export const nodeClock: Clock = {
  now: () => performance.now(),
  wallTime: (now: Instant): number => performance.timeOrigin + now,
};

class NodeTimer implements TimerHandle {
  readonly #timeout: NodeJS.Timeout;

  constructor(delay: Duration, steps: () => void) {
    this.#timeout = setTimeout(steps, Math.min(Math.max(0, Math.ceil(delay)), LONGEST_TIMER));
    this.#timeout.unref();
  }

  cancel(): void {
    clearTimeout(this.#timeout);
  }
}

/** The tasks port. Timers are unreferenced: what keeps the process alive is `hold`. */
export class NodeTasks implements Tasks {
  #holds: number;
  #alive: NodeJS.Timeout | undefined;

  constructor() {
    this.#holds = 0;
    this.#alive = undefined;
  }

  queue(steps: () => void): void {
    setImmediate(steps);
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
