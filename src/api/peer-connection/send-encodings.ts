/** The encodings of a sender: what may be given to addTransceiver, and what a remote offer proposes (W3C webrtc-pc §5.1, §4.4.1.5). */

import { senderCapabilities } from '../../jsep/index.ts';
import type { MediaKind } from '../../rtp/parameters.ts';
import { domException } from '../../webidl/index.ts';
import { matches } from '../codec-match.ts';
import { capabilitiesDictionary, type EncodingParameters, type RTCRtpCodec } from '../rtp-parameters.ts';

/**
 * "The maximum number of total simultaneous encodings the user agent may support": what SFUs and browsers use is three;
 * a sender of audio has one.
 */
const MAX_ENCODINGS: Readonly<Record<MediaKind, number>> = { audio: 1, video: 8 };

/** RFC 8851 §10: `rid-id = 1*(alpha-numeric / "-" / "_")`; RFC 8285 §4.2: a one-byte extension element carries at most 16 bytes. */
const RID = /^[A-Za-z0-9_-]{1,16}$/;

/** W3C webrtc-svc §6: `L` for spatial layers that depend on each other, `S` for simulcast; `h` for a ratio of 1.5. */
const SCALABILITY_MODE = /^(?:L1T[123]|[LS][23]T[123]h?|L[23]T[123]_KEY|L[23]T[23]_KEY_SHIFT)$/;

/** §5.1 addTransceiver(), step 8: "addTransceiver sendEncodings validation steps". */
export function validateSendEncodings(
  kind: MediaKind,
  given: readonly EncodingParameters[],
  context: string,
): EncodingParameters[] {
  let encodings = given.map(encoding => ({ ...encoding }));
  requireRids(encodings, context);
  // Step 8.3: "If any encoding contains a codec member whose value does not match any codec in
  // RTCRtpSender.getCapabilities(kind).codecs, throw an OperationError."
  const codecs = sendCodecs(kind);
  for (const { codec } of encodings) {
    if (codec !== undefined && !codecs.some(one => matches(one, codec))) {
      throw domException('OperationError', `${context}: ${codec.mimeType} cannot be sent.`);
    }
  }
  requireScalabilityModes(encodings, context);
  requireRestrictions(encodings, message => domException('OperationError', `${context}: ${message}`));
  // Step 8.5.
  for (const encoding of encodings) dropForeignMembers(kind, encoding);
  for (const { scaleResolutionDownBy, maxFramerate } of encodings) {
    // Step 8.6: "… a scaleResolutionDownBy member whose value is less than 1.0, throw a RangeError."
    if (scaleResolutionDownBy !== undefined && scaleResolutionDownBy < 1) {
      throw new RangeError(`${context}: scaleResolutionDownBy is less than 1.`);
    }
    // Step 8.7: "Verify that the value of each maxFramerate member in sendEncodings that is defined is greater than 0.0."
    if (maxFramerate !== undefined && maxFramerate <= 0)
      throw new RangeError(`${context}: maxFramerate is not positive.`);
  }
  // Steps 8.9 to 8.11.
  const scaled = encodings.some(({ scaleResolutionDownBy }) => scaleResolutionDownBy !== undefined);
  if (scaled) for (const encoding of encodings) encoding.scaleResolutionDownBy ??= 1;
  encodings = encodings.slice(0, MAX_ENCODINGS[kind]);
  if (kind === 'video' && !scaled) {
    for (const [i, encoding] of encodings.entries()) encoding.scaleResolutionDownBy = 2 ** (encodings.length - i - 1);
  }
  // Several encodings without rids cannot be told apart in a description, so they are given some, as browsers do.
  if (encodings.length > 1) for (const [i, encoding] of encodings.entries()) encoding.rid ??= `${i}`;
  // Step 8.12: "If the number of encodings now stored in sendEncodings is 1, then remove any rid member".
  if (encodings.length === 1) delete encodings[0]?.rid;
  return encodings;
}

/** Step 8.1: rids are well-formed, on all encodings or on none, and no two alike. */
function requireRids(encodings: readonly EncodingParameters[], context: string): void {
  const rids = encodings.map(({ rid }) => rid).filter(rid => rid !== undefined);
  for (const rid of rids) {
    if (!RID.test(rid)) throw new TypeError(`${context}: '${rid}' is no valid rid.`);
  }
  if (rids.length !== 0 && rids.length !== encodings.length) {
    throw new TypeError(`${context}: some encodings have a rid and some have none.`);
  }
  if (new Set(rids).size !== rids.length) throw new TypeError(`${context}: two encodings have the same rid.`);
}

/** Members for the other kind of media are left out. */
export function dropForeignMembers(kind: MediaKind, encoding: EncodingParameters): void {
  if (kind === 'video') {
    delete encoding.adaptivePtime;
    delete encoding.ptime;
    return;
  }
  delete encoding.scaleResolutionDownBy;
  delete encoding.maxFramerate;
  delete encoding.scalabilityMode;
  delete encoding.scaleResolutionDownTo;
  encoding.adaptivePtime ??= false;
}

/** W3C webrtc-svc §4.2: a mode that no codec has is refused. Frames come encoded: which one has it, we cannot tell. */
export function requireScalabilityModes(encodings: readonly EncodingParameters[], context: string): void {
  for (const { scalabilityMode } of encodings) {
    if (scalabilityMode !== undefined && !SCALABILITY_MODE.test(scalabilityMode)) {
      throw domException('OperationError', `${context}: '${scalabilityMode}' is no scalability mode.`);
    }
  }
}

/** webrtc-extensions, RTCRtpEncodingParameters: what has to hold for `scaleResolutionDownTo`, and for `ptime`. */
export function requireRestrictions(
  encodings: readonly EncodingParameters[],
  exception: (message: string) => Error,
): void {
  const restricted = encodings.some(({ scaleResolutionDownTo }) => scaleResolutionDownTo !== undefined);
  for (const { active, scaleResolutionDownTo, ptime, adaptivePtime } of encodings) {
    // "… is specified on all active encodings."
    if (restricted && active && scaleResolutionDownTo === undefined) {
      throw exception('scaleResolutionDownTo is missing in an encoding.');
    }
    // "… both dimensions have a value greater than 0."
    const { maxWidth = 0, maxHeight = 0 } = scaleResolutionDownTo ?? { maxWidth: 1, maxHeight: 1 };
    if (maxWidth === 0 || maxHeight === 0) throw exception('scaleResolutionDownTo has a side of 0.');
    // "If adaptivePtime is set to true, ptime MUST NOT be set; otherwise, InvalidModificationError MUST be thrown."
    if (adaptivePtime === true && ptime !== undefined) {
      throw domException('InvalidModificationError', 'ptime and adaptivePtime exclude each other.');
    }
  }
}

/** RTCRtpSender.getCapabilities(kind).codecs. */
export function sendCodecs(kind: MediaKind): RTCRtpCodec[] {
  return capabilitiesDictionary(senderCapabilities(kind)).codecs;
}

/** "Create an RTCRtpSender", step 11: the encodings of a sender that was told nothing. */
export function defaultEncodings(kind: MediaKind): EncodingParameters[] {
  const encoding: EncodingParameters = { active: true, priority: 'low' };
  return [kind === 'video' ? { ...encoding, scaleResolutionDownBy: 1 } : { ...encoding, adaptivePtime: false }];
}

/** §4.4.1.5, steps 4.7.11.2.1 to 4.7.11.2.4: "proposedSendEncodings" of a remote offer to receive simulcast. */
export function proposedEncodings(kind: MediaKind, rids: readonly string[]): EncodingParameters[] {
  const proposed = [...new Set(rids)].slice(0, MAX_ENCODINGS[kind]);
  return proposed.map((rid, i) => {
    const encoding: EncodingParameters = { rid, active: true, priority: 'low' };
    return kind === 'video' ? { ...encoding, scaleResolutionDownBy: 2 ** (proposed.length - i - 1) } : encoding;
  });
}
