/** setRemoteDescription (RFC 9429 §5.6, §5.10, §5.11). */

import { applyAnswer } from './apply-answer.ts';
import { answeredSetup, continuesAssociation, roleOf } from './association.ts';
import { taggedSection } from './bundle.ts';
import { readDescription } from './description.ts';
import type { Refusal } from './errors.ts';
import { refuse } from './errors.ts';
import type { TransceiverState } from './media-plan.ts';
import type { ApplyResult } from './plan.ts';
import { planRemoteOffer } from './plan-media.ts';
import { emptyPlan } from './plan-parts.ts';
import { rollback } from './rollback.ts';
import type { AppliedDescription, JsepSession } from './session.ts';
import { beginExchange, changed, NO_DRAFTS, sameIce } from './session.ts';
import { needsImplicitRollback, nextSignalingState } from './signaling-state.ts';
import { verifyAnswer, verifyReoffer } from './validate.ts';

/** Applies what the peer sent. In have-local-offer an offer rolls ours back first (`plan.rolledBack`). */
export function applyRemote(
  session: JsepSession,
  type: 'offer' | 'pranswer' | 'answer',
  sdp: string,
  transceivers: readonly TransceiverState[],
): ApplyResult {
  if (needsImplicitRollback(session.signalingState, 'remote', type)) {
    const back = rollback(session);
    if (!back.ok) return back;
    const result = applyRemote(back.session, type, sdp, released(back.session, transceivers));
    if (!result.ok) return result;
    const transports = [...back.plan.transports, ...result.plan.transports];
    return { ...result, plan: { ...result.plan, rolledBack: true, transports } };
  }
  if (nextSignalingState(session.signalingState, 'remote', type) === undefined) {
    return refuse('invalid-state', `A remote ${type} in signaling state ${session.signalingState}`);
  }
  return type === 'offer'
    ? applyOffer(session, sdp, transceivers)
    : applyRemoteAnswer(session, type, sdp, transceivers);
}

/** The transceivers after our offer was taken back: those that it alone gave a mid have none. */
function released(session: JsepSession, transceivers: readonly TransceiverState[]): readonly TransceiverState[] {
  const mids = new Set(session.currentLocal?.sections.map(({ mid }) => mid));
  return transceivers.map(one => (one.mid !== null && !mids.has(one.mid) ? { ...one, mid: null } : one));
}

function applyOffer(session: JsepSession, sdp: string, transceivers: readonly TransceiverState[]): ApplyResult {
  const read = readDescription('offer', sdp, index => fallbackMid(session, index));
  if (!read.ok) return read;
  const { description } = read;
  const refusal =
    verifyReoffer(description, [session.currentLocal, session.currentRemote]) ??
    verifyAssociations(session, description);
  if (refusal !== undefined) return refusal;
  // Transports learn of an offer when it is answered: until then it may be taken back.
  return {
    ok: true,
    session: changed(session, beginExchange(session), {
      signalingState: 'have-remote-offer',
      pendingRemote: description,
      canTrickle: canTrickle(description),
      drafts: NO_DRAFTS,
    }),
    plan: {
      ...emptyPlan('have-remote-offer'),
      media: planRemoteOffer(session, description, transceivers),
    },
  };
}

function applyRemoteAnswer(
  session: JsepSession,
  type: 'pranswer' | 'answer',
  sdp: string,
  transceivers: readonly TransceiverState[],
): ApplyResult {
  const offer = session.pendingLocal;
  if (offer === null) return refuse('invalid-state', `A remote ${type} without a local offer`);
  const read = readDescription(type, sdp, index => offer.sections[index]?.mid ?? fallbackMid(session, index));
  if (!read.ok) return read;
  const { description } = read;
  return (
    verifyAnswer(offer, description) ??
    applyAnswer(changed(session, { canTrickle: canTrickle(description) }), false, offer, description, transceivers)
  );
}

/** What is wrong with how an offer continues, or ends, the DTLS associations there are; undefined if nothing is. */
function verifyAssociations(session: JsepSession, offer: AppliedDescription): Refusal | undefined {
  if (session.transports.length === 0) return undefined;
  for (const section of offer.sections) {
    const record = session.transports.find(({ mid }) => mid === section.mid);
    if (record?.dtlsRole === undefined || section.rejected || taggedSection(offer, section) !== section) continue;
    if (!continuesAssociation(record, section)) {
      // RFC 9429 §5.8.3: "… the DTLS connection is not being continued and the remote description MUST be part of an ICE
      // restart, together with new ufrag and password values."
      if (!sameIce(record.remoteIce, section.ice)) continue;
      return refuse('invalid-access', `"${section.mid}" changes its fingerprint or tls-id without an ICE restart`);
    }
    const setup = answeredSetup(section.setup ?? 'actpass', record.dtlsRole);
    if (roleOf(setup, true) !== record.dtlsRole) {
      // RFC 9429 §5.8.3: "… MUST be consistent with the selected role of the current DTLS connection, if one exists and is
      // being continued."
      return refuse('invalid-access', `a=setup:${section.setup} of "${section.mid}" turns its DTLS association round`);
    }
  }
  return undefined;
}

/** RFC 9429 §5.10: a name for a section of a peer without mids: the one it had, or one that is not in use. */
function fallbackMid(session: JsepSession, index: number): string {
  const current = session.currentRemote?.sections[index];
  return current === undefined || current.rejected ? `unnamed-${index}` : current.mid;
}

/** RFC 9429 §5.10: canTrickleIceCandidates is whether "trickle" is among the "a=ice-options". */
function canTrickle(description: AppliedDescription): boolean {
  return description.iceOptions.includes('trickle');
}
