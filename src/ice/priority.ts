/** Priorities of candidates and pairs (RFC 8445 §5.1.2, §6.1.2.3) and the local preference. */

import type { CandidateType } from './candidate.ts';
import type { IceRole } from './events.ts';

/** RFC 8445 §5.1.2.2: recommended type preferences. */
const TYPE_PREFERENCE: Readonly<Record<CandidateType, number>> = { host: 126, prflx: 110, srflx: 100, relay: 0 };

/** RFC 8445 §5.1.2.1: 2^24 × type preference + 2^8 × local preference + (256 − component). */
export function candidatePriority(type: CandidateType, localPreference: number, component: number = 1): number {
  return TYPE_PREFERENCE[type] * 0x100_0000 + localPreference * 0x100 + (256 - component);
}

/**
 * RFC 8445 §6.1.2.3: 2^32 × MIN(G,D) + 2 × MAX(G,D) + (G > D ? 1 : 0), kept as its two halves, since it takes 63 bits.
 */
export interface PairPriority {
  readonly high: number;
  readonly low: number;
}

export function pairPriority(role: IceRole, local: number, remote: number): PairPriority {
  const controlling = role === 'controlling' ? local : remote;
  const controlled = role === 'controlling' ? remote : local;
  return {
    high: Math.min(controlling, controlled),
    low: 2 * Math.max(controlling, controlled) + (controlling > controlled ? 1 : 0),
  };
}

/** Positive if `a` is the higher one. */
export function comparePriorities(a: PairPriority, b: PairPriority): number {
  return a.high === b.high ? a.low - b.low : a.high - b.high;
}

/** RFC 8445 §5.1.2.1: the local preference is unique per address; 65535 for the first. */
export function localPreference(index: number): number {
  return Math.max(0, 65535 - index * 256);
}
