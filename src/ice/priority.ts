/** Priorities of candidates and pairs (RFC 8445 §5.1.2, §6.1.2.3) and the preference among local addresses (RFC 8421). */

import { addressScope } from '../base/address.ts';
import type { CandidateType } from './candidate.ts';
import type { IceRole } from './events.ts';
import type { IceInterface } from './ports.ts';

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

/**
 * Interfaces, best first: real ones before virtual ones, and among each IPv6 and IPv4 in turn.
 *
 * RFC 8421 §4: interleaving families keeps an unusable IPv6 network from delaying all IPv4 pairs.
 */
export function orderInterfaces(interfaces: readonly IceInterface[]): IceInterface[] {
  const ordered: IceInterface[] = [];
  for (const rank of [0, 1, 2]) {
    const ofRank = interfaces.filter(each => rankOf(each) === rank);
    const six = ofRank.filter(each => each.family === 6);
    const four = ofRank.filter(each => each.family === 4);
    for (let i = 0; i < Math.max(six.length, four.length); i++) {
      if (i < six.length) ordered.push(six[i] as IceInterface);
      if (i < four.length) ordered.push(four[i] as IceInterface);
    }
  }
  return ordered;
}

function rankOf({ name, address, internal }: IceInterface): number {
  if (internal || addressScope(address) === 'link-local') return 2;
  return /^(docker|br-|veth|virbr|vmnet|vboxnet|lxc|podman|cni)/.test(name) ? 1 : 0;
}

/** RFC 8445 §5.1.2.1: the local preference is unique per address; 65535 for the first. */
export function localPreference(index: number): number {
  return Math.max(0, 65535 - index * 256);
}
