/** `Section`: what one `m=` section says, session-level values included (RFC 9429 §5.8, RFC 8841, 8839, 8842). */

import { trimmed } from '../base/arrays.ts';
import type { MediaKind } from '../rtp/parameters.ts';
import type { Fingerprint, IceCredentials, Setup } from '../sdp/attributes/transport.ts';
import {
  parseFingerprint,
  parseIceOptions,
  parseMaxMessageSize,
  parseSctpInit,
  parseSctpMap,
  parseSctpPort,
  parseSetup,
} from '../sdp/attributes/transport.ts';
import { detached, familiar, parseInteger } from '../sdp/grammar.ts';
import type { Attribute, MediaSection, SessionDescription } from '../sdp/model.ts';
import { attributeValues, firstAttributes } from '../sdp/model.ts';
import type { RtpSection, RtpSession } from './rtp-section.ts';
import { readRtpSection, readRtpSession } from './rtp-section.ts';

export interface Section {
  readonly index: number;
  /** As signalled, or generated if the peer does not signal it. */
  readonly mid: string;
  readonly midSignalled: boolean;
  /** `audio`, `video`, `application`, or whatever else. */
  readonly kind: string;
  readonly protocol: string;
  /** Payload types, or `webrtc-datachannel`. */
  readonly formats: readonly string[];
  /** Port zero, and not bundle-only: it carries nothing. */
  readonly rejected: boolean;
  /** Port zero and `a=bundle-only` in an offer (RFC 9143 §6). */
  readonly bundleOnly: boolean;
  readonly carries: 'rtp' | 'sctp' | 'other';
  /** Whether it is a section for data channels (RFC 8841 §10, RFC 8831 §6.1). */
  readonly isData: boolean;
  readonly ice: IceCredentials | undefined;
  /** They are the section's own, and not of the session. */
  readonly hasOwnIce: boolean;
  /** The whole agent is a lite one. */
  readonly lite: boolean;
  readonly fingerprints: readonly Fingerprint[];
  readonly setup: Setup | undefined;
  readonly tlsId: string | undefined;
  /** `candidate:…`, in order. */
  readonly candidates: readonly string[];
  readonly endOfCandidates: boolean;
  readonly rtcpMux: boolean;
  readonly reducedSizeRtcp: boolean;
  /** Of a data section; 0 for others. */
  readonly sctpPort: number;
  /** `a=sctp-init` of a data section, if it can be read. */
  readonly sctpInit: string | undefined;
  readonly maxMessageSize: number;
  /** Of an audio or video section over RTP. */
  readonly rtp: RtpSection | undefined;
}

const SCTP_PROTOCOLS: readonly string[] = ['UDP/DTLS/SCTP', 'TCP/DTLS/SCTP', 'DTLS/SCTP'];

// RFC 9429 §5.1.2: "Any profile in the offer matching one of the following MUST be accepted"
const RTP_PROTOCOLS: readonly string[] = [
  'RTP/AVP',
  'RTP/AVPF',
  'RTP/SAVP',
  'RTP/SAVPF',
  'TCP/DTLS/RTP/SAVP',
  'TCP/DTLS/RTP/SAVPF',
  'UDP/TLS/RTP/SAVP',
  'UDP/TLS/RTP/SAVPF',
];

const NO_CANDIDATES: readonly string[] = [];
const NO_FINGERPRINTS: readonly Fingerprint[] = [];

const DATA_FORMATS: readonly string[] = ['webrtc-datachannel'];

/** Of `a=ice-options`, as we and the browsers write them. */
const USUAL_OPTIONS: readonly string[] = ['trickle', 'ice2'];
const USUAL_VALUE = 'trickle ice2';

/** Candidates kept per section and description. Further ones are passed over: nobody has as many addresses. */
export const MAX_CANDIDATES = 256;

/** RFC 8841 §6.1: "… the default value is 64K" */
export const DEFAULT_MAX_MESSAGE_SIZE = 65_536;

/** What browsers use when nothing is said. */
export const DEFAULT_SCTP_PORT = 5_000;

/** The first attribute of each name of a section, or of the session. */
type First = ReadonlyMap<string, Attribute>;

/** What sections have in common unless they say otherwise; read once, however many sections there are. */
interface Inherited {
  readonly ufrag: string | undefined;
  readonly pwd: string | undefined;
  readonly fingerprints: readonly Fingerprint[];
  readonly setup: string | undefined;
  readonly tlsId: string | undefined;
  readonly lite: boolean;
  /** RFC 8840 §8.1: at session level it is said of all sections. */
  readonly endOfCandidates: boolean;
  readonly rtp: RtpSession;
}

/** Where no section asks for it. */
const NO_RTP: RtpSession = readRtpSession([]);

/** Reads all sections; `fallbackMid` names those that are not named. */
export function readSections(
  description: SessionDescription,
  isOffer: boolean,
  fallbackMid: (index: number) => string,
): Section[] {
  const session = description.attributes;
  const first = firstAttributes(session);
  const inherited: Inherited = {
    ufrag: first.get('ice-ufrag')?.value,
    pwd: first.get('ice-pwd')?.value,
    fingerprints: first.has('fingerprint') ? readFingerprints(session) : NO_FINGERPRINTS,
    setup: first.get('setup')?.value,
    tlsId: first.get('tls-id')?.value,
    lite: first.has('ice-lite'),
    endOfCandidates: first.has('end-of-candidates'),
    rtp: description.media.some(({ kind }) => isMedia(kind)) ? readRtpSession(session) : NO_RTP,
  };
  return description.media.map((media, index) => readSection(media, index, inherited, isOffer, fallbackMid));
}

function readSection(
  media: MediaSection,
  index: number,
  inherited: Inherited,
  isOffer: boolean,
  fallbackMid: (index: number) => string,
): Section {
  const { attributes } = media;
  const first = firstAttributes(attributes);
  const mid = first.get('mid')?.value;
  // RFC 9429 §5.3.1: "… all 'm=' sections in the answer MUST NOT have an 'a=bundle-only' line"; port zero alone counts.
  const bundleOnly = isOffer && media.port === 0 && first.has('bundle-only');
  const carries = carriedProtocol(media.protocol);
  const ownUfrag = first.get('ice-ufrag')?.value;
  const ufrag = ownUfrag ?? inherited.ufrag;
  const pwd = first.get('ice-pwd')?.value ?? inherited.pwd;
  const tlsId = first.get('tls-id')?.value ?? inherited.tlsId;
  const fingerprints = first.has('fingerprint') ? readFingerprints(attributes) : NO_FINGERPRINTS;
  const sctpPort = carries === 'sctp' ? readSctpPort(media, first) : 0;
  return {
    index,
    mid: mid ?? fallbackMid(index),
    midSignalled: mid !== undefined,
    kind: familiar(media.kind),
    protocol: familiar(media.protocol),
    formats: sharedIfSame(DATA_FORMATS, media.formats),
    rejected: media.port === 0 && !bundleOnly,
    bundleOnly,
    carries,
    isData: isData(media, sctpPort, first),
    ice: ufrag === undefined || pwd === undefined ? undefined : { ufrag: detached(ufrag), pwd: detached(pwd) },
    hasOwnIce: ownUfrag !== undefined,
    lite: inherited.lite,
    fingerprints: fingerprints.length > 0 ? fingerprints : inherited.fingerprints,
    setup: parseSetup(first.get('setup')?.value ?? inherited.setup ?? ''),
    tlsId: tlsId && detached(tlsId),
    candidates: first.has('candidate') ? readCandidates(attributes) : NO_CANDIDATES,
    endOfCandidates: inherited.endOfCandidates || first.has('end-of-candidates'),
    rtcpMux: first.has('rtcp-mux'),
    reducedSizeRtcp: first.has('rtcp-rsize'),
    sctpPort,
    sctpInit: carries === 'sctp' ? readSctpInit(first.get('sctp-init')?.value) : undefined,
    maxMessageSize: parseMaxMessageSize(first.get('max-message-size')?.value ?? '') ?? DEFAULT_MAX_MESSAGE_SIZE,
    rtp: isMedia(media.kind) && carries === 'rtp' ? readRtpSection(media, inherited.rtp) : undefined,
  };
}

function isMedia(kind: string): kind is MediaKind {
  return kind === 'audio' || kind === 'video';
}

function carriedProtocol(protocol: string): 'rtp' | 'sctp' | 'other' {
  if (SCTP_PROTOCOLS.includes(protocol)) return 'sctp';
  return RTP_PROTOCOLS.includes(protocol) ? 'rtp' : 'other';
}

function readFingerprints(attributes: readonly Attribute[]): readonly Fingerprint[] {
  const fingerprints: Fingerprint[] = [];
  for (const text of attributeValues(attributes, 'fingerprint')) {
    const read = parseFingerprint(text);
    if (read !== undefined) fingerprints.push({ algorithm: familiar(read.algorithm), value: detached(read.value) });
  }
  return trimmed(fingerprints);
}

/** The port of `a=sctp-port`, else the one that drafts before RFC 8841 write as the format. */
function readSctpPort(media: MediaSection, first: First): number {
  const value = first.get('sctp-port')?.value;
  if (value !== undefined) return parseSctpPort(value) ?? DEFAULT_SCTP_PORT;
  const map = parseSctpMap(first.get('sctpmap')?.value ?? '');
  return map?.port ?? parseInteger(media.formats[0] ?? '', 65_535) ?? DEFAULT_SCTP_PORT;
}

/** An extension that rests on both sides: one that cannot be read is as good as none. */
function readSctpInit(value: string | undefined): string | undefined {
  return value === undefined || parseSctpInit(value) === undefined ? undefined : detached(value);
}

/** Whether the format of a data section is the port number, as drafts before RFC 8841 have it. */
export function isLegacyData(section: Pick<Section, 'formats'>): boolean {
  return /^\d+$/.test(section.formats[0] ?? '');
}

function isData(media: MediaSection, sctpPort: number, first: First): boolean {
  if (media.kind !== 'application' || sctpPort === 0) return false;
  if (!isLegacyData(media)) return media.formats.includes('webrtc-datachannel');
  const map = first.get('sctpmap')?.value;
  return map === undefined || parseSctpMap(map)?.application === 'webrtc-datachannel';
}

/** The options of `a=ice-options` anywhere in the description. */
export function iceOptions(description: SessionDescription): readonly string[] {
  const values = attributeValues(description.attributes, 'ice-options');
  for (const { attributes } of description.media) values.push(...attributeValues(attributes, 'ice-options'));
  if (values.length === 1 && values[0] === USUAL_VALUE) return USUAL_OPTIONS;
  return sharedIfSame(USUAL_OPTIONS, [...new Set(values.flatMap(value => parseIceOptions(value) ?? []))]);
}

/** `usual` if the list says the same, else a list of its own: most connections have the same two or three. */
function sharedIfSame(usual: readonly string[], list: readonly string[]): readonly string[] {
  const same = list.length === usual.length && list.every((text, index) => text === usual[index]);
  return same ? usual : list.map(familiar);
}

function readCandidates(attributes: readonly Attribute[]): readonly string[] {
  const values = attributeValues(attributes, 'candidate');
  return values.slice(0, MAX_CANDIDATES).map(value => detached(`candidate:${value}`));
}
