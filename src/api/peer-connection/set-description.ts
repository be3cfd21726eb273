/** setLocalDescription(), setRemoteDescription() and "set an RTCSessionDescription" (W3C webrtc-pc §4.4.1.5, §4.4.2). */

import {
  type ApplyResult,
  applyLocal,
  applyRemote,
  localIceCredentials,
  needsImplicitRollback,
  nextSignalingState,
  rollback,
} from '../../jsep/index.ts';
import { domException, fire } from '../../webidl/index.ts';
import type { RTCSdpType } from '../rtc-session-description.ts';
import { applyPlan } from './apply-plan.ts';
import { implicitDescription, inParallel } from './create-description.ts';
import { jsepException } from './jsep-exception.ts';
import { updateNegotiationNeeded } from './negotiation-needed.ts';
import type { ConnectionSlots } from './slots.ts';

/** setLocalDescription(), after conversion. */
export function setLocalDescription(
  connection: ConnectionSlots,
  description: { readonly type?: RTCSdpType; readonly sdp: string },
): Promise<void> {
  const { sdp } = description;
  return connection.operations.chain(() => {
    const type = description.type ?? implicitType(connection);
    if (type === 'rollback') return rollBack(connection);
    return inParallel(connection, certificates => {
      requireState(connection, type);
      const text = sdp === '' ? implicitDescription(connection, certificates, type) : sdp;
      commit(connection, applyLocal(connection.session, type, text, []));
    });
  });
}

/** "If the description's type is invalid for the current [[SignalingState]]": said before the text is looked at. */
function requireState(connection: ConnectionSlots, type: RTCSdpType): void {
  const state = connection.signalingState;
  if (state === 'closed' || nextSignalingState(state, 'local', type) === undefined) {
    throw domException('InvalidStateError', `A local ${type} cannot be applied in state '${state}'.`);
  }
}

/** Step 4.1: "… "offer" if connection.[[SignalingState]] is either "stable", "have-local-offer", or "have-remote-pranswer"". */
function implicitType(connection: ConnectionSlots): 'offer' | 'answer' {
  const state = connection.signalingState;
  return state === 'stable' || state === 'have-local-offer' || state === 'have-remote-pranswer' ? 'offer' : 'answer';
}

/** setRemoteDescription(), after conversion. */
export function setRemoteDescription(
  connection: ConnectionSlots,
  description: { readonly type: RTCSdpType; readonly sdp: string },
): Promise<void> {
  const { type, sdp } = description;
  return connection.operations.chain(async () => {
    if (type === 'rollback') return rollBack(connection);
    // Step 4.1: "If description.type is "offer" and is invalid for the current connection.[[SignalingState]] …", our
    // own offer is rolled back first, in a task and with events of its own.
    if (needsImplicitRollback(connection.session.signalingState, 'remote', type)) await rollBack(connection);
    return inParallel(connection, () => commit(connection, applyRemote(connection.session, type, sdp, [])));
  });
}

function rollBack(connection: ConnectionSlots): Promise<void> {
  const state = connection.signalingState;
  // "If description.type is "rollback" and connection.[[SignalingState]] is either "stable", "have-local-pranswer", or
  // "have-remote-pranswer", then reject p with a newly created InvalidStateError"
  if (state === 'stable' || state === 'have-local-pranswer' || state === 'have-remote-pranswer') {
    return Promise.reject(domException('InvalidStateError', `There is nothing to roll back in state '${state}'.`));
  }
  return connection.tasks.perform(() => commit(connection, rollback(connection.session), true));
}

/** The steps of the task that applies a description, in their order. */
function commit(connection: ConnectionSlots, result: ApplyResult, isRollback: boolean = false): void {
  if (!result.ok) throw jsepException(result.error);
  const before = connection.signalingState;
  connection.session = result.session;
  applyPlan(connection, result.plan, isRollback);
  const stable = connection.signalingState === 'stable';
  if (stable) {
    forgetReplacedCredentials(connection);
    // "Set connection.[[NegotiationNeeded]] to false and update the negotiation-needed flag."
    connection.negotiationNeeded = false;
    updateNegotiationNeeded(connection);
  }
  if (connection.signalingState !== before) fire(connection.object, 'signalingstatechange');
}

/** "… if none of the ICE credentials in [[LocalIceCredentialsToReplace]] are present in description, empty it." */
function forgetReplacedCredentials(connection: ConnectionSlots): void {
  const current = localIceCredentials(connection.session);
  const still = connection.localIceCredentialsToReplace.some(({ ufrag, pwd }) =>
    current.some(credentials => credentials.ufrag === ufrag && credentials.pwd === pwd),
  );
  if (!still) connection.localIceCredentialsToReplace = [];
}
