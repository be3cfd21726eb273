/**
 * Looks at a call until it has seen what the call must show. A page that was held up meanwhile, by a machine with too much to
 * do, tells nothing of the call's pace: it is looked at again, a few times. One that was not is judged by the first look.
 */

import type { TestContext } from 'node:test';
import type { MediaPeer, Observation } from './media-peer.ts';

const LOOKS = 4;

export interface LookOptions {
  readonly milliseconds: number;
  /** What a look waits for, up to five times its length. None by default. */
  readonly pictures?: number;
  /** What every look must show, on any machine. */
  readonly content?: (seen: Observation) => void;
  /** What a page must show that had its time. */
  readonly pace: (seen: Observation) => void;
}

export async function look(t: TestContext, theirs: MediaPeer, options: LookOptions): Promise<Observation> {
  const { milliseconds, pictures = 0, content, pace } = options;
  for (let left = LOOKS; ; left--) {
    const seen = await theirs.observe(milliseconds, pictures);
    content?.(seen);
    try {
      pace(seen);
      return seen;
    } catch (error) {
      if (left === 1 || !heldUp(seen)) throw error;
      t.diagnostic(`looked at again, for the page was held up: ${(error as Error).message}`);
    }
  }
}

/** Told by the page's own timers alone: nothing that came from the network counts. */
function heldUp({ seconds, turns, longestPause, drawn, asked }: Observation): boolean {
  const drewLate = drawn !== undefined && asked !== undefined && drawn < 0.8 * asked;
  return longestPause > 300 || turns < 15 * seconds || drewLate;
}
