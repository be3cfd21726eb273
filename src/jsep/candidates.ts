/** Trickled candidates and descriptions (RFC 9429 §4.1.17, §5.2.2; RFC 8838; W3C webrtc-pc §4.4.2 addIceCandidate). */

import { parseCandidate } from '../ice/candidate-attribute.ts';
import type { IceCredentials } from '../sdp/attributes/transport.ts';
import { isCandidateShaped } from '../sdp/attributes/transport.ts';
import { taggedSection } from './bundle.ts';
import type { Refusal } from './errors.ts';
import { refuse } from './errors.ts';
import { MAX_CANDIDATES, type Section } from './media-section.ts';
import type { TransportId } from './plan.ts';
import { type AppliedDescription, changed, type JsepSession } from './session.ts';
import { END_OF_CANDIDATES, trickledLines, withLines } from './trickled.ts';

/** Longest text of a candidate that is kept. */
const MAX_CANDIDATE_LENGTH = 2_048;

/** W3C RTCIceCandidateInit. An empty `candidate` means end of candidates. */
export interface CandidateInit {
  readonly candidate: string;
  readonly sdpMid: string | null;
  readonly sdpMLineIndex: number | null;
  readonly usernameFragment: string | null;
}

export interface CandidateDelivery {
  readonly transportId: TransportId;
  /** `candidate:…`; empty for end of candidates. */
  readonly candidate: string;
}

export type CandidateResult =
  | {
      readonly ok: true;
      /** Holds the candidate in its remote descriptions. */
      readonly session: JsepSession;
      /** Hand these to the transports now. What is not here will be in a later plan's `remoteCandidates`, or is moot. */
      readonly deliveries: readonly CandidateDelivery[];
    }
  | Refusal;

type RemoteSlot = 'pendingRemote' | 'currentRemote';

type LocalSlot = 'pendingLocal' | 'currentLocal';

const REMOTE_SLOTS: readonly RemoteSlot[] = ['pendingRemote', 'currentRemote'];

const LOCAL_SLOTS: readonly LocalSlot[] = ['pendingLocal', 'currentLocal'];

/**
 * A candidate of the peer. Steps of addIceCandidate after the TypeError check: `invalid-state` without a remote
 * description, `operation` for an unknown section, an unknown usernameFragment or a candidate that cannot be parsed.
 * An empty candidate without mid and index ends the candidates of all sections.
 */
export function addRemoteCandidate(session: JsepSession, init: CandidateInit): CandidateResult {
  const latest = session.pendingRemote ?? session.currentRemote;
  if (latest === null) return refuse('invalid-state', 'A candidate without a remote description');
  const found = targetsOf(latest, init);
  if (!found.ok) return found;
  const text = normalize(init.candidate);
  if (text === undefined) return refuse('operation', 'The candidate cannot be parsed');
  const parsed = text === '' ? undefined : parseCandidate(text);
  const deliveries: CandidateDelivery[] = [];
  let next = session;
  let matched = false;
  for (const target of found.sections) {
    const ufrag = init.usernameFragment ?? parsed?.usernameFragment ?? credentials(latest, target)?.ufrag;
    for (const slot of REMOTE_SLOTS) {
      const description = next[slot];
      const section = description === null ? undefined : sectionNamed(description, target.mid);
      if (description === null || section === undefined) continue;
      if (credentials(description, section)?.ufrag !== ufrag) continue;
      matched = true;
      const delivery = deliveryFor(next, description, section, ufrag, text);
      const lines = trickledLines(description, section);
      if (text !== '' && isFull(section, lines)) continue;
      if (delivery !== undefined && !deliveries.some(({ transportId }) => transportId === delivery.transportId)) {
        // A transport or type that we do not know is kept in the description, and passed over.
        if (text === '' || parsed !== undefined) deliveries.push(delivery);
      }
      next = changed(next, { [slot]: withText(description, section, lines, text) });
    }
  }
  if (!matched && init.usernameFragment !== null && found.sections.length > 0) {
    return refuse('operation', `No remote description has the usernameFragment "${init.usernameFragment}"`);
  }
  // A candidate whose text names another generation than any description is late: nothing is wrong, nothing is done.
  return { ok: true, session: next, deliveries };
}

function sectionNamed(description: AppliedDescription, mid: string): Section | undefined {
  for (const section of description.sections) if (section.mid === mid) return section;
  return undefined;
}

/** The sections that the candidate is for. */
function targetsOf(
  description: AppliedDescription,
  init: CandidateInit,
): { readonly ok: true; readonly sections: readonly Section[] } | Refusal {
  const { sdpMid, sdpMLineIndex } = init;
  // RFC 5888 §4: "identification-tag = token", of one character at least: an empty one names nothing.
  if (sdpMid !== null && (sdpMid !== '' || sdpMLineIndex === null)) {
    const section = sectionNamed(description, sdpMid);
    return section === undefined
      ? refuse('operation', `No m= section of the remote description has the mid "${sdpMid}"`)
      : { ok: true, sections: section.rejected ? [] : [section] };
  }
  if (sdpMLineIndex !== null) {
    const section = description.sections[sdpMLineIndex];
    return section === undefined
      ? refuse('operation', `The remote description has no m= section ${sdpMLineIndex}`)
      : { ok: true, sections: section.rejected ? [] : [section] };
  }
  if (init.candidate !== '') return refuse('operation', 'A candidate needs sdpMid or sdpMLineIndex');
  // RFC 9429 §4.1.17: "… null values for the 'm=' section index and MID fields are interpreted to mean that the indication
  // applies to all 'm=' sections in the specified ICE candidate generation."
  return { ok: true, sections: description.sections.filter(section => !section.rejected) };
}

/** `candidate:…` in one line; undefined if it is none. */
function normalize(candidate: string): string | undefined {
  if (candidate === '') return '';
  if (candidate.length > MAX_CANDIDATE_LENGTH) return undefined;
  let text = candidate.trim();
  if (text.startsWith('a=')) text = text.slice(2);
  if (!text.startsWith('candidate:')) return undefined;
  // It becomes a line of the description: it must not bring lines of its own.
  // oxlint-disable-next-line no-control-regex -- the point is to find them
  if (/[\0\r\n]/.test(text) || !isCandidateShaped(text.slice('candidate:'.length))) return undefined;
  return isReadable(text) ? text : undefined;
}

/** Whether it can be parsed, or could if its transport or type were known (RFC 8839 §5.1: such are ignored). */
function isReadable(text: string): boolean {
  if (parseCandidate(text) !== undefined) return true;
  const [, , transport, , , , , type] = text.split(/ +/);
  return !/^(?:udp|tcp)$/i.test(transport ?? '') || !/^(?:host|srflx|prflx|relay)$/.test(type ?? '');
}

/** The ICE credentials that count for a section: its own, or its tag's. */
function credentials(description: AppliedDescription, section: Section): IceCredentials | undefined {
  return section.ice ?? taggedSection(description, section).ice;
}

function deliveryFor(
  session: JsepSession,
  description: AppliedDescription,
  section: Section,
  ufrag: string | undefined,
  candidate: string,
): CandidateDelivery | undefined {
  const transport = session.transports.find(record => {
    if (record.remoteIce?.ufrag !== ufrag) return false;
    // An offerer gathers for each section that is not bundle-only; an answerer has bundled already.
    return record.mid === section.mid || (description.type !== 'offer' && record.mids.includes(section.mid));
  });
  return transport === undefined ? undefined : { transportId: transport.id, candidate };
}

/** Whether there are as many candidates as are kept; `lines`: those that were trickled. */
function isFull(section: Section, lines: readonly string[]): boolean {
  return section.candidates.length + lines.length >= MAX_CANDIDATES;
}

/** The description with the candidate in the section, or with its end if the text is empty, unless that is there already. */
function withText(
  description: AppliedDescription,
  section: Section,
  lines: readonly string[],
  text: string,
): AppliedDescription {
  const line = text === '' ? END_OF_CANDIDATES : text;
  const applied = text === '' ? section.endOfCandidates : section.candidates.includes(text);
  return applied || lines.includes(line) ? description : withLines(description, section.index, lines.concat(line));
}

/** The session with a local candidate (`candidate:…`) in those local descriptions that carry `ufrag` for the transport. */
export function addLocalCandidate(
  session: JsepSession,
  transportId: TransportId,
  ufrag: string,
  candidate: string,
): JsepSession {
  return withLocal(session, transportId, ufrag, candidate);
}

/** The session with `a=end-of-candidates` in those local descriptions that carry `ufrag` for the transport. */
export function endLocalCandidates(session: JsepSession, transportId: TransportId, ufrag: string): JsepSession {
  return withLocal(session, transportId, ufrag, '');
}

/** An empty `text` ends the candidates. */
function withLocal(session: JsepSession, transportId: TransportId, ufrag: string, text: string): JsepSession {
  const mid = midOf(session, transportId);
  if (mid === undefined) return session;
  let next = session;
  for (const slot of LOCAL_SLOTS) {
    const description = next[slot];
    const section = description === null ? undefined : sectionNamed(description, mid);
    if (description === null || section?.ice?.ufrag !== ufrag) continue;
    const lines = trickledLines(description, section);
    const full = text !== '' && isFull(section, lines);
    next = changed(next, { [slot]: full ? description : withText(description, section, lines, text) });
  }
  return next;
}

/** The BUNDLE tag of a transport. */
function midOf(session: JsepSession, transportId: TransportId): string | undefined {
  for (const { id, mid } of session.transports) if (id === transportId) return mid;
  return undefined;
}

/** Where a local candidate of the transport belongs: `sdpMid` and `sdpMLineIndex`. */
export function candidateTarget(
  session: JsepSession,
  transportId: TransportId,
): { readonly sdpMid: string; readonly sdpMLineIndex: number } | undefined {
  const mid = midOf(session, transportId);
  const local = session.pendingLocal ?? session.currentLocal;
  if (local === null || mid === undefined) return undefined;
  const section = sectionNamed(local, mid);
  return section === undefined ? undefined : { sdpMid: section.mid, sdpMLineIndex: section.index };
}

/** Whether a local description represents the ICE generation of `ufrag`. */
export function describesLocally({ currentLocal, pendingLocal }: JsepSession, ufrag: string): boolean {
  return hasUfrag(currentLocal, ufrag) || hasUfrag(pendingLocal, ufrag);
}

function hasUfrag(description: AppliedDescription | null, ufrag: string): boolean {
  for (const { ice, rejected } of description?.sections ?? []) if (ice?.ufrag === ufrag && !rejected) return true;
  return false;
}

/** All local credentials in the current and pending local descriptions (W3C [[LocalIceCredentialsToReplace]]). */
export function localIceCredentials(session: JsepSession): readonly IceCredentials[] {
  const found: IceCredentials[] = [];
  for (const description of [session.currentLocal, session.pendingLocal]) {
    for (const section of description?.sections ?? []) {
      if (section.ice !== undefined && !section.rejected) found.push(section.ice);
    }
  }
  return found;
}
