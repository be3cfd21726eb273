/** createOffer (RFC 9429 §5.2). */

import type { MediaSection } from '../sdp/model.ts';
import type { OfferedTransport } from './bundle.ts';
import { groupOf, offeredTransports } from './bundle.ts';
import { draftFor } from './draft.ts';
import { refuse } from './errors.ts';
import type { Section } from './media-section.ts';
import { DEFAULT_SCTP_PORT, isData } from './media-section.ts';
import type { CreateResult } from './plan.ts';
import type { AppliedDescription, JsepSession, OfferOptions } from './session.ts';
import { negotiatedAnswer } from './session.ts';
import type { WrittenTransport } from './write-section.ts';
import { writeDataSection, writeDescription, writeRejectedSection } from './write-section.ts';

/** One `m=` section of the offer to be. */
interface Slot {
  readonly mid: string;
  readonly kind: string;
  /** What our last description has at its place, if it goes on. */
  readonly previous: Section | undefined;
  readonly rejected: boolean;
}

/** The offer for what is wanted now. Fails with `invalid-state` unless stable or have-local-offer. Applies nothing. */
export function createOffer(session: JsepSession, options: OfferOptions): CreateResult {
  if (session.signalingState !== 'stable' && session.signalingState !== 'have-local-offer') {
    return refuse('invalid-state', `createOffer in signaling state ${session.signalingState}`);
  }
  const slots = slotsOf(session, options);
  const alive = slots.filter(slot => !slot.rejected);
  const negotiated = negotiatedGroup(session, alive);
  const transports = offeredTransports(options.bundlePolicy, alive, negotiated);
  let next = session;
  const media: MediaSection[] = [];
  for (const slot of slots) {
    if (slot.rejected) {
      const { media: before } = slot.previous as Section;
      media.push(writeRejectedSection(before, slot.mid));
      continue;
    }
    const kind = transports[alive.indexOf(slot)] as OfferedTransport;
    let transport: WrittenTransport | undefined;
    if (kind === 'own') ({ transport, session: next } = offeredTransport(next, slot, options));
    media.push(
      writeDataSection({
        mid: slot.mid,
        // RFC 9429 §5.2.1: "the <proto> field MUST be set to 'UDP/DTLS/SCTP' … <fmt> … to 'webrtc-datachannel'", and §5.1.2:
        // re-offers "MUST use the correct profile strings even if the initial offer/answer exchange used an (incorrect)
        // older profile string".
        protocol: 'UDP/DTLS/SCTP',
        formats: ['webrtc-datachannel'],
        legacy: false,
        port: session.data?.mid === slot.mid ? session.data.localPort : (options.sctpPort ?? DEFAULT_SCTP_PORT),
        maxMessageSize: options.maxMessageSize,
        transport,
        bundleOnly: kind === 'bundle-only',
      }),
    );
  }
  const group = bundleOrder(alive, negotiated);
  // RFC 9429 §5.2.1: "An 'a=ice-options' line with the 'trickle' and 'ice2' options MUST be added"
  const written = writeDescription(next, group.length > 0 ? [group] : [], ['trickle', 'ice2'], media);
  return { ok: true, sdp: written.sdp, session: { ...written.session, lastCreatedOffer: written.sdp } };
}

/** Which sections the offer has, in order: those there were, recycled ones, new ones. */
function slotsOf(session: JsepSession, options: OfferOptions): Slot[] {
  const local = session.pendingLocal ?? session.currentLocal;
  const slots: Slot[] = [];
  for (const section of local?.sections ?? []) {
    slots.push({
      mid: section.mid,
      kind: section.media.kind,
      previous: section,
      rejected: isRejected(session, section) || !isData(section),
    });
  }
  const hasData = slots.some(slot => !slot.rejected && slot.kind === 'application');
  if (!options.data || hasData) return slots;
  const added: Slot = { mid: newMid(session), kind: 'application', previous: undefined, rejected: false };
  // RFC 9429 §5.2.2: "… if there exists an 'm=' section with a zero port in the current local description or the current
  // remote description, that 'm=' section MUST be recycled …"
  const recycled = slots.findIndex(slot => slot.rejected);
  if (recycled >= 0) slots[recycled] = added;
  else slots.push(added);
  return slots;
}

/** Whether the section at the place of our `section` carries nothing. */
function isRejected(session: JsepSession, section: Section): boolean {
  if (session.pendingLocal !== null) return section.rejected;
  return section.rejected || session.currentRemote?.sections[section.index]?.rejected === true;
}

/** The smallest number that names no section yet. RFC 9429 §5.2.1: mids "SHOULD be 3 bytes or fewer". */
function newMid(session: JsepSession): string {
  const used = new Set<string>();
  for (const description of descriptions(session)) for (const { mid } of description.sections) used.add(mid);
  let number = 0;
  while (used.has(number.toString())) number++;
  return number.toString();
}

function descriptions(session: JsepSession): AppliedDescription[] {
  const { currentLocal, pendingLocal, currentRemote, pendingRemote } = session;
  return [currentLocal, pendingLocal, currentRemote, pendingRemote].filter(one => one !== null);
}

/** The group of the last answer that one of the sections is in. */
function negotiatedGroup(session: JsepSession, alive: readonly Slot[]): readonly string[] | undefined {
  const answer = negotiatedAnswer(session);
  if (answer === undefined) return undefined;
  for (const { mid, previous } of alive) {
    const group = previous === undefined ? undefined : groupOf(answer.groups, mid);
    if (group !== undefined) return group;
  }
  return undefined;
}

/** RFC 9429 §5.2.2: the group of the last answer, "minus any 'm=' sections that have been marked as rejected, plus any newly added". */
function bundleOrder(alive: readonly Slot[], negotiated: readonly string[] | undefined): string[] {
  const mids = alive.map(({ mid }) => mid);
  const kept = negotiated?.filter(mid => mids.includes(mid)) ?? [];
  return [...kept, ...mids.filter(mid => !kept.includes(mid))];
}

function offeredTransport(
  session: JsepSession,
  slot: Slot,
  options: OfferOptions,
): { transport: WrittenTransport; session: JsepSession } {
  const record =
    slot.previous === undefined ? undefined : session.transports.find(({ mids }) => mids.includes(slot.mid));
  if (record !== undefined && options.iceRestart !== true) {
    const known = slot.previous?.ice?.ufrag === record.localIce.ufrag ? slot.previous : undefined;
    return {
      session,
      transport: {
        ice: record.localIce,
        fingerprints: options.fingerprints,
        setup: 'actpass',
        tlsId: record.localTlsId,
        candidates: known?.candidates ?? [],
        endOfCandidates: known?.endOfCandidates ?? false,
      },
    };
  }
  const drafted = draftFor(session, slot.mid, options.random);
  return {
    session: drafted.session,
    transport: {
      ice: drafted.draft.ice,
      fingerprints: options.fingerprints,
      // RFC 8842 §5.2: the offerer "SHOULD" offer both roles; an established one is kept by the answerer.
      setup: 'actpass',
      // RFC 8842 §5.2: a new value only for a new association; an ICE restart alone continues the present one.
      tlsId: record === undefined ? drafted.draft.tlsId : record.localTlsId,
      candidates: [],
      endOfCandidates: false,
    },
  };
}
