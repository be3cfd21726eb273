/** The dictionaries of RTP parameters and their conversions (W3C webrtc-pc §5.2.3–§5.2.13; webrtc-priority §4.1; webrtc-extensions). */

import type { RtpCapabilities } from '../jsep/index.ts';
import type { RtpCodecParameters, RtpHeaderExtension } from '../rtp/parameters.ts';
import {
  boolean,
  type Converter,
  dictionary,
  domString,
  double,
  enumeration,
  type Member,
  octet,
  optional,
  required,
  sequence,
  unsignedLong,
  unsignedShort,
  withDefault,
} from '../webidl/index.ts';
import type { RTCPriorityType } from './data-channel-slots.ts';

/** Who sends, seen from here; `stopped` is for good (W3C webrtc-pc §5.4.1). */
export type RTCRtpTransceiverDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive' | 'stopped';

/** A codec as negotiated (W3C webrtc-pc §5.2.9). */
export interface RTCRtpCodec {
  /** `audio/opus`, `video/VP8`, … */
  mimeType: string;
  /** Hz of RTP timestamps. */
  clockRate: number;
  /** Channels of audio. */
  channels?: number;
  /** Format parameters, as after the payload type in the description's `a=fmtp` line. */
  sdpFmtpLine?: string;
}

/** A codec and its number (W3C webrtc-pc §5.2.10). */
export interface RTCRtpCodecParameters extends RTCRtpCodec {
  /** 0 to 127. */
  payloadType: number;
}

/** A header extension in use (RFC 8285; W3C webrtc-pc §5.2.7). */
export interface RTCRtpHeaderExtensionParameters {
  /** What it is. */
  uri: string;
  /** Its number in packets, 1 to 255. */
  id: number;
  /** RFC 6904: always false here. */
  encrypted?: boolean;
}

/** RTCP of a sender or receiver (W3C webrtc-pc §5.2.6). */
export interface RTCRtcpParameters {
  /** Canonical name (RFC 3550 §6.5.1). Of receivers, missing. */
  cname?: string;
  /** Whether RTCP packets may be sent alone (RFC 5506). */
  reducedSize?: boolean;
}

/** How media is sent or received (W3C webrtc-pc §5.2.3). */
export interface RTCRtpParameters {
  /** Extensions that were negotiated. */
  headerExtensions: RTCRtpHeaderExtensionParameters[];
  /** RTCP. */
  rtcp: RTCRtcpParameters;
  /** Codecs that were negotiated, in order of preference. */
  codecs: RTCRtpCodecParameters[];
}

/** What names an encoding (W3C webrtc-pc §5.2.5). */
export interface RTCRtpCodingParameters {
  /** Its name in a simulcast (RFC 8851). */
  rid?: string;
}

/** One encoding of a track, alone or in a simulcast (W3C webrtc-pc §5.2.5). */
export interface RTCRtpEncodingParameters extends RTCRtpCodingParameters {
  /** Whether it is sent. Default true. */
  active?: boolean;
  /** The codec to send, one that was negotiated. Default: the preferred one. */
  codec?: RTCRtpCodec;
  /** Bits per second at most, headers excluded. */
  maxBitrate?: number;
  /** Frames per second at most; of video. */
  maxFramerate?: number;
  /** Divides width and height; 1 or more; of video. */
  scaleResolutionDownBy?: number;
  /** W3C webrtc-priority §4.1: kept for the application. Default `low`. */
  priority?: RTCPriorityType;
  /** W3C webrtc-priority §4.1: kept for the application, as packets are not marked. */
  networkPriority?: RTCPriorityType;
  /** W3C webrtc-svc §4.1: `L1T1` to `S3T3h`. */
  scalabilityMode?: string;
  /** webrtc-extensions: instead of `scaleResolutionDownBy`. */
  scaleResolutionDownTo?: RTCResolutionRestriction;
  /** webrtc-extensions: of audio, milliseconds in a packet. */
  ptime?: number;
  /** webrtc-extensions: of audio. */
  adaptivePtime?: boolean;
}

/** webrtc-extensions: pixels at most, whichever way the picture is turned. */
export interface RTCResolutionRestriction {
  /** Pixels, 1 or more. */
  maxWidth?: number;
  /** Pixels, 1 or more. */
  maxHeight?: number;
}

/** What to give up last when there is too little of anything (W3C mst-content-hint §5.2). */
export type RTCDegradationPreference =
  | 'maintain-framerate'
  | 'maintain-resolution'
  | 'balanced'
  | 'maintain-framerate-and-resolution';

/** What a sender does, to be changed and given back (W3C webrtc-pc §5.2.4). */
export interface RTCRtpSendParameters extends RTCRtpParameters {
  /** Ties `setParameters()` to the `getParameters()` before. */
  transactionId: string;
  /** What is sent; their number and their `rid`s stay. */
  encodings: RTCRtpEncodingParameters[];
  /** W3C mst-content-hint §5.2; kept for the application, as nothing is encoded here. */
  degradationPreference?: RTCDegradationPreference;
}

/** What a receiver expects (W3C webrtc-pc §5.3). */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface RTCRtpReceiveParameters extends RTCRtpParameters {}

/** A header extension that can be had (W3C webrtc-pc §5.2.12). */
export interface RTCRtpHeaderExtensionCapability {
  /** What it is. */
  uri: string;
  /** webrtc-extensions: whether it is offered, and which way. */
  direction: RTCRtpTransceiverDirection;
}

/** What can be sent or received (W3C webrtc-pc §5.2.11). */
export interface RTCRtpCapabilities {
  /** Codecs, retransmission and redundancy among them, in order of preference. */
  codecs: RTCRtpCodec[];
  /** Header extensions. */
  headerExtensions: RTCRtpHeaderExtensionCapability[];
}

/** webrtc-extensions: what else setParameters is to do, by encoding. */
export interface RTCSetParameterOptions {
  /** One for each encoding, in the order of `encodings`. */
  encodingOptions?: RTCEncodingOptions[];
}

/** webrtc-extensions: what else is to be done with an encoding. */
export interface RTCEncodingOptions {
  /** Ask its source for a key frame. Default false. */
  keyFrame?: boolean;
}

/** Encodings as they are kept: with the members that have defaults. */
export type EncodingParameters = RTCRtpEncodingParameters & { active: boolean; priority: RTCPriorityType };

type Members = Readonly<Record<string, Member<unknown>>>;

export const toDirection: Converter<RTCRtpTransceiverDirection> = enumeration<RTCRtpTransceiverDirection>(
  'RTCRtpTransceiverDirection',
  ['sendrecv', 'sendonly', 'recvonly', 'inactive', 'stopped'],
);

const toPriority: Converter<RTCPriorityType> = enumeration<RTCPriorityType>('RTCPriorityType', [
  'very-low',
  'low',
  'medium',
  'high',
]);

const toDegradationPreference: Converter<RTCDegradationPreference> = enumeration<RTCDegradationPreference>(
  'RTCDegradationPreference',
  ['maintain-framerate', 'maintain-resolution', 'balanced', 'maintain-framerate-and-resolution'],
);

const CODEC: Members = {
  mimeType: required(domString),
  clockRate: required(unsignedLong()),
  channels: optional(unsignedShort()),
  sdpFmtpLine: optional(domString),
};

const toCodec: Converter<RTCRtpCodec> = dictionary('RTCRtpCodec', CODEC);

export const toCodecs: Converter<RTCRtpCodec[]> = sequence(toCodec);

const PARAMETERS: Members = {
  headerExtensions: required(
    sequence(
      dictionary<RTCRtpHeaderExtensionParameters>('RTCRtpHeaderExtensionParameters', {
        uri: required(domString),
        id: required(unsignedShort()),
        encrypted: withDefault(boolean, () => false),
      }),
    ),
  ),
  rtcp: required(
    dictionary<RTCRtcpParameters>('RTCRtcpParameters', {
      cname: optional(domString),
      reducedSize: optional(boolean),
    }),
  ),
  codecs: required(
    sequence(dictionary<RTCRtpCodecParameters>('RTCRtpCodecParameters', CODEC, { payloadType: required(octet()) })),
  ),
};

export const toEncodings: Converter<EncodingParameters[]> = sequence(
  dictionary<EncodingParameters>(
    'RTCRtpEncodingParameters',
    { rid: optional(domString) },
    {
      active: withDefault(boolean, () => true),
      codec: optional(toCodec),
      maxBitrate: optional(unsignedLong()),
      maxFramerate: optional(double),
      scaleResolutionDownBy: optional(double),
      priority: withDefault(toPriority, () => 'low'),
      networkPriority: optional(toPriority),
      scalabilityMode: optional(domString),
      scaleResolutionDownTo: optional(
        dictionary<RTCResolutionRestriction>('RTCResolutionRestriction', {
          maxWidth: optional(unsignedLong()),
          maxHeight: optional(unsignedLong()),
        }),
      ),
      ptime: optional(unsignedLong()),
      adaptivePtime: optional(boolean),
    },
  ),
);

/** `RTCRtpSendParameters` after conversion. */
export interface SendParametersInit extends RTCRtpSendParameters {
  encodings: EncodingParameters[];
}

export const toSendParameters: Converter<SendParametersInit> = dictionary('RTCRtpSendParameters', PARAMETERS, {
  transactionId: required(domString),
  encodings: required(toEncodings),
  degradationPreference: optional(toDegradationPreference),
});

export const toSetParameterOptions: Converter<RTCSetParameterOptions> = dictionary('RTCSetParameterOptions', {
  encodingOptions: withDefault(
    sequence(dictionary<RTCEncodingOptions>('RTCEncodingOptions', { keyFrame: withDefault(boolean, () => false) })),
    () => [],
  ),
});

export const toHeaderExtensions: Converter<RTCRtpHeaderExtensionCapability[]> = sequence(
  dictionary<RTCRtpHeaderExtensionCapability>('RTCRtpHeaderExtensionCapability', {
    uri: required(domString),
    direction: required(toDirection),
  }),
);

/** A codec as the dictionary has it: without members that are not there. */
export function codecDictionary(codec: {
  readonly mimeType: string;
  readonly clockRate: number;
  readonly channels: number | undefined;
  readonly sdpFmtpLine: string | undefined;
}): RTCRtpCodec {
  const { mimeType, clockRate, channels, sdpFmtpLine } = codec;
  return {
    mimeType,
    clockRate,
    ...(channels === undefined ? {} : { channels }),
    ...(sdpFmtpLine === undefined ? {} : { sdpFmtpLine }),
  };
}

export function codecParameters(codec: RtpCodecParameters): RTCRtpCodecParameters {
  return { payloadType: codec.payloadType, ...codecDictionary(codec) };
}

export function headerExtensionParameters({ uri, id }: RtpHeaderExtension): RTCRtpHeaderExtensionParameters {
  return { uri, id, encrypted: false };
}

/** §5.2 getCapabilities(): copies, which the caller may change. */
export function capabilitiesDictionary(capabilities: RtpCapabilities): RTCRtpCapabilities {
  return {
    codecs: capabilities.codecs.map(codecDictionary),
    headerExtensions: capabilities.headerExtensions.map(({ uri, direction }) => ({ uri, direction })),
  };
}
