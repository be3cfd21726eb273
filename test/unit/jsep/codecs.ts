/** Codecs for tests, as lines of a description or as parameters. */

import type { RtpCodecParameters } from '../../../src/rtp/parameters.ts';

/** A codec from `a=rtpmap` and `a=fmtp` as one writes them: `codec(96, 'video/VP8/90000')`. */
export function codec(
  payloadType: number,
  name: string,
  sdpFmtpLine?: string,
  rtcpFeedback: readonly string[] = [],
): RtpCodecParameters {
  const [kind, encoding, clockRate, channels] = name.split('/');
  return {
    payloadType,
    mimeType: `${kind}/${encoding}`,
    clockRate: Number(clockRate),
    channels: kind === 'audio' ? Number(channels ?? 1) : undefined,
    sdpFmtpLine,
    rtcpFeedback,
  };
}

/** Short names of codecs with their payload types: `VP8 96`. */
export function names(codecs: readonly RtpCodecParameters[]): string[] {
  return codecs.map(({ mimeType, payloadType }) => `${mimeType.split('/')[1]} ${payloadType}`);
}
