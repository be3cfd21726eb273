/** Regular nomination (RFC 8445 §8.1.1): which valid pair the controlling agent nominates, and when. */

import { addressScope } from '../base/address.ts';
import type { Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { IceTiming } from './options.ts';
import type { CandidatePair } from './pair.ts';
import { comparePriorities } from './priority.ts';

export interface NominationChoice {
  readonly pair: CandidatePair;
  /** Not before; long past if at once. */
  readonly at: Instant;
}

/**
 * The best valid pair, at once if it is direct or no better pair is still being checked, else after a grace that is
 * longer while only a relay or TCP works. Undefined while no pair works.
 */
export function chooseNomination(pairs: readonly CandidatePair[], timing: IceTiming): NominationChoice | undefined {
  let best: CandidatePair | undefined;
  let firstSuccess = NEVER;
  let betterPending = false;
  // `pairs` come best first, so what is pending before the first valid one is better.
  for (const pair of pairs) {
    if (pair.state === 'succeeded') {
      best ??= pair;
      firstSuccess = Math.min(firstSuccess, pair.succeededAt);
    } else if (best === undefined && pair.pending) {
      betterPending = true;
    }
  }
  if (best === undefined) return undefined;
  if (!betterPending || isDirect(best)) return { pair: best, at: Number.NEGATIVE_INFINITY };
  const lastResort = best.base.relay !== undefined || best.remote.type === 'relay' || best.base.protocol === 'tcp';
  return { pair: best, at: firstSuccess + (lastResort ? timing.relayNominationGrace : timing.nominationGrace) };
}

/**
 * RFC 8445 §8.1.1: "MUST NOT" nominate twice, but a controlled agent hears of several pairs from a peer that nominates
 * aggressively (RFC 5245 §8.1.1.2): then the one of highest priority counts, unless it no longer works.
 */
export function supersedes(nominated: CandidatePair, selected: CandidatePair | undefined): boolean {
  if (selected === undefined || selected.state !== 'succeeded' || selected.suspect) return true;
  return comparePriorities(nominated.priority, selected.priority) > 0;
}

/** Both ends are hosts of one network: waiting could find nothing better worth waiting for. */
function isDirect(pair: CandidatePair): boolean {
  if (pair.base.relay !== undefined || pair.base.protocol === 'tcp') return false;
  if (pair.remote.type === 'host') return true;
  if (pair.remote.type !== 'prflx') return false;
  // A peer that hides its host addresses behind mDNS names is first seen as peer-reflexive.
  const scope = addressScope(pair.to.address);
  return scope === 'loopback' || scope === 'private' || scope === 'unique-local' || scope === 'link-local';
}
