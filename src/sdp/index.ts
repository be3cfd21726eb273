/**
 * SDP (RFC 8866): text ↔ model, and the typed attributes that WebRTC uses.
 *
 * @module purertc/sdp
 */

export type { Fmtp, RtcpFeedback, RtpMap } from './attributes/codec.ts';
export {
  parseFmtp,
  parseFmtpParameters,
  parseRtcpFeedback,
  parseRtpMap,
  serializeFmtp,
  serializeRtcpFeedback,
  serializeRtpMap,
} from './attributes/codec.ts';
export type { Group } from './attributes/group.ts';
export { parseGroup, serializeGroup } from './attributes/group.ts';
export type { Rid, Simulcast, SimulcastAlternative, SimulcastStream } from './attributes/simulcast.ts';
export { parseRid, parseSimulcast, serializeRid, serializeSimulcast } from './attributes/simulcast.ts';
export type { Direction, ExtMap, Msid, SsrcAttribute, SsrcGroup } from './attributes/stream.ts';
export {
  parseExtMap,
  parseMsid,
  parseSsrc,
  parseSsrcGroup,
  sectionDirection,
  serializeExtMap,
  serializeMsid,
  serializeSsrc,
  serializeSsrcGroup,
} from './attributes/stream.ts';
export type { Fingerprint, IceCredentials, SctpMap, Setup } from './attributes/transport.ts';
export {
  isCandidateShaped,
  isTlsId,
  parseFingerprint,
  parseIceOptions,
  parseMaxMessageSize,
  parseSctpMap,
  parseSctpPort,
  parseSetup,
  serializeFingerprint,
  serializeMaxMessageSize,
} from './attributes/transport.ts';
export type { SdpSyntaxError } from './grammar.ts';
export type {
  Attribute,
  Bandwidth,
  Connection,
  MediaSection,
  Origin,
  SessionDescription,
  Timing,
} from './model.ts';
export { attribute, attributeValue, attributeValues, findAttribute, hasAttribute } from './model.ts';
export type { ParseResult } from './parse.ts';
export { parse } from './parse.ts';
export { serialize } from './serialize.ts';
