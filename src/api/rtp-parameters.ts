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

export type RTCRtpTransceiverDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive' | 'stopped';

export interface RTCRtpCodec {
  mimeType: string;
  clockRate: number;
  channels?: number;
  sdpFmtpLine?: string;
}

export interface RTCRtpCodecParameters extends RTCRtpCodec {
  payloadType: number;
}

export interface RTCRtpHeaderExtensionParameters {
  uri: string;
  id: number;
  encrypted?: boolean;
}

export interface RTCRtcpParameters {
  cname?: string;
  reducedSize?: boolean;
}

export interface RTCRtpParameters {
  headerExtensions: RTCRtpHeaderExtensionParameters[];
  rtcp: RTCRtcpParameters;
  codecs: RTCRtpCodecParameters[];
}

export interface RTCRtpCodingParameters {
  rid?: string;
}

export interface RTCRtpEncodingParameters extends RTCRtpCodingParameters {
  active?: boolean;
  codec?: RTCRtpCodec;
  maxBitrate?: number;
  maxFramerate?: number;
  scaleResolutionDownBy?: number;
  /** W3C webrtc-priority §4.1. */
  priority?: RTCPriorityType;
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
  maxWidth?: number;
  maxHeight?: number;
}

/** W3C mst-content-hint §5.2. */
export type RTCDegradationPreference =
  | 'maintain-framerate'
  | 'maintain-resolution'
  | 'balanced'
  | 'maintain-framerate-and-resolution';

export interface RTCRtpSendParameters extends RTCRtpParameters {
  transactionId: string;
  encodings: RTCRtpEncodingParameters[];
  degradationPreference?: RTCDegradationPreference;
}

// oxlint-disable-next-line typescript/no-empty-object-type
export interface RTCRtpReceiveParameters extends RTCRtpParameters {}

export interface RTCRtpHeaderExtensionCapability {
  uri: string;
  /** webrtc-extensions: whether it is offered, and which way. */
  direction: RTCRtpTransceiverDirection;
}

export interface RTCRtpCapabilities {
  codecs: RTCRtpCodec[];
  headerExtensions: RTCRtpHeaderExtensionCapability[];
}

/** webrtc-extensions: what else setParameters is to do, by encoding. */
export interface RTCSetParameterOptions {
  encodingOptions?: RTCEncodingOptions[];
}

export interface RTCEncodingOptions {
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
