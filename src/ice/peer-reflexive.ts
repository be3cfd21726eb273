/** Peer-reflexive candidates, discovered by checks in either direction (RFC 8445 §7.2.5.3.1, §7.3.1.3). */

import type { TransportAddress } from '../base/address.ts';
import { sameAddress } from '../base/address.ts';
import type { ReceivedMessage } from '../stun/index.ts';
import { PRIORITY, readAttribute } from '../stun/index.ts';
import type { LocalCandidate, RemoteCandidate } from './candidate.ts';
import type { Check } from './connectivity-check.ts';
import { usernameFragments } from './connectivity-check.ts';
import type { LocalBase } from './local-base.ts';
import type { CandidatePair } from './pair.ts';
import { candidatePriority } from './priority.ts';

/** The local candidate that the peer really sees: `mapped`, a new one if none of `known` is it. */
export function discoverLocal(
  known: LocalCandidate[],
  { pair, priority }: Check,
  mapped: TransportAddress,
  usernameFragment: string,
  context: { nextId: number; readonly limits: { readonly pairs: number } },
): LocalCandidate {
  const { base } = pair;
  const same = known.find(each => each.base === base && sameAddress(each.transportAddress, mapped));
  if (same !== undefined) return same;
  const discovered = localPeerReflexive(base, mapped, priority, usernameFragment, context.nextId++);
  if (known.length < context.limits.pairs) known.push(discovered);
  return discovered;
}

/** A candidate of ours that a response to our check revealed. */
export function localPeerReflexive(
  base: LocalBase,
  mapped: TransportAddress,
  priority: number,
  usernameFragment: string,
  number: number,
): LocalCandidate {
  return {
    foundation: `prflx${number}`,
    component: 1,
    protocol: base.protocol,
    tcpType: base.kind === 'active' || base.kind === 'passive' ? base.kind : undefined,
    // RFC 8445 §7.2.5.3.1: "Its priority is the value of the PRIORITY attribute in the Binding request"
    priority,
    address: mapped.address,
    port: mapped.port,
    type: 'prflx',
    relatedAddress: base.address.address,
    relatedPort: base.address.port,
    usernameFragment,
    base,
    transportAddress: mapped,
  };
}

/**
 * RFC 8445 §7.3.1.3: what was peer-reflexive turns out to be signalled; the signalled candidate says what it is. Whether
 * that changed anything.
 */
export function promote(
  known: RemoteCandidate[],
  at: number,
  candidate: RemoteCandidate,
  pairs: readonly CandidatePair[],
): boolean {
  const before = known[at] as RemoteCandidate;
  if (before.type !== 'prflx' || candidate.type === 'prflx') return false;
  known[at] = candidate;
  for (const pair of pairs) if (pair.remote === before) pair.remote = candidate;
  return true;
}

/** Failed pairs with peer-reflexive candidates of one address, after which no more of it are taken for new. */
const MAX_FAILED_PER_ADDRESS = 8;

/**
 * Whether a check from an unknown source may become a candidate.
 *
 * Two NATs that map by endpoint and filter by none show a new source for every check that answers a new source, and
 * none of these works. Their triggered checks come before ordinary ones, so without end they would crowd out the
 * relayed pairs, which do work.
 */
export function mayDiscover(
  from: TransportAddress,
  base: LocalBase,
  pairs: readonly CandidatePair[],
  candidates: readonly RemoteCandidate[],
  limit: number,
): boolean {
  let failed = 0;
  for (const pair of pairs) {
    if (pair.state !== 'failed' || pair.base !== base || pair.remote.type !== 'prflx') continue;
    if (pair.to.address === from.address) failed++;
  }
  if (failed >= MAX_FAILED_PER_ADDRESS) return false;
  let known = 0;
  for (const candidate of candidates) if (candidate.type === 'prflx') known++;
  return known < limit;
}

/** A candidate of the peer that its check, `message`, revealed. */
export function remotePeerReflexive(
  base: LocalBase,
  from: TransportAddress,
  message: ReceivedMessage,
  number: number,
): RemoteCandidate {
  return {
    // RFC 8445 §7.3.1.3: "an arbitrary value, different from the foundations of all other remote candidates"
    foundation: `prflx${number}`,
    component: 1,
    protocol: base.protocol,
    // RFC 6544 §7.2: whoever connected to a passive candidate is an active one.
    tcpType: base.kind === 'passive' ? 'active' : base.kind === 'active' ? 'passive' : undefined,
    priority: readAttribute(message, PRIORITY) ?? candidatePriority('prflx', base.localPreference, base.protocol),
    address: from.address,
    port: from.port,
    type: 'prflx',
    usernameFragment: usernameFragments(message)?.remote,
    transportAddress: from,
  };
}
