/** `FrameRate`: how many frames there were in the last second (W3C webrtc-stats, `framesPerSecond`). */

import type { Duration, Instant } from '../base/instant.ts';

const SECOND: Duration = 1000;
/** Frames in a second that are told apart. */
const MAX_RATE = 1000;

export class FrameRate {
  /** When those of the last second came. */
  readonly #times: Instant[];

  constructor() {
    this.#times = [];
  }

  add(now: Instant): void {
    this.#forget(now);
    if (this.#times.length < MAX_RATE) this.#times.push(now);
  }

  at(now: Instant): number {
    this.#forget(now);
    return this.#times.length;
  }

  #forget(now: Instant): void {
    const times = this.#times;
    let past = 0;
    while (past < times.length && now - (times[past] as Instant) >= SECOND) past++;
    if (past > 0) times.splice(0, past);
  }
}
