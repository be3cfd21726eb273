/** createAnswer (RFC 9429 §5.3). */

import type { Setup } from '../sdp/attributes/transport.ts';
import type { MediaSection } from '../sdp/model.ts';
import { answeredMedia, answeringTransceiver } from './answer-media.ts';
import { answeredSetup, continuesAssociation } from './association.ts';
import type { BundleGroup } from './bundle.ts';
import { groupOf, policyAccepts, taggedSection, withTransport } from './bundle.ts';
import { draftFor } from './draft.ts';
import { refuse } from './errors.ts';
import { ExtensionIds } from './header-extensions.ts';
import type { Section } from './media-section.ts';
import { DEFAULT_SCTP_PORT, isLegacyData } from './media-section.ts';
import type { CreateResult } from './plan.ts';
import type { AppliedDescription, JsepOptions, JsepSession } from './session.ts';
import { changed, sameIce, sectionWith, transportOf } from './session.ts';
import { whole } from './trickled.ts';
import { writeMediaSection } from './write-media-section.ts';
import type { WrittenTransport } from './write-section.ts';
import { writeDataSection, writeDescription, writeRejectedSection } from './write-section.ts';

/** The answer to the pending remote offer. Fails with `invalid-state` unless have-remote-offer or have-local-pranswer. */
export function createAnswer(session: JsepSession, options: JsepOptions): CreateResult {
  const offer = session.pendingRemote;
  if (session.signalingState !== 'have-remote-offer' && session.signalingState !== 'have-local-pranswer') {
    return refuse('invalid-state', `createAnswer in signaling state ${session.signalingState}`);
  }
  if (offer === null) return refuse('invalid-state', 'createAnswer without a remote offer');
  const accepted = acceptedSections(session, offer, options);
  const groups = answeredGroups(session, offer, accepted);
  let extensionIds: ExtensionIds | undefined;
  let next = session;
  let shared: WrittenTransport | undefined;
  const media: MediaSection[] = [];
  for (const section of offer.sections) {
    if (!accepted.includes(section)) {
      media.push(writeRejectedSection(section, section.midSignalled ? section.mid : undefined));
      continue;
    }
    // A section moved out of its group, or alone, or the tag of its group, has a transport of its own.
    const group = groupOf(groups, section.mid);
    let transport: WrittenTransport | undefined;
    if (group === undefined || group[0] === section.mid) {
      ({ transport, session: next } = answeredTransport(next, withTransport(offer, section), group ?? [], options));
      if (group !== undefined && group.length > 1) shared ??= transport;
    }
    const transceiver = answeringTransceiver(section, options.transceivers);
    media.push(
      transceiver === undefined
        ? answeredData(session, section, options, transport)
        : writeMediaSection(
            {
              ...answeredMedia(offer, section, transceiver, (extensionIds ??= new ExtensionIds(session))),
              transport,
              bundleOnly: false,
            },
            transceiver,
            options.cname,
          ),
    );
  }
  // RFC 9429 §5.3.1: "… is only included if such an option was present in the offer"
  const iceOptions = ['trickle', 'ice2'].filter(option => offer.iceOptions.includes(option));
  const part = {
    groups,
    iceOptions,
    iceLite: options.iceLite === true,
    mixedExtensions: offer.mixedExtensions,
    shared,
  };
  const written = writeDescription(next, part, media);
  return { ok: true, sdp: written.sdp, session: changed(written.session, { lastCreatedAnswer: written.sdp }) };
}

function answeredData(
  session: JsepSession,
  section: Section,
  options: JsepOptions,
  transport: WrittenTransport | undefined,
): MediaSection {
  return writeDataSection({
    mid: section.midSignalled ? section.mid : undefined,
    // RFC 9429 §5.3.1: "the <proto> and <fmt> fields MUST be set to exactly match the fields in the offer"
    protocol: section.protocol,
    formats: section.formats,
    legacy: isLegacyData(section),
    port: localSctpPort(session, section, options),
    // draft-hancke-tsvwg-snap-00: an answer has one only if the offer has one.
    init: section.sctpInit === undefined ? undefined : options.sctpInit?.(),
    maxMessageSize: options.maxMessageSize,
    transport,
    bundleOnly: false,
  });
}

/** The sections of the offer that the answer accepts. */
function acceptedSections(session: JsepSession, offer: AppliedDescription, options: JsepOptions): Section[] {
  const offered = offer.sections.filter(
    section => !section.rejected && policyAccepts(options.bundlePolicy, offer, section),
  );
  // One association, so one data section: the one there is, else the first.
  const data = offered.filter(({ isData }) => isData);
  const present = data.find(({ mid }) => mid === session.data?.mid) ?? data[0];
  const candidates = offered.filter(
    section => section === present || answeringTransceiver(section, options.transceivers) !== undefined,
  );
  return candidates.filter(section => {
    const tag = taggedSection(offer, section);
    if (tag === section) return !section.bundleOnly;
    if (candidates.includes(tag)) return true;
    // What is bundled already stays so: another section becomes the tag.
    if (sharesTransport(session, offer, section)) return true;
    // RFC 9143 §7.3.2, §7.3.3: without its tag, a section can be moved out of the group if it has a transport of its own
    // and the policy lets it; RFC 9143 §6: a bundle-only one is rejected.
    return options.bundlePolicy !== 'max-bundle' && !section.bundleOnly && hasOwnTransport(section);
  });
}

/** Whether the transport of the section's group exists, and its parameters are in the offer. */
function sharesTransport(session: JsepSession, offer: AppliedDescription, section: Section): boolean {
  const group = groupOf(offer.groups, section.mid);
  return (
    group !== undefined &&
    session.transports.some(({ mids, dtlsRole }) => dtlsRole !== undefined && mids.some(mid => group.includes(mid))) &&
    hasOwnTransport(taggedSection(offer, section))
  );
}

function hasOwnTransport(section: Section): boolean {
  return section.ice !== undefined && section.fingerprints.length > 0 && section.setup !== undefined;
}

/** RFC 9429 §5.3.1: groups "MUST include all mid identifiers from the offered bundle groups that have not been rejected". */
function answeredGroups(session: JsepSession, offer: AppliedDescription, accepted: readonly Section[]): BundleGroup[] {
  return offer.groups
    .map(group => accepted.filter(section => group.includes(section.mid)))
    .map(sections =>
      // A section that has been moved out is in none.
      sections.filter(section => {
        const tag = taggedSection(offer, section);
        return accepted.includes(tag) || sharesTransport(session, offer, section);
      }),
    )
    .map(sections => sections.map(({ mid }) => mid))
    .filter(group => group.length > 0);
}

function localSctpPort(session: JsepSession, section: Section, options: JsepOptions): number {
  // Where the format is the port, both sides have the same.
  if (isLegacyData(section)) return section.sctpPort;
  return session.data?.mid === section.mid ? session.data.localPort : (options.sctpPort ?? DEFAULT_SCTP_PORT);
}

function answeredTransport(
  session: JsepSession,
  section: Section,
  group: BundleGroup,
  options: JsepOptions,
): { transport: WrittenTransport; session: JsepSession } {
  const record = transportOf(session.transports, section.mid, group);
  const continued = record !== undefined && continuesAssociation(record, section);
  const role = continued ? record.dtlsRole : undefined;
  const { fingerprints } = options;
  const setup = answeredSetup(section.setup as Setup, role);
  // RFC 9429 §5.3.2: "Each 'a=ice-ufrag' and 'a=ice-pwd' line MUST stay the same, unless the 'm=' section is restarting"
  const previous = session.rollbackTo?.transports.find(({ id }) => id === record?.id);
  if (record !== undefined && (previous?.remoteIce === undefined || sameIce(previous.remoteIce, section.ice))) {
    const known = sectionWith(session, record);
    return {
      session,
      transport: {
        ice: record.localIce,
        fingerprints,
        setup,
        tlsId: record.localTlsId,
        candidates: known?.candidates ?? [],
        endOfCandidates: known?.endOfCandidates ?? false,
      },
    };
  }
  // After a provisional answer the restart has been answered already.
  if (record !== undefined && session.signalingState === 'have-local-pranswer') {
    const pending = session.pendingLocal && whole(session.pendingLocal).sections[section.index];
    return {
      session,
      transport: {
        ice: record.localIce,
        fingerprints,
        setup: pending?.setup ?? setup,
        tlsId: record.localTlsId,
        candidates: pending?.candidates ?? [],
        endOfCandidates: pending?.endOfCandidates ?? false,
      },
    };
  }
  // Only one: on a shared port, transports with the same credentials cannot be told apart.
  const localIce = session.drafts.length === 0 ? options.localIce : undefined;
  const drafted = draftFor(session, section.mid, options.random, localIce);
  return {
    session: drafted.session,
    transport: {
      ice: drafted.draft.ice,
      fingerprints,
      setup,
      // RFC 9429 §5.3.2: "Each 'a=tls-id' line MUST stay the same, unless the offerer's 'a=tls-id' line changed"; RFC 8842
      // §5.3: none answers none.
      tlsId: continued ? record.localTlsId : section.tlsId === undefined ? undefined : drafted.draft.tlsId,
      candidates: [],
      endOfCandidates: false,
    },
  };
}
