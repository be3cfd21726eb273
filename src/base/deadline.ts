/** `Deadline`: the only timer abstraction of the core. A value that is told the time and never asks for it. */

import type { Duration, Instant } from './instant.ts';
import { NEVER } from './instant.ts';

export class Deadline {
  /** When it is due; `NEVER` while stopped. */
  at: Instant;

  constructor() {
    this.at = NEVER;
  }

  get running(): boolean {
    return this.at !== NEVER;
  }

  start(now: Instant, duration: Duration): void {
    this.at = now + duration;
  }

  stop(): void {
    this.at = NEVER;
  }

  /** Whether it runs and is due. It goes on running until started anew or stopped. */
  expired(now: Instant): boolean {
    return now >= this.at;
  }

  /** If due, stops and answers true: for a deadline that fires once. */
  take(now: Instant): boolean {
    if (now < this.at) return false;
    this.at = NEVER;
    return true;
  }
}
