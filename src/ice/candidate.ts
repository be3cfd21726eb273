/** ICE candidates (RFC 8445 §5.1, RFC 8839 §5.1) as plain records, and ICE credentials. */

import type { TransportAddress } from '../base/address.ts';
import type { LocalBase } from './local-base.ts';

export type CandidateType = 'host' | 'srflx' | 'prflx' | 'relay';

export type CandidateProtocol = 'udp' | 'tcp';

export type TcpCandidateType = 'active' | 'passive' | 'so';

/** A candidate as it is signalled. */
export interface IceCandidate {
  readonly foundation: string;
  /** Always 1 for us: RTCP is multiplexed. */
  readonly component: number;
  readonly protocol: CandidateProtocol;
  readonly priority: number;
  /** An IP literal, or a name (mDNS) in a remote candidate. */
  readonly address: string;
  readonly port: number;
  readonly type: CandidateType;
  readonly tcpType?: TcpCandidateType | undefined;
  readonly relatedAddress?: string | undefined;
  readonly relatedPort?: number | undefined;
  readonly usernameFragment?: string | undefined;
  /** The STUN or TURN server that a local candidate was gathered from. */
  readonly url?: string | undefined;
  /** How a local relay candidate talks to its server. */
  readonly relayProtocol?: 'udp' | 'tcp' | 'tls' | undefined;
}

/** A candidate of ours, with the base that its packets leave from. */
export interface LocalCandidate extends IceCandidate {
  readonly base: LocalBase;
  readonly transportAddress: TransportAddress;
}

/** A candidate of the peer whose address is known. */
export interface RemoteCandidate extends IceCandidate {
  readonly transportAddress: TransportAddress;
}

/** The credentials of one agent in one ICE session (RFC 8839 §5.4), and whether it is a lite one (§5.3). */
export interface IceParameters {
  readonly ufrag: string;
  readonly pwd: string;
  readonly lite?: boolean | undefined;
}

/** RFC 8445 §6.1.2.4: pairs are formed with bases, so a reflexive candidate forms none of its own. */
export function isFormed(candidate: LocalCandidate): boolean {
  return candidate.type === 'host' || candidate.type === 'relay';
}
