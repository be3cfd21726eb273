/** Peer-reflexive candidates, discovered by checks in either direction (RFC 8445 §7.2.5.3.1, §7.3.1.3). */

import type { TransportAddress } from '../base/address.ts';
import type { LocalCandidate, RemoteCandidate } from './candidate.ts';
import type { IncomingCheck } from './connectivity-check.ts';
import type { LocalBase } from './local-base.ts';
import { candidatePriority } from './priority.ts';

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
    protocol: 'udp',
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

/** A candidate of the peer that its check revealed. */
export function remotePeerReflexive(
  base: LocalBase,
  from: TransportAddress,
  check: IncomingCheck,
  number: number,
): RemoteCandidate {
  return {
    // RFC 8445 §7.3.1.3: "an arbitrary value, different from the foundations of all other remote candidates"
    foundation: `prflx${number}`,
    component: 1,
    protocol: 'udp',
    priority: check.priority ?? candidatePriority('prflx', base.localPreference),
    address: from.address,
    port: from.port,
    type: 'prflx',
    usernameFragment: check.remoteUfrag,
    transportAddress: from,
  };
}
