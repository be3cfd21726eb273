/** Writes descriptions of ours: session part, data sections, rejected sections (RFC 9429 §5.2.1, §5.3.1; RFC 8841). */

import { serializeGroup } from '../sdp/attributes/group.ts';
import type { Fingerprint, IceCredentials, Setup } from '../sdp/attributes/transport.ts';
import { serializeFingerprint, serializeMaxMessageSize } from '../sdp/attributes/transport.ts';
import type { Attribute, MediaSection, SessionDescription } from '../sdp/model.ts';
import { attribute } from '../sdp/model.ts';
import { serialize } from '../sdp/serialize.ts';
import type { BundleGroup } from './bundle.ts';
import { defaultDestination } from './description-text.ts';
import { changed, type JsepSession } from './session.ts';

/** Attributes of category TRANSPORT and IDENTICAL (RFC 8859) of a section that has a transport of its own. */
export interface WrittenTransport {
  readonly ice: IceCredentials;
  readonly fingerprints: readonly Fingerprint[];
  readonly setup: Setup;
  readonly tlsId: string | undefined;
  readonly candidates: readonly string[];
  readonly endOfCandidates: boolean;
}

/** What sections of every kind have. */
export interface WrittenSection {
  /** Undefined in an answer to a section without. */
  readonly mid: string | undefined;
  readonly protocol: string;
  readonly formats: readonly string[];
  /** Undefined if it uses another section's. */
  readonly transport: WrittenTransport | undefined;
  readonly bundleOnly: boolean;
}

export interface WrittenData extends WrittenSection {
  readonly legacy: boolean;
  readonly port: number;
  /** `a=sctp-init`, if there is to be one. */
  readonly init: string | undefined;
  readonly maxMessageSize: number;
}

export function writeDataSection(data: WrittenData): MediaSection {
  const port = data.legacy
    ? attribute('sctpmap', `${data.port} webrtc-datachannel 65535`)
    : attribute('sctp-port', data.port.toString());
  const size = attribute('max-message-size', serializeMaxMessageSize(data.maxMessageSize));
  const content = data.init === undefined ? [port, size] : [port, attribute('sctp-init', data.init), size];
  return writeSection(data, 'application', data.formats, content);
}

/** A section with the attributes of its kind between those that all have. */
export function writeSection(
  section: Omit<WrittenSection, 'formats'>,
  kind: string,
  formats: readonly string[],
  content: readonly Attribute[],
): MediaSection {
  const attributes: Attribute[] = [];
  if (section.mid !== undefined) attributes.push(attribute('mid', section.mid));
  // RFC 9429 §5.2.1: bundle-only sections "MUST NOT contain any ICE credentials"
  if (section.bundleOnly) attributes.push(attribute('bundle-only'));
  if (section.transport !== undefined) pushTransport(attributes, section.transport);
  attributes.push(...content);
  const { transport } = section;
  if (transport !== undefined) {
    for (const candidate of transport.candidates) {
      attributes.push(attribute('candidate', candidate.slice('candidate:'.length)));
    }
    if (transport.endOfCandidates) attributes.push(attribute('end-of-candidates'));
  }
  const { port, addressType, address } = defaultDestination(transport?.candidates ?? []);
  return {
    kind,
    port: section.bundleOnly ? 0 : port,
    portCount: undefined,
    protocol: section.protocol,
    formats,
    information: undefined,
    connections: [{ networkType: 'IN', addressType, address }],
    bandwidths: [],
    key: undefined,
    attributes,
    line: 0,
  };
}

function pushTransport(attributes: Attribute[], { ice, fingerprints, setup, tlsId }: WrittenTransport): void {
  attributes.push(attribute('ice-ufrag', ice.ufrag), attribute('ice-pwd', ice.pwd));
  for (const fingerprint of fingerprints) attributes.push(attribute('fingerprint', serializeFingerprint(fingerprint)));
  attributes.push(attribute('setup', setup));
  if (tlsId !== undefined) attributes.push(attribute('tls-id', tlsId));
}

/** The section with port zero. RFC 3264 §6: formats stay, ignored: "At least one MUST be present, as specified by SDP." */
export function writeRejectedSection(
  section: Pick<MediaSection, 'kind' | 'protocol' | 'formats'>,
  mid: string | undefined,
): MediaSection {
  const attributes: Attribute[] = [];
  if (mid !== undefined) attributes.push(attribute('mid', mid));
  if (section.kind === 'audio' || section.kind === 'video') attributes.push(attribute('inactive'));
  return {
    kind: section.kind,
    port: 0,
    portCount: undefined,
    protocol: section.protocol,
    formats: section.formats,
    information: undefined,
    connections: [{ networkType: 'IN', addressType: 'IP4', address: '0.0.0.0' }],
    bandwidths: [],
    key: undefined,
    attributes,
    line: 0,
  };
}

export interface Written {
  readonly sdp: string;
  readonly session: JsepSession;
}

/** What a description says before its first section. */
export interface WrittenSession {
  readonly groups: readonly BundleGroup[];
  readonly iceOptions: readonly string[];
  /** `a=ice-lite` (RFC 8839 §5.3). */
  readonly iceLite?: boolean;
  /** `a=extmap-allow-mixed` (RFC 8285 §6). */
  readonly mixedExtensions: boolean;
  /**
   * For the sections that use the transport of another: its credentials, fingerprints and role. RFC 9143 §7.1.3 has them in the
   * tagged section only. But Chromium rejects sections without a fingerprint, Firefox crashes on an answer with such,
   * and both compare credentials section by section to notice an ICE restart. All take them from the session level.
   */
  readonly shared: Pick<WrittenTransport, 'ice' | 'fingerprints' | 'setup'> | undefined;
}

/** The whole text, with the next version if it says anything new. */
export function writeDescription(
  session: JsepSession,
  { groups, iceOptions, iceLite, mixedExtensions, shared }: WrittenSession,
  media: readonly MediaSection[],
): Written {
  const attributes = groups.map(mids => attribute('group', serializeGroup({ semantics: 'BUNDLE', mids })));
  if (iceLite === true) attributes.push(attribute('ice-lite'));
  if (iceOptions.length > 0) attributes.push(attribute('ice-options', iceOptions.join(' ')));
  if (mixedExtensions) attributes.push(attribute('extmap-allow-mixed'));
  if (shared !== undefined) {
    attributes.push(
      attribute('ice-ufrag', shared.ice.ufrag),
      attribute('ice-pwd', shared.ice.pwd),
      ...shared.fingerprints.map(fingerprint => attribute('fingerprint', serializeFingerprint(fingerprint))),
      attribute('setup', shared.setup),
    );
  }
  const { lastGenerated } = session;
  if (lastGenerated !== undefined) {
    const sdp = serialize(describe(session.sessionId, session.sessionVersion, attributes, media));
    if (sdp === lastGenerated.sdp) return { sdp, session };
  }
  // RFC 9429 §5.2.2: "… the <session-version> field, which MUST increment by one on each call to createOffer if the offer
  // might differ from the output of the previous call". Rolling back does not bring a version back.
  const sessionVersion = session.sessionVersion + 1;
  const description = describe(session.sessionId, sessionVersion, attributes, media);
  const sdp = serialize(description);
  const model = media.every(({ kind }) => kind === 'application') ? description : undefined;
  return { sdp, session: changed(session, { sessionVersion, lastGenerated: { sdp, model } }) };
}

function describe(
  sessionId: string,
  version: number,
  attributes: readonly Attribute[],
  media: readonly MediaSection[],
): SessionDescription {
  return {
    // RFC 9429 §5.2.1: "The value of the <username> field SHOULD be '-'", the address "SHOULD be set to a non-meaningful
    // address, such as IN IP4 0.0.0.0", and "a single dash SHOULD be used as the session name".
    origin: {
      username: '-',
      sessionId,
      sessionVersion: version.toString(),
      networkType: 'IN',
      addressType: 'IP4',
      address: '0.0.0.0',
    },
    sessionName: '-',
    information: undefined,
    uri: undefined,
    emails: [],
    phones: [],
    connection: undefined,
    bandwidths: [],
    timings: [{ start: '0', stop: '0', repeats: [] }],
    zones: undefined,
    key: undefined,
    attributes,
    media,
  };
}
