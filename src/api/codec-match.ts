/** "Codec dictionary match" (W3C webrtc-pc §5.4, setCodecPreferences). */

import { sameCodec } from '../jsep/index.ts';
import { parseFmtpParameters } from '../sdp/index.ts';
import type { RTCRtpCodec } from './rtp-parameters.ts';

/** What both sides must have alike, by codec; what is not here may differ between the directions. */
const SYMMETRICAL: Readonly<Record<string, readonly string[]>> = {
  // RFC 6184 §8.2.2: of profile-level-id the profile; the level may be asymmetric.
  h264: ['packetization-mode', 'profile-level-id'],
  // RFC 7798 §7.2.2.
  h265: ['profile-id', 'tx-mode'],
  // RFC 9628 §6.
  vp9: ['profile-id'],
  // RFC 4588 §8.1.
  rtx: ['apt'],
};

/** What a parameter is if it is not there: it "can be omitted and still be inferred". */
const INFERRED: Readonly<Record<string, string>> = {
  'h264 packetization-mode': '0',
  'h264 profile-level-id': '42000a',
  'h265 profile-id': '1',
  'h265 tx-mode': 'SRST',
  'vp9 profile-id': '0',
};

/** Steps 1 to 6, with `ignoreAsymmetricalParameters` false. */
export function matches(first: RTCRtpCodec, second: RTCRtpCodec): boolean {
  return sameCodec(whole(first), whole(second));
}

/** Steps 1 to 6, with `ignoreAsymmetricalParameters` true. */
export function matchesFormat(first: RTCRtpCodec, second: RTCRtpCodec): boolean {
  const name = first.mimeType.slice(first.mimeType.indexOf('/') + 1).toLowerCase();
  const bare = { sdpFmtpLine: undefined };
  if (!sameCodec({ ...whole(first), ...bare }, { ...whole(second), ...bare })) return false;
  const a = parseFmtpParameters(first.sdpFmtpLine ?? '');
  const b = parseFmtpParameters(second.sdpFmtpLine ?? '');
  return (SYMMETRICAL[name] ?? []).every(key => format(name, key, a) === format(name, key, b));
}

function format(name: string, key: string, parameters: ReadonlyMap<string, string>): string | undefined {
  const value = (parameters.get(key) ?? INFERRED[`${name} ${key}`])?.toLowerCase();
  return key === 'profile-level-id' ? value?.slice(0, 4) : value;
}

function whole(codec: RTCRtpCodec): Parameters<typeof sameCodec>[0] {
  const { mimeType, clockRate, channels, sdpFmtpLine } = codec;
  return { mimeType, clockRate, channels, sdpFmtpLine };
}
