/** What one `m=` section says of RTP: direction, codecs, extensions, streams, simulcast (RFC 9429 §5.8.3; RFC 8866, 8285, 8830, 5576, 8853). */

import type { RtpCodecParameters } from '../rtp/parameters.ts';
import { parseFmtp, parseRtcpFeedback, parseRtpMap, type RtcpFeedback } from '../sdp/attributes/codec.ts';
import type { Rid, Simulcast } from '../sdp/attributes/simulcast.ts';
import { parseRid, parseSimulcast } from '../sdp/attributes/simulcast.ts';
import type { Direction, ExtMap, Msid } from '../sdp/attributes/stream.ts';
import { parseExtMap, parseMsid, parseSsrc, parseSsrcGroup, sectionDirection } from '../sdp/attributes/stream.ts';
import { parseInteger } from '../sdp/grammar.ts';
import type { Attribute, MediaSection } from '../sdp/model.ts';
import { attribute, attributeValue, attributeValues, hasAttribute } from '../sdp/model.ts';
import type { RemoteSource } from './media-plan.ts';

export interface RtpSection {
  /** As written: seen from the side that wrote it. */
  readonly direction: Direction;
  /** In the order of the `m=` line. */
  readonly codecs: readonly RtpCodecParameters[];
  readonly headerExtensions: readonly ExtMap[];
  readonly msids: readonly Msid[];
  readonly sources: readonly RemoteSource[];
  readonly rids: readonly Rid[];
  readonly simulcast: Simulcast | undefined;
  readonly reducedSizeRtcp: boolean;
}

/** Sources and streams that one section can announce; further sources are learnt from packets (RFC 9143 §9.2). */
export const MAX_SOURCES = 64;

/** Header extensions and rids that are kept of one section. The ids of RFC 8285 are no more; pictures have a few versions. */
export const MAX_EXTENSIONS = 255;
export const MAX_SECTION_RIDS = 64;

/** Kinds of feedback that are kept of one payload type, and of all payload types (`*`). There are ten or so. */
export const MAX_FEEDBACK = 32;

/** RFC 8866 §8.2.3, RFC 3551 §6: payload types that stand for a codec without `a=rtpmap`. */
const STATIC_PAYLOAD_TYPES: ReadonlyMap<number, readonly [name: string, clockRate: number, channels: number]> = new Map(
  [
    [0, ['PCMU', 8_000, 1]],
    [3, ['GSM', 8_000, 1]],
    [8, ['PCMA', 8_000, 1]],
    [9, ['G722', 8_000, 1]],
    [10, ['L16', 44_100, 2]],
    [11, ['L16', 44_100, 1]],
    [13, ['CN', 8_000, 1]],
  ],
);

/** What the session level says for all sections: read once, however many there are. */
export interface RtpSession {
  readonly direction: Direction;
  readonly headerExtensions: readonly ExtMap[];
}

export function readRtpSession(attributes: readonly Attribute[]): RtpSession {
  return { direction: sectionDirection(attributes), headerExtensions: readExtensions(attributes, []) };
}

export function readRtpSection(media: MediaSection, session: RtpSession): RtpSection {
  const { attributes } = media;
  return {
    direction: sectionDirection(attributes, [attribute(session.direction)]),
    codecs: readCodecs(media),
    // RFC 8285 §5: extensions of the session level hold for all sections, unless they have their own.
    headerExtensions: readExtensions(attributes, session.headerExtensions),
    msids: readMsids(attributes),
    sources: readSources(attributes),
    ...readSimulcast(attributes),
    reducedSizeRtcp: hasAttribute(attributes, 'rtcp-rsize'),
  };
}

function readCodecs(media: MediaSection): RtpCodecParameters[] {
  const { attributes, kind } = media;
  const maps = attributeValues(attributes, 'rtpmap').map(parseRtpMap);
  const formats = attributeValues(attributes, 'fmtp').map(parseFmtp);
  const feedback = readFeedback(attributes);
  const codecs: RtpCodecParameters[] = [];
  for (const format of media.formats) {
    const payloadType = parseInteger(format, 127);
    if (payloadType === undefined || codecs.some(codec => codec.payloadType === payloadType)) continue;
    const map = maps.find(one => one?.payloadType === payloadType);
    const known = STATIC_PAYLOAD_TYPES.get(payloadType);
    if (map === undefined && (known === undefined || kind !== 'audio')) continue;
    const [name, clockRate, channels] =
      map === undefined
        ? (known as readonly [string, number, number])
        : ([map.encodingName, map.clockRate, parseInteger(map.parameters ?? '', 255) ?? 1] as const);
    codecs.push({
      payloadType,
      mimeType: `${kind}/${name}`,
      clockRate,
      channels: kind === 'audio' ? channels : undefined,
      sdpFmtpLine: formats.find(one => one?.format === format)?.parameters,
      rtcpFeedback: feedback
        .filter(one => one.payloadType === payloadType || one.payloadType === '*')
        .map(({ type, parameters }) => (parameters === undefined ? type : `${type} ${parameters}`)),
    });
  }
  return codecs;
}

function readFeedback(attributes: readonly Attribute[]): RtcpFeedback[] {
  const counts = new Map<RtcpFeedback['payloadType'], number>();
  const feedback: RtcpFeedback[] = [];
  for (const value of attributeValues(attributes, 'rtcp-fb')) {
    const one = parseRtcpFeedback(value);
    if (one === undefined) continue;
    const count = counts.get(one.payloadType) ?? 0;
    if (count === MAX_FEEDBACK) continue;
    counts.set(one.payloadType, count + 1);
    feedback.push(one);
  }
  return feedback;
}

function readMsids(attributes: readonly Attribute[]): Msid[] {
  const msids = attributeValues(attributes, 'msid');
  // Before RFC 8830, browsers wrote it as an attribute of sources.
  const sources = attributeValues(attributes, 'ssrc').map(parseSsrc);
  const legacy = sources.map(source => (source?.name === 'msid' ? source.value : undefined));
  const values = msids.length > 0 ? msids : legacy.filter(value => value !== undefined);
  const found = new Map<string, Msid>();
  for (const value of values) {
    const msid = parseMsid(value);
    if (msid !== undefined && found.size < MAX_SOURCES && !found.has(msid.id)) found.set(msid.id, msid);
  }
  return [...found.values()];
}

/** The extensions of the attributes, and of the inherited ones those that they do not name. */
function readExtensions(attributes: readonly Attribute[], inherited: readonly ExtMap[]): ExtMap[] {
  const extensions = new Map<string, ExtMap>();
  const add = (extension: ExtMap | undefined): void => {
    if (extension === undefined || extension.id === 0 || extensions.has(extension.uri)) return;
    if (extensions.size < MAX_EXTENSIONS) extensions.set(extension.uri, extension);
  };
  for (const value of attributeValues(attributes, 'extmap')) add(parseExtMap(value));
  for (const extension of inherited) add(extension);
  return [...extensions.values()];
}

function readSources(attributes: readonly Attribute[]): RemoteSource[] {
  const cnames = new Map<number, string | undefined>();
  for (const value of attributeValues(attributes, 'ssrc')) {
    const source = parseSsrc(value);
    if (source === undefined || (cnames.size >= MAX_SOURCES && !cnames.has(source.ssrc))) continue;
    cnames.set(source.ssrc, source.name === 'cname' ? source.value : cnames.get(source.ssrc));
  }
  const repairs = new Map<number, number>();
  for (const value of attributeValues(attributes, 'ssrc-group')) {
    // RFC 5576 §4.2, RFC 4588 §8.8: FID pairs a source with the one that retransmits it.
    const group = parseSsrcGroup(value);
    const [ssrc, rtxSsrc] = group?.ssrcs ?? [];
    if (group?.semantics !== 'FID' || ssrc === undefined || rtxSsrc === undefined || !cnames.has(ssrc)) continue;
    repairs.set(ssrc, rtxSsrc);
  }
  const repairing = new Set(repairs.values());
  return [...cnames]
    .filter(([ssrc]) => !repairing.has(ssrc))
    .map(([ssrc, cname]) => ({ ssrc, rtxSsrc: repairs.get(ssrc), cname }));
}

function readSimulcast(attributes: readonly Attribute[]): Pick<RtpSection, 'rids' | 'simulcast'> {
  const rids: Rid[] = [];
  for (const value of attributeValues(attributes, 'rid')) {
    const rid = parseRid(value);
    if (rid !== undefined && rids.length < MAX_SECTION_RIDS && !rids.some(({ id }) => id === rid.id)) rids.push(rid);
  }
  return { rids, simulcast: parseSimulcast(attributeValue(attributes, 'simulcast') ?? '') };
}
