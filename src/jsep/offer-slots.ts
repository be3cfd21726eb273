/** Which `m=` sections an offer has, and in which groups (RFC 9429 §5.2.1, §5.2.2; RFC 3264 §8). */

import type { MediaKind } from '../rtp/parameters.ts';
import { transceiverOf } from './associate-transceivers.ts';
import type { BundleGroup } from './bundle.ts';
import type { TransceiverState } from './media-plan.ts';
import type { Section } from './media-section.ts';
import type { JsepSession, OfferOptions } from './session.ts';
import { appliedDescriptions, negotiatedAnswer } from './session.ts';

/** One `m=` section of the offer to be. */
export interface Slot {
  readonly mid: string;
  readonly kind: string;
  /** What our last description has at its place, if it goes on. */
  readonly previous: Section | undefined;
  readonly rejected: boolean;
  /** Of a section for audio or video that is not rejected. */
  readonly transceiver: TransceiverState | undefined;
}

/** Which sections the offer has, in order: those there were, recycled ones, new ones. */
export function slotsOf(session: JsepSession, options: OfferOptions): Slot[] {
  const local = session.pendingLocal ?? session.currentLocal;
  const slots: Slot[] = (local?.sections ?? []).map(section => continued(session, section, options));
  const nextMid = newMids(session);
  const hasData = (): boolean => slots.some(slot => !slot.rejected && slot.kind === 'application');
  // webrtc-extensions, JSEP modifications: before the sections of transceivers.
  if (options.dataFirst === true && !hasData()) place(session, slots, newSlot(nextMid(), 'application', undefined));
  for (const transceiver of options.transceivers) {
    // RFC 9429 §5.2.2: "If an RtpTransceiver is stopped and is not associated with an 'm=' section, an 'm=' section MUST NOT
    // be generated for it."
    if (transceiver.mid !== null || transceiver.stopping || transceiver.stopped) continue;
    place(session, slots, newSlot(nextMid(), transceiver.kind, transceiver));
  }
  // RFC 9429 §5.2.1: "Lastly, if a data channel has been created, an 'm=' section MUST be generated for data."
  if (options.data && !hasData()) place(session, slots, newSlot(nextMid(), 'application', undefined));
  return slots;
}

function continued(session: JsepSession, section: Section, { transceivers }: OfferOptions): Slot {
  const transceiver = transceiverOf(section, transceivers);
  // RFC 9429 §5.2.2: "If an RtpTransceiver has been stopped and is associated with an 'm=' section, …, an 'm=' section MUST
  // be generated for it with the port set to zero".
  const rejected =
    isRejected(session, section) || !(section.isData || (transceiver !== undefined && !transceiver.stopping));
  return {
    mid: section.mid,
    kind: section.kind,
    previous: section,
    rejected,
    transceiver: rejected ? undefined : transceiver,
  };
}

function newSlot(mid: string, kind: MediaKind | 'application', transceiver: TransceiverState | undefined): Slot {
  return { mid, kind, previous: undefined, rejected: false, transceiver };
}

function place(session: JsepSession, slots: Slot[], added: Slot): void {
  const { currentLocal, currentRemote } = session;
  // RFC 9429 §5.2.2: "… if there exists an 'm=' section with a zero port in the current local description or the current
  // remote description, that 'm=' section MUST be recycled …"
  const recycled = slots.findIndex(
    ({ rejected }, index) =>
      rejected &&
      (currentLocal?.sections[index]?.rejected === true || currentRemote?.sections[index]?.rejected === true),
  );
  if (recycled >= 0) slots[recycled] = added;
  else slots.push(added);
}

/** Whether the section at the place of our `section` carries nothing. */
function isRejected(session: JsepSession, section: Section): boolean {
  if (session.pendingLocal !== null) return section.rejected;
  return section.rejected || session.currentRemote?.sections[section.index]?.rejected === true;
}

/** The smallest numbers that name no section yet. RFC 9429 §5.2.1: mids "SHOULD be 3 bytes or fewer". */
function newMids(session: JsepSession): () => string {
  const used = new Set<string>();
  for (const description of appliedDescriptions(session)) for (const { mid } of description.sections) used.add(mid);
  let number = 0;
  return () => {
    while (used.has(number.toString())) number++;
    return (number++).toString();
  };
}

/** Those of the sections that the last answer accepted. */
export function establishedMids(session: JsepSession, alive: readonly Slot[]): ReadonlySet<string> {
  const sections = negotiatedAnswer(session)?.sections.filter(section => !section.rejected) ?? [];
  const accepted = new Set(sections.map(({ mid }) => mid));
  const kept = alive.filter(({ mid, previous }) => previous !== undefined && accepted.has(mid));
  return new Set(kept.map(({ mid }) => mid));
}

/**
 * The BUNDLE groups of an offer if bundling has been negotiated. RFC 9429 §5.2.2: those of the last answer, "minus any 'm='
 * sections that have been marked as rejected, plus any newly added"; sections that the peer has taken out of them stay out.
 * RFC 9143 §7.5 leaves the tag to the offerer: it is the first in the order of m= sections, since endpoints look for the
 * transport there (Chromium does).
 */
export function negotiatedGroups(session: JsepSession, alive: readonly Slot[]): BundleGroup[] | undefined {
  const established = establishedMids(session, alive);
  const mids = alive.map(({ mid }) => mid);
  const groups = (negotiatedAnswer(session)?.groups ?? []).filter(group => group.some(mid => established.has(mid)));
  if (groups.length === 0) return undefined;
  return groups.map((group, index) => mids.filter(mid => (established.has(mid) ? group.includes(mid) : index === 0)));
}
