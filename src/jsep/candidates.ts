/** Trickled candidates and descriptions (RFC 9429 §4.1.18, §5.2.2; RFC 8838; W3C webrtc-pc §4.4.2 addIceCandidate). */

import type { IceParameters } from '../ice/candidate.ts';
import type { JsepError } from './errors.ts';
import type { TransportId } from './plan.ts';
import type { JsepSession } from './session.ts';

/** W3C RTCIceCandidateInit. An empty `candidate` means end of candidates. */
export interface CandidateInit {
  readonly candidate: string;
  readonly sdpMid: string | null;
  readonly sdpMLineIndex: number | null;
  readonly usernameFragment: string | null;
}

export interface CandidateDelivery {
  readonly transportId: TransportId;
  /** `candidate:…`; empty for end of candidates. */
  readonly candidate: string;
}

export type CandidateResult =
  | {
      readonly ok: true;
      /** Holds the candidate in its remote descriptions. */
      readonly session: JsepSession;
      /** Hand these to the transports now. What is not here will be in a later plan's `remoteCandidates`, or is moot. */
      readonly deliveries: readonly CandidateDelivery[];
    }
  | { readonly ok: false; readonly error: JsepError };

/**
 * A candidate of the peer. Steps of addIceCandidate after the TypeError check: `invalid-state` without a remote
 * description, `operation` for an unknown section, an unknown usernameFragment or a candidate that cannot be parsed.
 * An empty candidate without mid and index ends the candidates of all sections.
 */
export declare function addRemoteCandidate(session: JsepSession, init: CandidateInit): CandidateResult;

/** The session with a local candidate (`candidate:…`) in those local descriptions that carry `ufrag` for the transport. */
export declare function addLocalCandidate(
  session: JsepSession,
  transportId: TransportId,
  ufrag: string,
  candidate: string,
): JsepSession;

/** The session with `a=end-of-candidates` in those local descriptions that carry `ufrag` for the transport. */
export declare function endLocalCandidates(session: JsepSession, transportId: TransportId, ufrag: string): JsepSession;

/** Where a local candidate of the transport belongs: `sdpMid` and `sdpMLineIndex`. */
export declare function candidateTarget(
  session: JsepSession,
  transportId: TransportId,
): { readonly sdpMid: string; readonly sdpMLineIndex: number } | undefined;

/** All local credentials in the current and pending local descriptions (W3C [[LocalIceCredentialsToReplace]]). */
export declare function localIceCredentials(session: JsepSession): readonly IceParameters[];
