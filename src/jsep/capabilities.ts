/** What can be sent and received: codecs and header extensions by kind (W3C RTCRtpCapabilities; RFC 7742, 7874, 8285). */

import type { MediaKind } from '../rtp/parameters.ts';
import type { HeaderExtensionState, RtpCodecCapability } from './media-plan.ts';

/** W3C RTCRtpCapabilities. */
export interface RtpCapabilities {
  readonly codecs: readonly RtpCodecCapability[];
  readonly headerExtensions: readonly HeaderExtensionState[];
}

const video = (name: string, sdpFmtpLine?: string): RtpCodecCapability => ({
  mimeType: `video/${name}`,
  clockRate: 90_000,
  channels: undefined,
  sdpFmtpLine,
});

const audio = (name: string, clockRate: number, channels: number, sdpFmtpLine?: string): RtpCodecCapability => ({
  mimeType: `audio/${name}`,
  clockRate,
  channels,
  sdpFmtpLine,
});

/** RFC 6184 §8.1: both packetization modes of a profile. */
const h264 = (profileLevelId: string): RtpCodecCapability[] =>
  [1, 0].map(mode =>
    video('H264', `level-asymmetry-allowed=1;packetization-mode=${mode};profile-level-id=${profileLevelId}`),
  );

// Media goes through encoded, so what can be packetized can be sent and received, whatever can be encoded or shown.
// RFC 7742 §5: VP8 and H.264 Constrained Baseline are mandatory.
const VIDEO_CODECS: readonly RtpCodecCapability[] = [
  video('VP8'),
  video('VP9', 'profile-id=0'),
  video('VP9', 'profile-id=2'),
  ...h264('42e01f'),
  ...h264('42001f'),
  ...h264('4d001f'),
  ...h264('640032'),
  video('AV1', 'level-idx=5;profile=0;tier=0'),
  video('H265', 'level-id=180;profile-id=1;tier-flag=0;tx-mode=SRST'),
  video('rtx'),
];

// RFC 7874 §3: Opus, PCMA and PCMU are mandatory, and telephone-event.
const AUDIO_CODECS: readonly RtpCodecCapability[] = [
  audio('opus', 48_000, 2, 'minptime=10;useinbandfec=1'),
  audio('red', 48_000, 2),
  audio('G722', 8_000, 1),
  audio('PCMU', 8_000, 1),
  audio('PCMA', 8_000, 1),
  audio('telephone-event', 48_000, 1),
  audio('telephone-event', 8_000, 1),
];

const MID = 'urn:ietf:params:rtp-hdrext:sdes:mid';
const RID = 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id';
const REPAIRED_RID = 'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id';

const COMMON_EXTENSIONS: readonly HeaderExtensionState[] = [
  { uri: MID, direction: 'sendrecv' },
  { uri: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time', direction: 'sendrecv' },
  { uri: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01', direction: 'sendrecv' },
  { uri: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time', direction: 'stopped' },
];

const AUDIO_EXTENSIONS: readonly HeaderExtensionState[] = [
  { uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', direction: 'sendrecv' },
  ...COMMON_EXTENSIONS,
  { uri: 'urn:ietf:params:rtp-hdrext:csrc-audio-level', direction: 'stopped' },
];

const VIDEO_EXTENSIONS: readonly HeaderExtensionState[] = [
  ...COMMON_EXTENSIONS,
  { uri: RID, direction: 'sendrecv' },
  { uri: REPAIRED_RID, direction: 'sendrecv' },
  { uri: 'urn:3gpp:video-orientation', direction: 'sendrecv' },
  { uri: 'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay', direction: 'sendrecv' },
  { uri: 'http://www.webrtc.org/experiments/rtp-hdrext/color-space', direction: 'sendrecv' },
  {
    uri: 'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
    direction: 'stopped',
  },
];

/** W3C RTCRtpSender.getCapabilities(). */
export function senderCapabilities(kind: MediaKind): RtpCapabilities {
  return {
    codecs: kind === 'audio' ? AUDIO_CODECS : VIDEO_CODECS,
    headerExtensions: defaultHeaderExtensions(kind),
  };
}

/** W3C RTCRtpReceiver.getCapabilities(). */
export function receiverCapabilities(kind: MediaKind): RtpCapabilities {
  return senderCapabilities(kind);
}

/** What a transceiver negotiates unless told otherwise (webrtc-extensions, [[HeaderExtensionsToNegotiate]]). */
export function defaultHeaderExtensions(kind: MediaKind): readonly HeaderExtensionState[] {
  return kind === 'audio' ? AUDIO_EXTENSIONS : VIDEO_EXTENSIONS;
}

/** RFC 9429 §5.2.1, webrtc-extensions: bundling and simulcast need these, so they cannot be stopped or one way. */
export function isMandatoryExtension(uri: string): boolean {
  return uri === MID || uri === RID || uri === REPAIRED_RID;
}

// RFC 4588, 2198, 5109, 8627; 3389; 4733.
const AUXILIARY: readonly string[] = ['rtx', 'red', 'ulpfec', 'flexfec', 'flexfec-03', 'cn', 'telephone-event'];

/** Whether a codec carries media of its own, and not repair, comfort noise or events for others. */
export function isMediaCodec(mimeType: string): boolean {
  return !AUXILIARY.includes(encodingName(mimeType));
}

/** The part of a MIME type after the slash, in lower case. */
export function encodingName(mimeType: string): string {
  return mimeType.slice(mimeType.indexOf('/') + 1).toLowerCase();
}
