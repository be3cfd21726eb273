/** The header extensions that WebRTC uses: their URIs, and codecs of their data (RFC 8285; each codec names its own). */

import { readU16, readU24, readU32, writeU16, writeU24, writeU32 } from '../base/be.ts';
import type { NtpTime } from '../base/ntp.ts';

/** What `a=extmap` calls them. */
export const EXTENSION_URI = {
  /** {@link MID} */
  mid: 'urn:ietf:params:rtp-hdrext:sdes:mid',
  /** {@link RID} */
  rid: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  /** {@link REPAIRED_RID} */
  repairedRid: 'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id',
  /** {@link ABS_SEND_TIME} */
  absSendTime: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  /** {@link TRANSPORT_CC} */
  transportCc: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  /** {@link AUDIO_LEVEL} */
  audioLevel: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  /** {@link CSRC_AUDIO_LEVEL} */
  csrcAudioLevel: 'urn:ietf:params:rtp-hdrext:csrc-audio-level',
  /** {@link VIDEO_ORIENTATION} */
  videoOrientation: 'urn:3gpp:video-orientation',
  /** {@link PLAYOUT_DELAY} */
  playoutDelay: 'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
  /** Colour space of a picture; not read here. */
  colorSpace: 'http://www.webrtc.org/experiments/rtp-hdrext/color-space',
  /** {@link ABS_CAPTURE_TIME} */
  absCaptureTime: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time',
  /** Transmission time offset (RFC 5450); not read here. */
  toffset: 'urn:ietf:params:rtp-hdrext:toffset',
  /** {@link DependencyDescriptor} */
  dependencyDescriptor: 'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
} as const;

/** How the data of one extension is read and written. */
export interface ExtensionCodec<T> {
  /** What `a=extmap` calls it. */
  readonly uri: string;
  /** Undefined if the data is malformed. */
  read(data: Uint8Array): T | undefined;
  /** The data of the element. */
  write(value: T): Uint8Array;
}

/** The identification tag of the media section (RFC 9143 §15.1): an SDES item in a header extension (RFC 7941 §4.1). */
export const MID: ExtensionCodec<string> = tokenCodec(EXTENSION_URI.mid, /^[\w!#$%&'*+.^`{|}~-]+$/);

/** RtpStreamId (RFC 8852 §3.1), which of the simulcast streams a packet is of. */
export const RID: ExtensionCodec<string> = tokenCodec(EXTENSION_URI.rid, /^[\w-]+$/);

/** RepairedRtpStreamId (RFC 8852 §3.2): the stream whose packets this one repairs. */
export const REPAIRED_RID: ExtensionCodec<string> = tokenCodec(EXTENSION_URI.repairedRid, /^[\w-]+$/);

function tokenCodec(uri: string, syntax: RegExp): ExtensionCodec<string> {
  return {
    uri,
    read(data) {
      const text = String.fromCharCode(...data);
      return syntax.test(text) ? text : undefined;
    },
    write: text => Uint8Array.from(text, char => char.charCodeAt(0)),
  };
}

/**
 * When the packet left, in milliseconds modulo 64 seconds: 24 bits, 6.18 fixed point seconds.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ID   | len=2 |              absolute send time               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export const ABS_SEND_TIME: ExtensionCodec<number> = {
  uri: EXTENSION_URI.absSendTime,
  read: data => (data.length === 3 ? readU24(data, 0) / SEND_TIME_UNITS : undefined),
  write(milliseconds) {
    const data = new Uint8Array(3);
    writeU24(data, 0, absSendTime(milliseconds));
    return data;
  },
};

/** Units of abs-send-time in a millisecond. */
const SEND_TIME_UNITS = 262.144;

/** The 24 bits of {@link ABS_SEND_TIME}, for stamping in place. @hot */
export function absSendTime(milliseconds: number): number {
  return Math.round((milliseconds % 64_000) * SEND_TIME_UNITS) & 0xff_ffff;
}

/** The transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01 §2): 16 bits. */
export const TRANSPORT_CC: ExtensionCodec<number> = {
  uri: EXTENSION_URI.transportCc,
  read: data => (data.length === 2 ? readU16(data, 0) : undefined),
  write(sequenceNumber) {
    const data = new Uint8Array(2);
    writeU16(data, 0, sequenceNumber);
    return data;
  },
};

/** How loud a packet is. */
export interface AudioLevel {
  /** The packet has voice; only said where `vad=on` was negotiated. */
  readonly voiceActivity: boolean;
  /** -dBov: 0 is the loudest, 127 silence. */
  readonly level: number;
}

/**
 * Client-to-mixer audio level (RFC 6464 §3).
 *
 * ```
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ID   | len=0 |V| level       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export const AUDIO_LEVEL: ExtensionCodec<AudioLevel> = {
  uri: EXTENSION_URI.audioLevel,
  read(data) {
    if (data.length < 1) return undefined;
    const byte = data[0] as number;
    return { voiceActivity: (byte & 0x80) !== 0, level: byte & 0x7f };
  },
  write: ({ voiceActivity, level }) => Uint8Array.of((voiceActivity ? 0x80 : 0) | (level & 0x7f)),
};

/**
 * Mixer-to-client audio levels (RFC 6465 §3): -dBov of each contributing source, in the order of the CSRC list.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ID   | len=2 |0|   level 1   |0|   level 2   |0|   level 3   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export const CSRC_AUDIO_LEVEL: ExtensionCodec<readonly number[]> = {
  uri: EXTENSION_URI.csrcAudioLevel,
  // RFC 3550 §5.1 knows at most 15 contributing sources.
  read: data => (data.length <= 15 ? Array.from(data, byte => byte & 0x7f) : undefined),
  write: levels => Uint8Array.from(levels, level => level & 0x7f),
};

/** How a picture is to be turned. */
export interface VideoOrientation {
  /** The camera at the back of the device took it. */
  readonly backCamera: boolean;
  /** Mirrored about the vertical axis, before it is turned. */
  readonly flipped: boolean;
  /** Degrees clockwise that the picture has to be turned by. */
  readonly rotation: 0 | 90 | 180 | 270;
}

const ROTATIONS = [0, 90, 180, 270] as const;

/**
 * Coordination of video orientation (3GPP TS 26.114 §7.4.5).
 *
 * ```
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ID   | len=0 |0 0 0 0 C F R R|
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export const VIDEO_ORIENTATION: ExtensionCodec<VideoOrientation> = {
  uri: EXTENSION_URI.videoOrientation,
  read(data) {
    if (data.length < 1) return undefined;
    const byte = data[0] as number;
    return {
      backCamera: (byte & 0x08) !== 0,
      flipped: (byte & 0x04) !== 0,
      rotation: ROTATIONS[byte & 0x03] as 0 | 90 | 180 | 270,
    };
  },
  write: ({ backCamera, flipped, rotation }) =>
    Uint8Array.of((backCamera ? 0x08 : 0) | (flipped ? 0x04 : 0) | ROTATIONS.indexOf(rotation)),
};

/** Limits to the delay from capture to display. */
export interface PlayoutDelay {
  /** Milliseconds, multiples of 10, up to 40,950. */
  readonly minimum: number;
  /** Milliseconds, multiples of 10, up to 40,950. */
  readonly maximum: number;
}

/**
 * The limits that a sender sets to the receiver's delay from capture to display: 12 bits each, in units of 10 ms.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ID   | len=2 |   minimum delay       |     maximum delay     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export const PLAYOUT_DELAY: ExtensionCodec<PlayoutDelay> = {
  uri: EXTENSION_URI.playoutDelay,
  read(data) {
    if (data.length !== 3) return undefined;
    const both = readU24(data, 0);
    const minimum = (both >>> 12) * 10;
    const maximum = (both & 0xfff) * 10;
    return minimum > maximum ? undefined : { minimum, maximum };
  },
  write({ minimum, maximum }) {
    const data = new Uint8Array(3);
    writeU24(data, 0, (tensOf(minimum) << 12) | tensOf(maximum));
    return data;
  },
};

function tensOf(milliseconds: number): number {
  return Math.min(0xfff, Math.max(0, Math.round(milliseconds / 10)));
}

/** When a frame was captured. */
export interface AbsCaptureTime {
  /** On the capturer's clock. */
  readonly captureTime: NtpTime;
  /** What the sender adds to its own clock to get the capturer's: signed seconds, 32.32 fixed point, in milliseconds. */
  readonly clockOffset: number | undefined;
}

/**
 * When the frame was captured.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ID   | len=7 or 15           :                               :
 * +-+-+-+-+-+-+-+-+ - - - - - - - +                               +
 * |            absolute capture timestamp, 64 bits, UQ32.32       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  estimated capture clock offset, 64 bits, Q32.32 (optional)   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export const ABS_CAPTURE_TIME: ExtensionCodec<AbsCaptureTime> = {
  uri: EXTENSION_URI.absCaptureTime,
  read(data) {
    if (data.length !== 8 && data.length !== 16) return undefined;
    const captureTime = { seconds: readU32(data, 0), fraction: readU32(data, 4) };
    if (data.length === 8) return { captureTime, clockOffset: undefined };
    const seconds = (readU32(data, 8) | 0) + readU32(data, 12) / 0x1_0000_0000;
    return { captureTime, clockOffset: seconds * 1000 };
  },
  write({ captureTime, clockOffset }) {
    const data = new Uint8Array(clockOffset === undefined ? 8 : 16);
    writeU32(data, 0, captureTime.seconds);
    writeU32(data, 4, captureTime.fraction);
    if (clockOffset !== undefined) {
      const units = Math.round((clockOffset / 1000) * 0x1_0000_0000);
      writeU32(data, 8, Math.floor(units / 0x1_0000_0000));
      writeU32(data, 12, units % 0x1_0000_0000);
    }
    return data;
  },
};

/**
 * How much later than its timestamp says the packet left (RFC 5450 §2): 24 bits, signed, units of the RTP clock.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ID   | len=2 |              transmission offset              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export const TOFFSET: ExtensionCodec<number> = {
  uri: EXTENSION_URI.toffset,
  read: data => (data.length === 3 ? (readU24(data, 0) << 8) >> 8 : undefined),
  write(offset) {
    const data = new Uint8Array(3);
    writeU24(data, 0, offset);
    return data;
  },
};
