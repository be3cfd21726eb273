/** Which candidates make a pair (RFC 8445 §6.1.2.2, RFC 6544 §6.2). */

import type { RemoteCandidate } from './candidate.ts';
import type { LocalBase } from './local-base.ts';

/**
 * `known`: the peer's check came this way, so that there is a connection already, whoever made it.
 *
 * ```
 * local      remote
 * udp        udp
 * active     passive
 * passive    active, and only once it has connected
 * ```
 */
export function mayPair(base: LocalBase, remote: RemoteCandidate, known: boolean): boolean {
  // RFC 8445 §6.1.2.2: candidates pair "if and only if" component and address family are the same.
  if (base.address.family !== remote.transportAddress.family || base.protocol !== remote.protocol) return false;
  if (base.protocol === 'udp' || known) return true;
  // RFC 6544 §6.2: a passive candidate of ours pairs with an active one, but such a pair is pruned: the peer has to
  // connect, and its check makes the pair. Nobody can connect to an active candidate.
  return base.kind === 'active' && remote.tcpType === 'passive';
}
