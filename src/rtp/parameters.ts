/** What an exchange of descriptions settles for RTP: codecs and header extensions, as plain data (RFC 8866, 8285, 4585). */

/** Sound or pictures. */
export type MediaKind = 'audio' | 'video';

/** One payload type of an `m=` section; RTX, RED, telephone-event and the like included. */
export interface RtpCodecParameters {
  /** 0 to 127. */
  readonly payloadType: number;
  /** `video/VP8`, in the spelling of the registration; to be compared without regard to case. */
  readonly mimeType: string;
  /** Hz of RTP timestamps. */
  readonly clockRate: number;
  /** Of audio. */
  readonly channels: number | undefined;
  /** What `a=fmtp` says, without the payload type. */
  readonly sdpFmtpLine: string | undefined;
  /** `nack`, `nack pli`, `ccm fir`, `transport-cc`… */
  readonly rtcpFeedback: readonly string[];
}

/** An `a=extmap` that both sides have (RFC 8285 §5). */
export interface RtpHeaderExtension {
  /** Its number in packets. */
  readonly id: number;
  /** What it is. */
  readonly uri: string;
}
