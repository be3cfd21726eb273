/** What the payload types of a receiver mean, and its header extensions: looked up once, when they are negotiated. */

import type { PayloadFormat } from '../payload/payload-format.ts';
import { payloadFormat } from '../payload/registry.ts';
import { EXTENSION_URI } from '../rtp/extensions.ts';
import type { RtpCodecParameters, RtpHeaderExtension } from '../rtp/parameters.ts';
import { associatedPayloadType, codecName } from './codec-choice.ts';
import type { ReceiveParameters } from './ports.ts';

/** What is done with a payload type. `other`: handed on, but no frames (comfort noise, a codec we have no format for). */
export type CodecRole = 'media' | 'rtx' | 'red' | 'tone' | 'other';

export interface ReceiveCodec {
  readonly role: CodecRole;
  readonly parameters: RtpCodecParameters;
  /** Of `media`. */
  readonly format: PayloadFormat | undefined;
  /** Of `rtx`: the payload type of what is retransmitted; −1 otherwise. */
  readonly associated: number;
  readonly nack: boolean;
  readonly pli: boolean;
  readonly fir: boolean;
}

/** Local identifiers of the header extensions that are read here; 0 if not negotiated. */
export interface ExtensionIds {
  readonly mid: number;
  readonly rid: number;
  readonly repairedRid: number;
  readonly audioLevel: number;
  readonly csrcAudioLevel: number;
  readonly videoOrientation: number;
  readonly absCaptureTime: number;
}

export const NO_EXTENSIONS: ExtensionIds = extensionIds([]);

/** By payload type. */
export function receiveCodecs(parameters: ReceiveParameters): readonly (ReceiveCodec | undefined)[] {
  const codecs = new Array<ReceiveCodec | undefined>(128).fill(undefined);
  for (const codec of parameters.codecs) {
    const { payloadType } = codec;
    if (payloadType < 0 || payloadType > 127) continue;
    codecs[payloadType] ??= receiveCodec(codec);
  }
  return codecs;
}

function receiveCodec(codec: RtpCodecParameters): ReceiveCodec {
  const format = payloadFormat(codec.mimeType);
  const role = roleOf(codec, format);
  const feedback = (wanted: string): boolean => codec.rtcpFeedback.some(given => given.toLowerCase() === wanted);
  return {
    role,
    parameters: codec,
    format,
    associated: role === 'rtx' ? (associatedPayloadType(codec) ?? -1) : -1,
    nack: feedback('nack'),
    pli: feedback('nack pli'),
    fir: feedback('ccm fir'),
  };
}

function roleOf(codec: RtpCodecParameters, format: PayloadFormat | undefined): CodecRole {
  if (format !== undefined) return 'media';
  switch (codecName(codec)) {
    case 'rtx':
      return 'rtx';
    case 'red':
      return 'red';
    case 'telephone-event':
      return 'tone';
    default:
      return 'other';
  }
}

export function extensionIds(extensions: readonly RtpHeaderExtension[]): ExtensionIds {
  const id = (uri: string): number => extensions.find(extension => extension.uri === uri)?.id ?? 0;
  return {
    mid: id(EXTENSION_URI.mid),
    rid: id(EXTENSION_URI.rid),
    repairedRid: id(EXTENSION_URI.repairedRid),
    audioLevel: id(EXTENSION_URI.audioLevel),
    csrcAudioLevel: id(EXTENSION_URI.csrcAudioLevel),
    videoOrientation: id(EXTENSION_URI.videoOrientation),
    absCaptureTime: id(EXTENSION_URI.absCaptureTime),
  };
}
