/** What an ICE agent tells its owner. A sink method must not call the agent back. */

import type { Instant } from '../base/instant.ts';
import type { IceCandidate } from './candidate.ts';
import type { CandidatePair } from './pair.ts';

/** RFC 8445 §2.3: who nominates. */
export type IceRole = 'controlling' | 'controlled';

/** W3C RTCIceGathererState (webrtc-pc §5.6.3). */
export type IceGatheringState = 'new' | 'gathering' | 'complete';

/** W3C RTCIceTransportState (webrtc-pc §5.6.4). */
export type IceState = 'new' | 'checking' | 'connected' | 'completed' | 'disconnected' | 'failed' | 'closed';

/** What W3C RTCPeerConnectionIceErrorEvent shows. */
export interface CandidateError {
  /** The local address that the server was asked from; null if none was. */
  readonly address: string | null;
  /** Its port; null if none was. */
  readonly port: number | null;
  /** The server. */
  readonly url: string;
  /** A STUN error code, or 701: the server could not be reached. */
  readonly errorCode: number;
  /** For people. */
  readonly errorText: string;
}

/** The sink of one agent. */
export interface IceEvents {
  /** Gathering began, or is complete. */
  gatheringState(state: IceGatheringState): void;
  /** A local candidate to signal, as it is found. */
  candidate(candidate: IceCandidate): void;
  /** A server refused us, or did not answer. */
  candidateError(error: CandidateError): void;
  /** The state of the checks changed. */
  state(state: IceState): void;
  /** The selected pair changed: a nominated one, or while there is none, the valid one that carries data. */
  selectedPair(pair: CandidatePair): void;
  /** `agent.writable` became true. */
  writable(): void;
  /** A packet that is not ICE's, from a source that has passed a check. The receiver owns `packet`. */
  packet(packet: Uint8Array, now: Instant): void;
  /** A peer-reflexive candidate of the peer was discovered. */
  remoteCandidate(candidate: IceCandidate): void;
  /** The role changed by conflict resolution (RFC 8445 §7.3.1.1). */
  roleChanged(role: IceRole): void;
}
