/** setRemoteDescription (RFC 9429 §5.6, §5.10, §5.11). */

import { applyAnswer } from './apply-answer.ts';
import { readDescription } from './description.ts';
import { refuse } from './errors.ts';
import type { ApplyResult } from './plan.ts';
import { emptyPlan } from './plan-parts.ts';
import { rollback } from './rollback.ts';
import type { AppliedDescription, JsepSession } from './session.ts';
import { beginExchange } from './session.ts';
import { needsImplicitRollback, nextSignalingState } from './signaling-state.ts';
import { verifyAnswer, verifyReoffer } from './validate.ts';

/** Applies what the peer sent. In have-local-offer an offer rolls ours back first (`plan.rolledBack`). */
export function applyRemote(session: JsepSession, type: 'offer' | 'pranswer' | 'answer', sdp: string): ApplyResult {
  if (needsImplicitRollback(session.signalingState, 'remote', type)) {
    const back = rollback(session);
    if (!back.ok) return back;
    const result = applyRemote(back.session, type, sdp);
    if (!result.ok) return result;
    const transports = [...back.plan.transports, ...result.plan.transports];
    return { ...result, plan: { ...result.plan, rolledBack: true, transports } };
  }
  if (nextSignalingState(session.signalingState, 'remote', type) === undefined) {
    return refuse('invalid-state', `A remote ${type} in signaling state ${session.signalingState}`);
  }
  return type === 'offer' ? applyOffer(session, sdp) : applyRemoteAnswer(session, type, sdp);
}

function applyOffer(session: JsepSession, sdp: string): ApplyResult {
  const read = readDescription('offer', sdp, index => fallbackMid(session, index));
  if (!read.ok) return read;
  const { description } = read;
  const refusal = verifyReoffer(description, [session.currentLocal, session.currentRemote]);
  if (refusal !== undefined) return refusal;
  // Transports learn of an offer when it is answered: until then it may be taken back.
  return {
    ok: true,
    session: {
      ...beginExchange(session),
      signalingState: 'have-remote-offer',
      pendingRemote: description,
      canTrickle: canTrickle(description),
      drafts: new Map(),
    },
    plan: emptyPlan('have-remote-offer'),
  };
}

function applyRemoteAnswer(session: JsepSession, type: 'pranswer' | 'answer', sdp: string): ApplyResult {
  const offer = session.pendingLocal;
  if (offer === null) return refuse('invalid-state', `A remote ${type} without a local offer`);
  const read = readDescription(type, sdp, index => offer.sections[index]?.mid ?? fallbackMid(session, index));
  if (!read.ok) return read;
  const { description } = read;
  return (
    verifyAnswer(offer, description) ??
    applyAnswer({ ...session, canTrickle: canTrickle(description) }, false, offer, description)
  );
}

/** RFC 9429 §5.10: a name for a section of a peer without mids: the one it had, or one that is not in use. */
function fallbackMid(session: JsepSession, index: number): string {
  const current = session.currentRemote?.sections[index];
  return current === undefined || current.rejected ? `unnamed-${index}` : current.mid;
}

/** RFC 9429 §5.10: canTrickleIceCandidates is whether "trickle" is among the "a=ice-options". */
function canTrickle(description: AppliedDescription): boolean {
  return description.iceOptions.has('trickle');
}
