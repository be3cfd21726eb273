/** Which codecs of two lists are the same, whatever payload types they have (RFC 3264 §6.1, RFC 9429 §5.2.1, §5.3.1; RFC 4588 §8). */

import type { RtpCodecParameters } from '../rtp/parameters.ts';
import { parseFmtpParameters } from '../sdp/attributes/codec.ts';
import { encodingName, isMediaCodec, receiverCapabilities } from './capabilities.ts';
import { answeredFormat, formatIdentity } from './fmtp.ts';
import type { RtpCodecCapability, TransceiverState } from './media-plan.ts';

/**
 * What a codec is, as a string to compare: its name, rate, channels and format. Of RTX and RED what they carry belongs to
 * it. Undefined if they refer to something that is not in the list.
 */
export function codecKey(codec: RtpCodecParameters, list: readonly RtpCodecParameters[]): string | undefined {
  const own = capabilityKey(codec);
  const carried = carriedPayloadTypes(codec);
  if (carried === undefined) return own;
  const keys: (string | undefined)[] = [];
  for (const payloadType of carried) {
    const primary = list.find(one => one.payloadType === payloadType);
    // No chains: what is carried is media.
    keys.push(primary !== undefined && isMediaCodec(primary.mimeType) ? capabilityKey(primary) : undefined);
  }
  return keys.length > 0 && keys.every(key => key !== undefined) ? `${own} of ${keys[0]}` : undefined;
}

/** The same for a capability: RTX and RED stand for those of every codec. */
export function capabilityKey(codec: RtpCodecCapability): string {
  const format = formatIdentity(codec);
  return `${codec.mimeType.toLowerCase()}/${codec.clockRate}/${codec.channels ?? ''} ${format}`.trimEnd();
}

/** The payload types that RTX (RFC 4588 §8.1: `apt`) or RED (RFC 2198 §5) carries; undefined for others. */
export function carriedPayloadTypes(codec: RtpCodecParameters): readonly number[] | undefined {
  const name = encodingName(codec.mimeType);
  if (name === 'rtx') {
    const apt = parseFmtpParameters(codec.sdpFmtpLine ?? '').get('apt');
    return apt !== undefined && /^\d+$/.test(apt) ? [Number(apt)] : [];
  }
  if (name !== 'red') return undefined;
  return (codec.sdpFmtpLine ?? '')
    .split('/')
    .filter(part => /^\d+$/.test(part))
    .map(Number);
}

/** The codecs that a transceiver may use, its preferred first. */
export function allowedCodecs(transceiver: TransceiverState): readonly RtpCodecCapability[] {
  const { codecs } = receiverCapabilities(transceiver.kind);
  if (transceiver.codecPreferences.length === 0) return codecs;
  const keys = transceiver.codecPreferences.map(capabilityKey);
  return keys
    .filter((key, index) => keys.indexOf(key) === index)
    .map(key => codecs.find(codec => capabilityKey(codec) === key))
    .filter(codec => codec !== undefined);
}

/** RTCP feedback that we give and understand for a codec (RFC 4585, 5104, transport-cc). */
export function supportedFeedback(codec: RtpCodecCapability): readonly string[] {
  if (!isMediaCodec(codec.mimeType)) return [];
  if (codec.mimeType.startsWith('video/')) return ['ccm fir', 'nack', 'nack pli', 'transport-cc'];
  return encodingName(codec.mimeType) === 'opus' ? ['transport-cc'] : [];
}

/** The codecs of an answer: those of the offer that the transceiver may use, with the payload types of the offer. */
export function answeredCodecs(
  offered: readonly RtpCodecParameters[],
  transceiver: TransceiverState,
): readonly RtpCodecParameters[] {
  const allowed = allowedCodecs(transceiver);
  const keys = allowed.map(capabilityKey);
  const taken: { readonly codec: RtpCodecParameters; readonly rank: number }[] = [];
  for (const codec of offered) {
    const rank = keys.indexOf(capabilityKey(codec));
    if (rank < 0 || carriedPayloadTypes(codec) !== undefined) continue;
    const ours = allowed[rank] as RtpCodecCapability;
    taken.push({
      rank,
      codec: {
        ...codec,
        sdpFmtpLine: answeredFormat(ours, codec),
        // RFC 4585 §4.2: an answer has no feedback that the offer has not.
        rtcpFeedback: supportedFeedback(ours).filter(feedback => codec.rtcpFeedback.includes(feedback)),
      },
    });
  }
  // RFC 9429 §5.3.1: "If codec preferences have been set …, media formats MUST be generated in the corresponding order,
  // regardless of what was offered". Else in the order of the offer.
  if (transceiver.codecPreferences.length > 0) taken.sort((a, b) => a.rank - b.rank);
  const primaries = taken.map(({ codec }) => codec);
  return withCarriers(primaries, offered, keys, transceiver.codecPreferences.length > 0);
}

/** RTX and RED of the offer for the codecs that are taken: right behind them, or where the offer has them. */
function withCarriers(
  primaries: readonly RtpCodecParameters[],
  offered: readonly RtpCodecParameters[],
  keys: readonly string[],
  reordered: boolean,
): readonly RtpCodecParameters[] {
  const carriers = offered
    .filter(codec => {
      const carried = carriedPayloadTypes(codec);
      if (carried === undefined || carried.length === 0 || !keys.includes(capabilityKey(codec))) return false;
      return carried.every(payloadType =>
        primaries.some(one => one.payloadType === payloadType && isMediaCodec(one.mimeType)),
      );
    })
    .map(codec => ({ ...codec, rtcpFeedback: [] }));
  const all = [...primaries, ...carriers];
  if (!reordered) {
    return offered
      .map(({ payloadType }) => all.find(codec => codec.payloadType === payloadType))
      .filter(codec => codec !== undefined);
  }
  const red = carriers.filter(({ mimeType }) => encodingName(mimeType) === 'red');
  const redFirst = red.length > 0 && isRedPreferred(keys);
  return [
    ...(redFirst ? red : []),
    ...primaries.flatMap(codec => [codec, ...carriers.filter(one => isRtxOf(one, codec))]),
    ...(redFirst ? [] : red),
  ];
}

/** Whether RED is preferred to every codec with media. */
function isRedPreferred(keys: readonly string[]): boolean {
  return keys[0]?.startsWith('audio/red/') === true;
}

function isRtxOf(codec: RtpCodecParameters, primary: RtpCodecParameters): boolean {
  return encodingName(codec.mimeType) === 'rtx' && carriedPayloadTypes(codec)?.[0] === primary.payloadType;
}

/** Whether there is a codec with media among them. */
export function hasMediaCodec(codecs: readonly RtpCodecParameters[]): boolean {
  return codecs.some(({ mimeType }) => isMediaCodec(mimeType));
}

/** What both descriptions have, as `own` has it; feedback that both name. */
export function commonCodecs(
  own: readonly RtpCodecParameters[],
  other: readonly RtpCodecParameters[],
): readonly RtpCodecParameters[] {
  const others = new Map<string, RtpCodecParameters>();
  for (const codec of other) {
    const key = codecKey(codec, other);
    if (key !== undefined && !others.has(key)) others.set(key, codec);
  }
  const common: RtpCodecParameters[] = [];
  for (const codec of own) {
    const key = codecKey(codec, own);
    const match = key === undefined ? undefined : others.get(key);
    if (match === undefined) continue;
    common.push({ ...codec, rtcpFeedback: codec.rtcpFeedback.filter(one => match.rtcpFeedback.includes(one)) });
  }
  // What is carried must be common as well.
  return common.filter(codec =>
    (carriedPayloadTypes(codec) ?? []).every(payloadType => common.some(one => one.payloadType === payloadType)),
  );
}
