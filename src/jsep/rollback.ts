/** Rollback (RFC 9429 §4.1.10.2, §5.7): the previous session was kept. */

import { refuse } from './errors.ts';
import type { ApplyResult, TransportPlan } from './plan.ts';
import { closingPlan, emptyPlan, idlePlan, remoteCandidatesOf } from './plan-parts.ts';
import type { JsepSession, TransportRecord } from './session.ts';
import { changed, NO_DRAFTS, sameIce } from './session.ts';
import { nextSignalingState } from './signaling-state.ts';
import { whole } from './trickled.ts';

/** Takes the pending offer back, of whichever side. Fails with `invalid-state` if there is none, or it is answered. */
export function rollback(session: JsepSession): ApplyResult {
  // RFC 9429 §5.7: "The effect of rollback MUST be the same regardless of whether setLocalDescription or
  // setRemoteDescription is called."
  if (nextSignalingState(session.signalingState, 'local', 'rollback') === undefined) {
    return refuse('invalid-state', `Rollback in signaling state ${session.signalingState}`);
  }
  const stable = session.rollbackTo ?? { transports: [], data: undefined, canTrickle: null };
  const transports: TransportPlan[] = [];
  for (const record of session.transports) {
    const before = stable.transports.find(({ id }) => id === record.id);
    // RFC 9429 §5.7: "Any resources or candidates that were allocated by the abandoned local description are discarded"
    if (before === undefined) transports.push(closingPlan(record));
    else if (!sameIce(before.localIce, record.localIce)) transports.push(restoringPlan(session, before));
  }
  return {
    ok: true,
    session: changed(session, {
      signalingState: 'stable',
      pendingLocal: null,
      pendingRemote: null,
      transports: stable.transports,
      data: stable.data,
      canTrickle: stable.canTrickle,
      drafts: NO_DRAFTS,
      rollbackTo: undefined,
    }),
    plan: { ...emptyPlan('stable'), transports },
  };
}

/** Back to the credentials and candidates of before the restart. */
function restoringPlan(session: JsepSession, record: TransportRecord): TransportPlan {
  const local = session.currentLocal?.sections.find(({ mid }) => mid === record.mid);
  const remote = session.currentRemote && whole(session.currentRemote);
  return idlePlan(record, local?.index ?? -1, {
    iceRestart: true,
    remoteIce: record.remoteIce,
    remoteCandidates: remote === null ? [] : remoteCandidatesOf(remote, record.mid, record.mids),
    endOfCandidates: remote?.sections.find(({ mid }) => mid === record.mid)?.endOfCandidates ?? false,
    gather: true,
  });
}
