/** Which of the negotiated codecs carries what a sender is given: of frames by name, of forwarded packets by what it means. */

import type { RtpCodecParameters } from '../rtp/parameters.ts';

/** What travels in the stream of a codec, and is none itself. */
const HELPERS: ReadonlySet<string> = new Set(['rtx', 'red', 'ulpfec', 'flexfec-03', 'cn', 'telephone-event']);

/** `VP8` of `video/VP8`, in lower case. */
export function codecName(codec: RtpCodecParameters): string {
  return codec.mimeType.slice(codec.mimeType.indexOf('/') + 1).toLowerCase();
}

export function isMediaCodec(codec: RtpCodecParameters): boolean {
  return !HELPERS.has(codecName(codec));
}

/** The one that an encoding uses: the chosen payload type, or else the first that is a codec. */
export function primaryCodec(
  codecs: readonly RtpCodecParameters[],
  payloadType: number | undefined,
): RtpCodecParameters | undefined {
  if (payloadType !== undefined) {
    const chosen = codecs.find(codec => codec.payloadType === payloadType);
    if (chosen !== undefined) return chosen;
  }
  return codecs.find(isMediaCodec);
}

/** RFC 4588 §8.6: the RTX payload type whose `apt` is this one. */
export function rtxPayloadType(codecs: readonly RtpCodecParameters[], payloadType: number): number | undefined {
  for (const codec of codecs) {
    if (codecName(codec) === 'rtx' && associatedPayloadType(codec) === payloadType) return codec.payloadType;
  }
  return undefined;
}

/** RFC 4588 §8.6: `apt` of an RTX payload type: what it retransmits. */
export function associatedPayloadType(rtx: RtpCodecParameters): number | undefined {
  const associated = Number(fmtpValue(rtx.sdpFmtpLine, 'apt') ?? Number.NaN);
  return Number.isInteger(associated) && associated >= 0 && associated <= 127 ? associated : undefined;
}

/** Parameters that make two payload types of one codec different ones, and what they are if not said. */
const DISTINCTIONS: Readonly<Record<string, readonly (readonly [name: string, usual: string])[]>> = {
  // RFC 6184 §8.1; the profile is told by the first four digits, the rest is the level.
  h264: [
    ['packetization-mode', '0'],
    ['profile-level-id', '420010'],
  ],
  h265: [
    ['profile-id', '1'],
    ['tier-flag', '0'],
  ],
  vp9: [['profile-id', '0']],
  av1: [['profile', '0']],
};

/** The negotiated codec that a packet of `source` can be forwarded as, by its meaning; undefined if there is none. */
export function forwardCodec(
  codecs: readonly RtpCodecParameters[],
  source: RtpCodecParameters,
): RtpCodecParameters | undefined {
  const name = codecName(source);
  let sameName: RtpCodecParameters | undefined;
  for (const codec of codecs) {
    if (codecName(codec) !== name || codec.clockRate !== source.clockRate) continue;
    if ((codec.channels ?? 1) !== (source.channels ?? 1)) continue;
    if (sameMeaning(name, codec, source)) return codec;
    // RFC 6184 §6.2: mode 1 includes what mode 0 sends, not the other way round.
    if (sameName === undefined && !(name === 'h264' && mode(codec) < mode(source))) sameName = codec;
  }
  return sameName;
}

function sameMeaning(name: string, one: RtpCodecParameters, other: RtpCodecParameters): boolean {
  for (const [parameter, usual] of DISTINCTIONS[name] ?? []) {
    let a = fmtpValue(one.sdpFmtpLine, parameter) ?? usual;
    let b = fmtpValue(other.sdpFmtpLine, parameter) ?? usual;
    if (parameter === 'profile-level-id') {
      a = a.slice(0, 4).toLowerCase();
      b = b.slice(0, 4).toLowerCase();
    }
    if (a !== b) return false;
  }
  return true;
}

function mode(codec: RtpCodecParameters): number {
  return Number(fmtpValue(codec.sdpFmtpLine, 'packetization-mode') ?? '0');
}

/** A parameter of `a=fmtp`, whose name is given in lower case. */
export function fmtpValue(line: string | undefined, name: string): string | undefined {
  if (line === undefined) return undefined;
  for (const part of line.split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim().toLowerCase() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}
