/** createAnswer (RFC 9429 §5.3). */

import type { Setup } from '../sdp/attributes/transport.ts';
import type { MediaSection } from '../sdp/model.ts';
import { answeredSetup, continuesAssociation } from './association.ts';
import type { BundleGroup } from './bundle.ts';
import { groupOf, policyAccepts, taggedSection } from './bundle.ts';
import { draftFor } from './draft.ts';
import { refuse } from './errors.ts';
import type { Section } from './media-section.ts';
import { DEFAULT_SCTP_PORT, isData, isLegacyData } from './media-section.ts';
import type { CreateResult } from './plan.ts';
import type { AppliedDescription, JsepOptions, JsepSession } from './session.ts';
import { sameIce } from './session.ts';
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
  const groups = answeredGroups(offer, accepted);
  let next = session;
  const media: MediaSection[] = [];
  for (const section of offer.sections) {
    const mid = section.midSignalled ? section.mid : undefined;
    if (!accepted.includes(section)) {
      media.push(writeRejectedSection(section.media, mid));
      continue;
    }
    // A section moved out of its group, or alone, or the tag of its group, has a transport of its own.
    const group = groupOf(groups, section.mid);
    let transport: WrittenTransport | undefined;
    if (group === undefined || group[0] === section.mid) {
      ({ transport, session: next } = answeredTransport(next, section, options));
    }
    media.push(
      writeDataSection({
        mid,
        // RFC 9429 §5.3.1: "the <proto> and <fmt> fields MUST be set to exactly match the fields in the offer"
        protocol: section.media.protocol,
        formats: section.media.formats,
        legacy: isLegacyData(section),
        port: localSctpPort(session, section, options),
        maxMessageSize: options.maxMessageSize,
        transport,
        bundleOnly: false,
      }),
    );
  }
  // RFC 9429 §5.3.1: "… is only included if such an option was present in the offer"
  const iceOptions = ['trickle', 'ice2'].filter(option => offer.iceOptions.has(option));
  const written = writeDescription(next, groups, iceOptions, media);
  return { ok: true, sdp: written.sdp, session: { ...written.session, lastCreatedAnswer: written.sdp } };
}

/** The sections of the offer that the answer accepts. */
function acceptedSections(session: JsepSession, offer: AppliedDescription, options: JsepOptions): Section[] {
  let candidates = offer.sections.filter(
    section => !section.rejected && isData(section) && policyAccepts(options.bundlePolicy, offer, section),
  );
  // One association, so one data section: the one there is, else the first.
  const present = candidates.find(({ mid }) => mid === session.data?.mid) ?? candidates[0];
  candidates = candidates.filter(section => section === present);
  return candidates.filter(section => {
    const tag = taggedSection(offer, section);
    if (tag === section) return !section.bundleOnly;
    if (candidates.includes(tag)) return true;
    // RFC 9143 §7.3.2, §7.3.3: without its tag, a section can be moved out of the group if it has a transport of its own
    // and the policy lets it; RFC 9143 §6: a bundle-only one is rejected.
    return options.bundlePolicy !== 'max-bundle' && !section.bundleOnly && hasOwnTransport(section);
  });
}

function hasOwnTransport(section: Section): boolean {
  return section.ice !== undefined && section.fingerprints.length > 0 && section.setup !== undefined;
}

/** RFC 9429 §5.3.1: groups "MUST include all mid identifiers from the offered bundle groups that have not been rejected". */
function answeredGroups(offer: AppliedDescription, accepted: readonly Section[]): BundleGroup[] {
  const mids = new Set(accepted.map(({ mid }) => mid));
  return offer.groups.filter(group => mids.has(group[0] as string)).map(group => group.filter(mid => mids.has(mid)));
}

function localSctpPort(session: JsepSession, section: Section, options: JsepOptions): number {
  // Where the format is the port, both sides have the same.
  if (isLegacyData(section)) return section.sctpPort;
  return session.data?.mid === section.mid ? session.data.localPort : (options.sctpPort ?? DEFAULT_SCTP_PORT);
}

function answeredTransport(
  session: JsepSession,
  section: Section,
  options: JsepOptions,
): { transport: WrittenTransport; session: JsepSession } {
  const record = session.transports.find(({ mids }) => mids.includes(section.mid));
  const continued = record !== undefined && continuesAssociation(record, section);
  const role = continued ? record.dtlsRole : undefined;
  const common = {
    fingerprints: options.fingerprints,
    setup: answeredSetup(section.setup as Setup, role),
  };
  // RFC 9429 §5.3.2: "Each 'a=ice-ufrag' and 'a=ice-pwd' line MUST stay the same, unless the 'm=' section is restarting"
  const previous = session.rollbackTo?.transports.find(({ id }) => id === record?.id);
  if (record !== undefined && (previous?.remoteIce === undefined || sameIce(previous.remoteIce, section.ice))) {
    const before = (session.pendingLocal ?? session.currentLocal)?.sections[section.index];
    const known = before?.ice?.ufrag === record.localIce.ufrag ? before : undefined;
    return {
      session,
      transport: {
        ...common,
        ice: record.localIce,
        tlsId: record.localTlsId,
        candidates: known?.candidates ?? [],
        endOfCandidates: known?.endOfCandidates ?? false,
      },
    };
  }
  // After a provisional answer the restart has been answered already.
  if (record !== undefined && session.signalingState === 'have-local-pranswer') {
    const pending = session.pendingLocal?.sections[section.index];
    return {
      session,
      transport: {
        ...common,
        setup: pending?.setup ?? common.setup,
        ice: record.localIce,
        tlsId: record.localTlsId,
        candidates: pending?.candidates ?? [],
        endOfCandidates: pending?.endOfCandidates ?? false,
      },
    };
  }
  const drafted = draftFor(session, section.mid, options.random);
  return {
    session: drafted.session,
    transport: {
      ...common,
      ice: drafted.draft.ice,
      // RFC 9429 §5.3.2: "Each 'a=tls-id' line MUST stay the same, unless the offerer's 'a=tls-id' line changed"; RFC 8842
      // §5.3: none answers none.
      tlsId: continued ? record.localTlsId : section.tlsId === undefined ? undefined : drafted.draft.tlsId,
      candidates: [],
      endOfCandidates: false,
    },
  };
}
