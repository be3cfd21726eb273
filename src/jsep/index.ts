/** JSEP (RFC 9429) as pure functions: (session, description) → error or plan. */

export { applyLocal } from './apply-local.ts';
export { applyRemote } from './apply-remote.ts';
export type { CandidateDelivery, CandidateInit, CandidateResult } from './candidates.ts';
export {
  addLocalCandidate,
  addRemoteCandidate,
  candidateTarget,
  endLocalCandidates,
  localIceCredentials,
} from './candidates.ts';
export { createAnswer } from './create-answer.ts';
export { createOffer } from './create-offer.ts';
export type { JsepError, JsepErrorKind } from './errors.ts';
export type {
  ApplyResult,
  CreateResult,
  DataPlan,
  DtlsPlan,
  Plan,
  RemoteIce,
  TransportId,
  TransportPlan,
} from './plan.ts';
export { rollback } from './rollback.ts';
export type {
  AppliedDescription,
  BundlePolicy,
  JsepOptions,
  JsepSession,
  OfferOptions,
  RtcpMuxPolicy,
  TransportRecord,
} from './session.ts';
export { closeSession, createSession } from './session.ts';
export type { SdpType, Side, SignalingState } from './signaling-state.ts';
export { needsImplicitRollback, nextSignalingState } from './signaling-state.ts';
