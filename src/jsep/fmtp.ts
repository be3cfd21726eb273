/** What `a=fmtp` means for the codecs we know: which formats are the same, and what an answer says (RFC 6184 §8.2.2, 9628, 7798, 7741). */

import { parseFmtpParameters } from '../sdp/attributes/codec.ts';
import { encodingName } from './capabilities.ts';
import type { RtpCodecCapability } from './media-plan.ts';

/** The part of the parameters that both sides must have in common, in a canonical form; empty if there is none. */
export function formatIdentity(codec: RtpCodecCapability): string {
  const parameters = parseFmtpParameters(codec.sdpFmtpLine ?? '');
  switch (encodingName(codec.mimeType)) {
    case 'h264':
      // RFC 6184 §8.2.2: the profile and packetization-mode "MUST be used symmetrically".
      return `mode ${parameters.get('packetization-mode') ?? '0'} ${h264Profile(profileLevelId(parameters))}`;
    case 'vp9':
      // RFC 9628 §7.1: profile-id, "If this parameter is absent, the default value is 0".
      return parameters.get('profile-id') ?? '0';
    case 'av1':
      // AV1 RTP payload §7.2.1: absent means profile 0; level-idx and tier tell what each side decodes.
      return parameters.get('profile') ?? '0';
    case 'h265':
      // RFC 7798 §7.1: Main profile, Main tier and SRST unless said otherwise.
      return [
        parameters.get('profile-id') ?? '1',
        parameters.get('tier-flag') ?? '0',
        parameters.get('tx-mode') ?? 'SRST',
      ].join(' ');
    default:
      return '';
  }
}

/** The `a=fmtp` of an answer that takes `offered`, which is the same format as `ours`. */
export function answeredFormat(ours: RtpCodecCapability, offered: RtpCodecCapability): string | undefined {
  const own = parseFmtpParameters(ours.sdpFmtpLine ?? '');
  const theirs = parseFmtpParameters(offered.sdpFmtpLine ?? '');
  switch (encodingName(ours.mimeType)) {
    case 'h264':
      return answeredH264(own, theirs);
    case 'h265': {
      // RFC 7798 §7.2.2: the level of an answer is the highest common one.
      const level = Math.min(Number(own.get('level-id') ?? 93), Number(theirs.get('level-id') ?? 93) || 93);
      return [...new Map(own).set('level-id', level.toString())].map(([name, value]) => `${name}=${value}`).join(';');
    }
    default:
      // Where we have no limits of our own (VP8, telephone-event) we take those of the offer for both directions.
      return ours.sdpFmtpLine ?? offered.sdpFmtpLine;
  }
}

function answeredH264(own: ReadonlyMap<string, string>, theirs: ReadonlyMap<string, string>): string {
  const ours = profileLevelId(own);
  const offered = profileLevelId(theirs);
  const asymmetric = own.get('level-asymmetry-allowed') === '1' && theirs.get('level-asymmetry-allowed') === '1';
  // RFC 6184 §8.2.2: unless both say level-asymmetry-allowed, "the level … MUST NOT be higher than" the offered one.
  const lower = asymmetric || levelOrder(ours) <= levelOrder(offered) ? ours : offered;
  return [
    ...(theirs.get('level-asymmetry-allowed') === '1' ? ['level-asymmetry-allowed=1'] : []),
    `packetization-mode=${own.get('packetization-mode') ?? '0'}`,
    `profile-level-id=${offered.slice(0, 4)}${lower.slice(4)}`,
  ].join(';');
}

/** RFC 6184 §8.1: "If no profile-level-id is present, the Baseline profile, without additional constraints at Level 1". */
function profileLevelId(parameters: ReadonlyMap<string, string>): string {
  const value = parameters.get('profile-level-id') ?? '';
  return /^[\da-f]{6}$/i.test(value) ? value.toLowerCase() : '42000a';
}

/** RFC 6184 §8.1, Table 5: which profile a pair of profile_idc and profile-iop means. A dot stands for either bit. */
const H264_PROFILES: readonly (readonly [idc: string, iop: RegExp, profile: string])[] = [
  ['42', /^.1..0000$/, 'constrained-baseline'],
  ['4d', /^1...0000$/, 'constrained-baseline'],
  ['58', /^11..0000$/, 'constrained-baseline'],
  ['42', /^.0..0000$/, 'baseline'],
  ['58', /^10..0000$/, 'baseline'],
  ['4d', /^0.0.0000$/, 'main'],
  ['58', /^00..0000$/, 'extended'],
  ['64', /^00000000$/, 'high'],
  ['64', /^00001100$/, 'constrained-high'],
];

function h264Profile(id: string): string {
  const iop = Number.parseInt(id.slice(2, 4), 16).toString(2).padStart(8, '0');
  const found = H264_PROFILES.find(([idc, pattern]) => idc === id.slice(0, 2) && pattern.test(iop));
  // Other profiles are the same if they are spelt the same.
  return found?.[2] ?? id.slice(0, 4);
}

/** Levels in their order. RFC 6184 §8.1: level_idc 11 with constraint_set3 is level 1b, below 1.1. */
function levelOrder(id: string): number {
  const level = Number.parseInt(id.slice(4), 16);
  const constraint3 = (Number.parseInt(id.slice(2, 4), 16) & 0x10) !== 0;
  return level === 11 && constraint3 && ['42', '4d', '58'].includes(id.slice(0, 2)) ? 10.5 : level;
}
