/** JSEP (RFC 9429) as pure functions: (session, description) → error or plan. */

export { applyLocal } from './apply-local.ts';
export { applyRemote } from './apply-remote.ts';
export type { CandidateDelivery, CandidateInit, CandidateResult } from './candidates.ts';
export {
  addLocalCandidate,
  addRemoteCandidate,
  candidateTarget,
  describesLocally,
  endLocalCandidates,
  localIceCredentials,
} from './candidates.ts';
export type { RtpCapabilities } from './capabilities.ts';
export {
  defaultHeaderExtensions,
  isMandatoryExtension,
  isMediaCodec,
  receiverCapabilities,
  senderCapabilities,
} from './capabilities.ts';
export { sameCodec } from './codec-equality.ts';
export { createAnswer } from './create-answer.ts';
export { createOffer } from './create-offer.ts';
export type { JsepError, JsepErrorKind } from './errors.ts';
export type {
  HeaderExtensionState,
  MediaSectionPlan,
  NegotiatedMedia,
  RemoteSource,
  RtpCodecCapability,
  SendEncodingState,
  TransceiverState,
} from './media-plan.ts';
export { MAX_CANDIDATES } from './media-section.ts';
export { mediaNeedsNegotiation } from './negotiation-needed.ts';
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
export { currentText } from './trickled.ts';
