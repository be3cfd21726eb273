/** What an agent knows of its sessions and its selection, as the connection state is derived from (`state.ts`). */

import type { IceState } from './events.ts';
import type { Selection } from './selection.ts';
import type { IceSession } from './session.ts';
import type { Situation } from './state.ts';

/** `settled`: no more candidates of ours, and no name of the peer's being resolved. */
export function situationOf(session: IceSession, selection: Selection, state: IceState, settled: boolean): Situation {
  const { patience, checklist } = session;
  const { pair } = selection;
  return {
    closed: state === 'closed',
    failed: session.failed,
    stalled: patience.stalled,
    started: patience.started,
    active: pair === undefined ? 'none' : pair.suspect ? 'suspect' : 'alive',
    restarting: pair !== undefined && selection.session !== session,
    finished: settled && patience.endOfCandidates && session.nominated !== undefined && !checklist.pending,
    begun: state !== 'new',
  };
}
