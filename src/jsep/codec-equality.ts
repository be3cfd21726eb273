/** Comparison of RTCRtpCodec dictionaries (W3C webrtc-pc, "codec match"), for preferences and encodings. */

import { parseFmtpParameters } from '../sdp/attributes/codec.ts';
import type { RtpCodecCapability } from './media-plan.ts';

/** Whether both name the same codec: MIME type without regard to case, clock rate, channels, and fmtp by its parameters. */
export function sameCodec(a: RtpCodecCapability, b: RtpCodecCapability): boolean {
  return (
    a.mimeType.toLowerCase() === b.mimeType.toLowerCase() &&
    a.clockRate === b.clockRate &&
    a.channels === b.channels &&
    sameParameters(a.sdpFmtpLine ?? '', b.sdpFmtpLine ?? '')
  );
}

function sameParameters(a: string, b: string): boolean {
  if (a === b) return true;
  const left = parseFmtpParameters(a);
  const right = parseFmtpParameters(b);
  return left.size === right.size && [...left].every(([name, value]) => right.get(name) === value);
}
