/** Pieces of plans that several procedures build. */

import { parseCandidate } from '../ice/candidate-attribute.ts';
import type { Plan, TransportPlan } from './plan.ts';
import type { AppliedDescription, TransportRecord } from './session.ts';
import type { SignalingState } from './signaling-state.ts';

export function emptyPlan(signalingState: SignalingState): Plan {
  return { signalingState, rolledBack: false, transports: [], data: undefined, media: [] };
}

/** A transport of which nothing changes but these. */
export function idlePlan(record: TransportRecord, index: number, changes: Partial<TransportPlan> = {}): TransportPlan {
  const plan: TransportPlan = {
    id: record.id,
    mid: record.mid,
    index,
    mids: record.mids,
    create: false,
    iceRole: undefined,
    localIce: record.localIce,
    iceRestart: false,
    remoteIce: undefined,
    remoteCandidates: [],
    endOfCandidates: false,
    dtls: undefined,
    gather: false,
    close: false,
  };
  return Object.assign(plan, changes);
}

export function closingPlan(record: TransportRecord): TransportPlan {
  return idlePlan(record, -1, { mids: [], close: true });
}

/** The peer's candidates for the transport of `tag`, as far as they can be read. */
export function remoteCandidatesOf(remote: AppliedDescription, tag: string, mids: readonly string[]): string[] {
  const candidates: string[] = [];
  for (const section of remote.sections) {
    // An offerer gathers for each section that is not bundle-only; an answerer has bundled already.
    if (section.mid !== tag && (remote.type === 'offer' || !mids.includes(section.mid))) continue;
    // RFC 8839 §5.1: transports and types that we do not know are passed over.
    candidates.push(...section.candidates.filter(text => parseCandidate(text) !== undefined));
  }
  return candidates;
}
