/** What a name like `video/VP8` means on the wire: clock rate and channels of the registrations (RFC 3551, 7587, 7655). */

import type { MediaKind, RtpCodecParameters } from '../rtp/parameters.ts';

/** A codec as an application names it. */
export interface CodecDescription {
  /** `video/VP8`, `audio/opus`. */
  readonly mimeType: string;
  /** Hz of RTP timestamps. Default: as registered for the name. */
  readonly clockRate?: number;
  /** Channels of audio. Default: as registered for the name. */
  readonly channels?: number;
  /** Format parameters, as after the payload type in an `a=fmtp` line. */
  readonly sdpFmtpLine?: string;
}

/** RFC 3551 §4.5.2: G.722 samples at 16 kHz, and its "RTP clock rate is 8,000 Hz" for old times' sake. */
const AUDIO_CLOCKS: Readonly<Record<string, readonly [clockRate: number, channels: number]>> = {
  'audio/opus': [48_000, 2],
  'audio/pcmu': [8000, 1],
  'audio/pcma': [8000, 1],
  'audio/g722': [8000, 1],
  'audio/l16': [44_100, 1],
};

/** RFC 3551 §6: "RTP timestamp … 90 kHz" for all video. */
const VIDEO_CLOCK = 90_000;

/** Completes what is left out. Throws a `TypeError` if the codec is of another kind, or audio without a known clock. */
export function describeCodec(
  codec: string | CodecDescription,
  kind: MediaKind,
  payloadType: number,
): RtpCodecParameters {
  const given: CodecDescription = typeof codec === 'string' ? { mimeType: codec } : codec;
  if (!given.mimeType.toLowerCase().startsWith(`${kind}/`)) {
    throw new TypeError(`'${given.mimeType}' is no codec of ${kind}.`);
  }
  const known = AUDIO_CLOCKS[given.mimeType.toLowerCase()];
  const clockRate = given.clockRate ?? (kind === 'video' ? VIDEO_CLOCK : known?.[0]);
  if (clockRate === undefined) throw new TypeError(`The clock rate of '${given.mimeType}' has to be given.`);
  return {
    payloadType,
    mimeType: given.mimeType,
    clockRate,
    channels: kind === 'audio' ? (given.channels ?? known?.[1] ?? 1) : undefined,
    sdpFmtpLine: given.sdpFmtpLine,
    rtcpFeedback: [],
  };
}
