/**
 * The plan: what applying a description asks of the transports and of the data channel association (RFC 9429 §5.9–5.11).
 *
 * Plain data. The owner carries out `transports` in order, then `data`. Of each transport, in this order: `create` or
 * `iceRestart`, `iceRole`, `remoteIce`, `remoteCandidates`, `endOfCandidates`, `dtls`, `gather`, `close`.
 */

import type { Fingerprint, IceCredentials } from '../sdp/attributes/transport.ts';
import type { JsepError } from './errors.ts';
import type { MediaSectionPlan } from './media-plan.ts';
import type { JsepSession } from './session.ts';
import type { SignalingState } from './signaling-state.ts';

/** Names one transport for the life of the connection; never used again. */
export type TransportId = number;

/** The peer's credentials, and whether it is an ICE lite agent. */
export interface RemoteIce extends IceCredentials {
  readonly lite: boolean;
}

/** What changes for one transport. A transport of which nothing changes is not in the plan. */
export interface TransportPlan {
  readonly id: TransportId;
  /** The media section whose candidates, credentials and fingerprints are the transport's: its BUNDLE tag. */
  readonly mid: string;
  /** Index of that section: `sdpMLineIndex` of local candidates. */
  readonly index: number;
  /** All sections that the transport carries after this plan. */
  readonly mids: readonly string[];
  /** Make the transport, with `localIce`. */
  readonly create: boolean;
  /** Our role if this plan decides it: at creation, and when the peer turns out to be lite. */
  readonly iceRole: 'controlling' | 'controlled' | undefined;
  readonly localIce: IceCredentials;
  /**
   * Restart ICE with `localIce`. Also how a restart is rolled back: `localIce`, `remoteIce` and `remoteCandidates` are
   * then the earlier ones, given anew.
   */
  readonly iceRestart: boolean;
  /** Set the peer's credentials; the same as before unless the peer is new or has restarted. */
  readonly remoteIce: RemoteIce | undefined;
  /** `candidate:…` of the peer, without `a=`; possibly known already. */
  readonly remoteCandidates: readonly string[];
  /** The peer has no more candidates of this generation. */
  readonly endOfCandidates: boolean;
  /** Start DTLS, in this role, once. Undefined if nothing is to be started or it was told before. */
  readonly dtls: DtlsPlan | undefined;
  /** Start gathering with the current servers and policy. */
  readonly gather: boolean;
  /** Nothing is carried any more: close the transport and whatever runs on it. */
  readonly close: boolean;
}

export interface DtlsPlan {
  readonly role: 'client' | 'server';
  readonly remoteFingerprints: readonly Fingerprint[];
}

/** What changes for the data channel association. */
export interface DataPlan {
  readonly mid: string;
  readonly transportId: TransportId;
  /** Start the association (RFC 8841 §10); true once. W3C: RTCSctpTransport is created. */
  readonly start: boolean;
  readonly localPort: number;
  readonly remotePort: number;
  /** `a=sctp-init` of both sides, where both have one and the association starts. */
  readonly inits: { readonly local: string; readonly remote: string } | undefined;
  /** The largest message that the peer takes, in bytes; `Infinity` if it says no limit. 65,536 if it says nothing. */
  readonly maxMessageSize: number;
  /** The section was rejected or taken back: close the association and its channels. */
  readonly closed: boolean;
}

export interface Plan {
  /** The state after the description. */
  readonly signalingState: SignalingState;
  /** A local offer was taken back first; the plan contains what that asks for. */
  readonly rolledBack: boolean;
  readonly transports: readonly TransportPlan[];
  /** Undefined if nothing changes for data channels. */
  readonly data: DataPlan | undefined;
  /** What the description says of each `m=` section for audio or video, in order; empty after a rollback. */
  readonly media: readonly MediaSectionPlan[];
}

/** What applying or rolling back a description answers. On an error nothing has changed. */
export type ApplyResult =
  | { readonly ok: true; readonly session: JsepSession; readonly plan: Plan }
  | { readonly ok: false; readonly error: JsepError };

/** What creating a description answers: the text, and the session that remembers it as the last created one. */
export type CreateResult =
  | { readonly ok: true; readonly session: JsepSession; readonly sdp: string }
  | { readonly ok: false; readonly error: JsepError };
