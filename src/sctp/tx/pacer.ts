/** `Pacer`: when the next packet may leave, so that a window is not sent in one burst (RFC 9002 §7.7). */

import type { Duration, Instant } from '../../base/instant.ts';
import { NEVER } from '../../base/instant.ts';

/** Timers count whole milliseconds: what one of them lets go is sent at once. */
const AHEAD: Duration = 1;
/** What an application that paused left unused is made up for by so much. */
const PAUSED: Duration = 5;
/** A timer that came late, or a loop that was busy, is made up for by so much: what leaves then, the window bounds. */
const BEHIND: Duration = 25;

export class Pacer {
  /** When the packet that is held back may leave; `NEVER` if there is none. Only the pacer writes it. */
  nextTimeout: Instant;
  /** When all that was sent has left at the rate that was asked for. */
  #due: Instant;

  constructor() {
    this.nextTimeout = NEVER;
    this.#due = 0;
  }

  handleTimeout(now: Instant): void {
    if (now >= this.nextTimeout) this.nextTimeout = NEVER;
  }

  /** Whether a packet may leave now; if not, `nextTimeout` tells when. @hot */
  permits(now: Instant): boolean {
    if (this.#due <= now + AHEAD) {
      this.nextTimeout = NEVER;
      return true;
    }
    this.nextTimeout = this.#due;
    return false;
  }

  /** Nothing waits to be sent. */
  rest(): void {
    this.nextTimeout = NEVER;
  }

  /** The application had nothing to send, and goes on. */
  restarted(now: Instant): void {
    this.#due = Math.max(this.#due, now - PAUSED);
  }

  /** `rate` in bytes per millisecond. @hot */
  sent(bytes: number, rate: number, now: Instant): void {
    this.#due = Math.max(this.#due, now - BEHIND) + bytes / rate;
  }
}
