/** Candidates in both directions: addIceCandidate(), surfacing our own, end of candidates (W3C webrtc-pc §4.4.1.3, §5.6). */

import type { IceCandidate } from '../../ice/index.ts';
import { parseCandidate } from '../../ice/index.ts';
import {
  addLocalCandidate,
  addRemoteCandidate,
  candidateTarget,
  describesLocally,
  endLocalCandidates,
  MAX_CANDIDATES,
} from '../../jsep/index.ts';
import { domException } from '../../webidl/index.ts';
import { iceCandidateEvent } from '../events.ts';
import { createIceCandidate, type RTCIceCandidateInit } from '../rtc-ice-candidate.ts';
import { jsepException } from './jsep-exception.ts';
import type { ConnectionSlots } from './slots.ts';
import { asCandidate, asLocalCandidate, shows, type TransportSlots } from './transport-slots.ts';

/** §4.4.2 addIceCandidate(), after conversion. */
export function addIceCandidate(connection: ConnectionSlots, candidate: Required<RTCIceCandidateInit>): Promise<void> {
  // Step 3: "If candidate.candidate is not an empty string and both candidate.sdpMid and candidate.sdpMLineIndex are
  // null, return a promise rejected with a newly created TypeError."
  if (candidate.candidate !== '' && candidate.sdpMid === null && candidate.sdpMLineIndex === null) {
    return Promise.reject(
      new TypeError("Failed to execute 'addIceCandidate' on 'RTCPeerConnection': sdpMid and sdpMLineIndex are null."),
    );
  }
  return connection.operations.chain(() => {
    const { currentRemote, pendingRemote } = connection.session;
    if (currentRemote === null && pendingRemote === null) {
      throw domException('InvalidStateError', 'There is no remote description.');
    }
    return connection.tasks.perform(() => applyCandidate(connection, candidate));
  });
}

function applyCandidate(connection: ConnectionSlots, candidate: Required<RTCIceCandidateInit>): void {
  const result = addRemoteCandidate(connection.session, candidate);
  if (!result.ok) throw jsepException(result.error);
  connection.session = result.session;
  for (const delivery of result.deliveries) {
    const slots = connection.transports.get(delivery.transportId);
    if (slots === undefined) continue;
    if (delivery.candidate === '') slots.transport.endOfRemoteCandidates();
    else deliverRemoteCandidate(slots, delivery.candidate);
  }
}

/** Gives a candidate line of the peer to the transport, and shows it in getRemoteCandidates(). */
export function deliverRemoteCandidate(slots: TransportSlots, line: string): void {
  const { ice } = slots;
  // Of all sections that share the transport; the agent itself takes fewer.
  if (ice.remoteCandidates.length >= MAX_CANDIDATES) return;
  const candidate = parseCandidate(line);
  if (candidate === undefined) return;
  slots.transport.addRemoteCandidate(candidate);
  if (ice.remoteCandidates.some(object => shows(object, candidate))) return;
  ice.remoteCandidates = ice.remoteCandidates.concat(asCandidate(slots, candidate, line));
}

/** "Surface the candidate." */
export function surfaceCandidate(
  connection: ConnectionSlots,
  slots: TransportSlots,
  candidate: IceCandidate,
  ufrag: string,
): void {
  // There are no early candidates: what gathers ahead tells nothing before a description takes it over. A candidate of a
  // generation that was rolled back is of no use to anybody.
  if (!describesLocally(connection.session, ufrag)) return;
  const target = candidateTarget(connection.session, slots.id);
  if (target === undefined) return;
  slots.mid = target.sdpMid;
  slots.index = target.sdpMLineIndex;
  const object = asLocalCandidate(slots, candidate, ufrag);
  slots.ice.localCandidates = slots.ice.localCandidates.concat(object);
  if (ufrag === slots.returnedUfrag) return;
  connection.session = addLocalCandidate(connection.session, slots.id, ufrag, object.candidate);
  connection.object.dispatchEvent(iceCandidateEvent(object, candidate.url ?? null));
}

/** The end of gathering of one generation: a candidate that is empty. */
export function endOfLocalCandidates(connection: ConnectionSlots, slots: TransportSlots, ufrag: string): void {
  if (!describesLocally(connection.session, ufrag)) return;
  connection.session = endLocalCandidates(connection.session, slots.id, ufrag);
  const target = candidateTarget(connection.session, slots.id);
  if (target === undefined) return;
  const candidate = createIceCandidate({
    candidate: '',
    sdpMid: target.sdpMid,
    sdpMLineIndex: target.sdpMLineIndex,
    usernameFragment: ufrag,
    relayProtocol: null,
    url: null,
  });
  connection.object.dispatchEvent(iceCandidateEvent(candidate, null));
}
