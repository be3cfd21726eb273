/** Priorities of candidates and pairs (RFC 8445 §5.1.2, §6.1.2.3) and the local preference. */

import type { CandidateProtocol, CandidateType } from './candidate.ts';
import type { IceRole } from './events.ts';

/** RFC 8445 §5.1.2.2: recommended type preferences. */
const TYPE_PREFERENCE: Readonly<Record<CandidateType, number>> = { host: 126, prflx: 110, srflx: 100, relay: 0 };

/**
 * RFC 6544 §4.2: where UDP is preferred, the type preferences of TCP candidates are lower: below all of UDP but relays.
 */
const TCP_TYPE_PREFERENCE: Readonly<Record<CandidateType, number>> = { host: 90, prflx: 80, srflx: 70, relay: 0 };

/** RFC 8445 §5.1.2.1: 2^24 × type preference + 2^8 × local preference + (256 − component). */
export function candidatePriority(
  type: CandidateType,
  localPreference: number,
  protocol: CandidateProtocol = 'udp',
): number {
  const typePreference = (protocol === 'tcp' ? TCP_TYPE_PREFERENCE : TYPE_PREFERENCE)[type];
  // RTCP is multiplexed: the component is always 1.
  return typePreference * 0x100_0000 + localPreference * 0x100 + 255;
}

/**
 * RFC 6544 §4.2: 2^13 × direction preference + other preference, the direction preference being 6 of an active host
 * candidate and 4 of a passive one, since whoever connects gets through more NATs.
 */
export function tcpLocalPreference(localPreference: number, type: 'active' | 'passive'): number {
  return (type === 'active' ? 6 : 4) * 0x2000 + (localPreference >>> 3);
}

/**
 * RFC 8445 §6.1.2.3: 2^32 × MIN(G,D) + 2 × MAX(G,D) + (G > D ? 1 : 0), kept as its two halves, since it takes 63 bits.
 */
export interface PairPriority {
  /** The upper half. */
  readonly high: number;
  /** The lower half. */
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
