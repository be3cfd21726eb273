/** Node's runtime with a clock that can jump: hours of refreshes in seconds, against servers that keep the real time. */

import { DEFAULT_TIMING } from '../../../src/ice/index.ts';
import type { IceTiming, Runtime } from '../../../src/index.ts';
import { nodeRuntime } from '../../../src/node/runtime.ts';

export interface JumpingRuntime {
  readonly runtime: Runtime;
  /** It is `milliseconds` later at once: what is due by then happens now. */
  jump(milliseconds: number): void;
}

interface Timer {
  readonly at: number;
  readonly steps: () => void;
  cancel: () => void;
}

export function jumpingRuntime(): JumpingRuntime {
  const { clock, tasks } = nodeRuntime;
  const timers = new Set<Timer>();
  let ahead = 0;
  const now = (): number => clock.now() + ahead;
  const arm = (timer: Timer): void => {
    const handle = tasks.setTimer(Math.max(0, timer.at - now()), () => {
      timers.delete(timer);
      timer.steps();
    });
    timer.cancel = () => handle.cancel();
  };
  return {
    runtime: {
      ...nodeRuntime,
      clock: { now, wallTime: at => clock.wallTime(at) },
      tasks: {
        queue: steps => tasks.queue(steps),
        setTimer: (delay, steps) => {
          const timer: Timer = { at: now() + delay, steps, cancel: () => {} };
          timers.add(timer);
          arm(timer);
          return {
            cancel: () => {
              timers.delete(timer);
              timer.cancel();
            },
          };
        },
        hold: () => tasks.hold(),
        release: () => tasks.release(),
      },
    },
    jump: milliseconds => {
      ahead += milliseconds;
      for (const timer of timers) {
        timer.cancel();
        arm(timer);
      }
    },
  };
}

/** Timers of ICE that a jump does not run out. */
export function patientTiming(longestJump: number): Partial<IceTiming> {
  const { consentTimeout, disconnectedTimeout } = DEFAULT_TIMING;
  return { consentTimeout: consentTimeout + longestJump, disconnectedTimeout: disconnectedTimeout + longestJump };
}
