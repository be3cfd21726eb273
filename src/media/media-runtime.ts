/** What media asks of its surroundings: a clock, tasks, timers and randomness. A `Runtime` of connections is one. */

import type { Duration, Instant } from '../base/instant.ts';
import type { Random } from '../base/random.ts';

/** A timer that has been set. */
export interface MediaTimer {
  /** It is not to run. */
  cancel(): void;
}

/** Tasks and timers of the surroundings. */
export interface MediaTasks {
  /** Runs `steps` in a task of its own: user code never runs inside a machine. */
  queue(steps: () => void): void;
  /** Runs `steps` once, `delay` ms from now, without keeping the process alive. */
  setTimer(delay: Duration, steps: () => void): MediaTimer;
  /** Keeps the process alive until as many `release()`s. */
  hold(): void;
  /** Undoes one `hold()`. */
  release(): void;
}

/** What media asks of its surroundings. */
export interface MediaRuntime {
  /** Monotonic, in milliseconds. */
  readonly clock: {
    /** The time now. */
    now(): Instant;
  };
  /** Tasks and timers. */
  readonly tasks: MediaTasks;
  /** Random bytes, for ids. */
  readonly random: Random;
}

/** `setTimeout` takes no more: 2^31 − 1 ms. */
const LONGEST_TIMER = 0x7fff_ffff;

class PlatformTasks implements MediaTasks {
  #holds: number;
  #alive: ReturnType<typeof setInterval> | undefined;

  constructor() {
    this.#holds = 0;
    this.#alive = undefined;
  }

  queue(steps: () => void): void {
    setImmediate(steps);
  }

  setTimer(delay: Duration, steps: () => void): MediaTimer {
    const timeout = setTimeout(steps, Math.min(Math.max(0, delay), LONGEST_TIMER));
    timeout.unref();
    return { cancel: () => clearTimeout(timeout) };
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

/** The platform's own, for tracks and players that are given none. */
export const platformRuntime: MediaRuntime = {
  clock: { now: () => performance.now() },
  tasks: new PlatformTasks(),
  random: { bytes: length => crypto.getRandomValues(new Uint8Array(length)) },
};

/** RFC 9562 §5.4: a version 4 UUID, the form that mediacapture-streams asks of stream and track ids. */
export function randomUuid(random: Random): string {
  const bytes = random.bytes(16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  let text = '';
  for (let i = 0; i < 16; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
    text += (bytes[i] as number).toString(16).padStart(2, '0');
  }
  return text;
}
