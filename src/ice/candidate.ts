/** ICE candidates (RFC 8445 §5.1, RFC 8839 §5.1) as plain records, and ICE credentials. */

import type { TransportAddress } from '../base/address.ts';
import { sameAddress } from '../base/address.ts';
import type { LocalBase } from './local-base.ts';

/** RFC 8445 §5.1.1. */
export type CandidateType = 'host' | 'srflx' | 'prflx' | 'relay';

/** RFC 8839 §5.1, RFC 6544 §4.5. */
export type CandidateProtocol = 'udp' | 'tcp';

/** RFC 6544 §4.5. */
export type TcpCandidateType = 'active' | 'passive' | 'so';

/** A candidate as it is signalled. */
export interface IceCandidate {
  /** RFC 8445 §5.1.1.3. */
  readonly foundation: string;
  /** Always 1 for us: RTCP is multiplexed. */
  readonly component: number;
  /** How it is reached. */
  readonly protocol: CandidateProtocol;
  /** RFC 8445 §5.1.2: 1 to 2³¹ − 1. */
  readonly priority: number;
  /** An IP literal, or a name (mDNS) in a remote candidate. */
  readonly address: string;
  /** 0 to 65535. */
  readonly port: number;
  /** Where it comes from. */
  readonly type: CandidateType;
  /** Of TCP: who connects. */
  readonly tcpType?: TcpCandidateType | undefined;
  /** Address that it was made from. */
  readonly relatedAddress?: string | undefined;
  /** Port of that address. */
  readonly relatedPort?: number | undefined;
  /** Which generation of credentials it is for. */
  readonly usernameFragment?: string | undefined;
  /** The STUN or TURN server that a local candidate was gathered from. */
  readonly url?: string | undefined;
  /** How a local relay candidate talks to its server. */
  readonly relayProtocol?: 'udp' | 'tcp' | 'tls' | undefined;
}

/** A candidate of ours, with the base that its packets leave from. */
export interface LocalCandidate extends IceCandidate {
  /** Where its packets leave from. @internal */
  readonly base: LocalBase;
  /** Its address and port. */
  readonly transportAddress: TransportAddress;
}

/** A candidate of the peer whose address is known. */
export interface RemoteCandidate extends IceCandidate {
  /** Its address and port. */
  readonly transportAddress: TransportAddress;
}

/** The credentials of one agent in one ICE session (RFC 8839 §5.4), and whether it is a lite one (§5.3). */
export interface IceParameters {
  /** Username fragment. */
  readonly ufrag: string;
  /** Password. */
  readonly pwd: string;
  /** Of the peer: `a=ice-lite`. */
  readonly lite?: boolean | undefined;
}

/** RFC 8445 §6.1.2.4: pairs are formed with bases, so a reflexive candidate forms none of its own. */
export function isFormed(candidate: LocalCandidate): boolean {
  return candidate.type === 'host' || candidate.type === 'relay';
}

/** Where the candidate of this transport address is in `candidates`; −1 if it is not. */
export function indexOfCandidate(
  candidates: readonly RemoteCandidate[],
  protocol: CandidateProtocol,
  address: TransportAddress,
): number {
  return candidates.findIndex(each => each.protocol === protocol && sameAddress(each.transportAddress, address));
}
