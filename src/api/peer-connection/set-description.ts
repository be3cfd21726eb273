/** setLocalDescription(), setRemoteDescription() and "set an RTCSessionDescription" (W3C webrtc-pc §4.4.1.5, §4.4.2). */

import {
  type ApplyResult,
  applyLocal,
  applyRemote,
  localIceCredentials,
  needsImplicitRollback,
  nextSignalingState,
  rollback,
  type TransceiverState,
} from '../../jsep/index.ts';
import { domException, fire } from '../../webidl/index.ts';
import type { RTCCertificate } from '../rtc-certificate.ts';
import type { RTCSdpType } from '../rtc-session-description.ts';
import {
  applyLocalMedia,
  applyRemoteMedia,
  rememberStableState,
  rollBackMedia,
  settleTransceivers,
} from './apply-media.ts';
import { applyPlan } from './apply-plan.ts';
import { implicitDescription } from './create-description.ts';
import { jsepException } from './jsep-exception.ts';
import { updateNegotiationNeeded } from './negotiation-needed.ts';
import { announceTrackChanges, TrackChanges } from './remote-tracks.ts';
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
    requireUnchanged(connection, type, sdp);
    return process(connection, certificates => {
      requireState(connection, type);
      const text = sdp === '' ? implicitDescription(connection, certificates, type) : sdp;
      commit(connection, applyLocal(connection.session, type, text, transceiverStates(connection)), type, false);
    });
  });
}

/** webrtc-pc §4.4.2, steps 4.2 and 4.3 of setLocalDescription(): said before the state is looked at. */
function requireUnchanged({ session }: ConnectionSlots, type: 'offer' | 'pranswer' | 'answer', sdp: string): void {
  // "… and sdp is not the empty string and not equal to connection.[[LastCreatedOffer]], then return a promise rejected
  // with a newly created InvalidModificationError"
  const created = type === 'offer' ? session.lastCreatedOffer : session.lastCreatedAnswer;
  if (sdp === '' || sdp === created) return;
  throw domException('InvalidModificationError', `The ${type} is not the one that was created last.`);
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
    return process(connection, () => {
      commit(connection, applyRemote(connection.session, type, sdp, transceiverStates(connection)), type, true);
    });
  });
}

/** Steps 4.7.2 and 4.7.3: the process is one task, which waits for what setParameters() has begun. */
async function process(
  connection: ConnectionSlots,
  steps: (certificates: readonly RTCCertificate[]) => void,
): Promise<void> {
  const certificates = await connection.certificates;
  let done = false;
  while (!done) {
    done = await connection.tasks.perform(() => {
      if (connection.parametersPending > 0) return false;
      steps(certificates);
      return true;
    });
  }
}

function transceiverStates({ transceivers }: ConnectionSlots): TransceiverState[] {
  return transceivers.map(({ state }) => state);
}

function rollBack(connection: ConnectionSlots): Promise<void> {
  const state = connection.signalingState;
  // "If description.type is "rollback" and connection.[[SignalingState]] is either "stable", "have-local-pranswer", or
  // "have-remote-pranswer", then reject p with a newly created InvalidStateError"
  if (state === 'stable' || state === 'have-local-pranswer' || state === 'have-remote-pranswer') {
    return Promise.reject(domException('InvalidStateError', `There is nothing to roll back in state '${state}'.`));
  }
  return connection.tasks.perform(() => commit(connection, rollback(connection.session), 'rollback', false));
}

/** Step 4.7: the steps of the task that applies a description, in their order. */
function commit(connection: ConnectionSlots, result: ApplyResult, type: RTCSdpType, remote: boolean): void {
  if (!result.ok) throw jsepException(result.error);
  const before = connection.signalingState;
  // Step 4.7.4.
  if (type === 'offer' && before === 'stable') rememberStableState(connection);
  // Steps 4.7.5 to 4.7.8.
  connection.session = result.session;
  applyPlan(connection, result.plan, type === 'rollback');
  // Steps 4.7.9 to 4.7.12.
  const changes = new TrackChanges();
  if (type === 'rollback') rollBackMedia(connection, before === 'have-remote-offer', changes);
  else if (remote) applyRemoteMedia(connection, type, result.plan.media, changes);
  else applyLocalMedia(connection, type, result.plan.media, changes);
  // Step 4.7.13.
  if (type === 'answer') settleTransceivers(connection);
  // Step 4.7.14.
  const after = connection.signalingState;
  if (after === 'stable') {
    forgetReplacedCredentials(connection);
    // Step 4.7.14.3: "Clear the negotiation-needed flag and update the negotiation-needed flag."
    connection.negotiationNeeded = false;
    updateNegotiationNeeded(connection);
  }
  // Step 4.7.15.
  if (after !== before) fire(connection.object, 'signalingstatechange');
  // Steps 4.7.17 to 4.7.20.
  announceTrackChanges(connection, changes);
}

/** "… if none of the ICE credentials in [[LocalIceCredentialsToReplace]] are present in description, empty it." */
function forgetReplacedCredentials(connection: ConnectionSlots): void {
  if (connection.localIceCredentialsToReplace.length === 0) return;
  const current = localIceCredentials(connection.session);
  const still = connection.localIceCredentialsToReplace.some(({ ufrag, pwd }) =>
    current.some(credentials => credentials.ufrag === ufrag && credentials.pwd === pwd),
  );
  if (!still) connection.localIceCredentialsToReplace = [];
}
