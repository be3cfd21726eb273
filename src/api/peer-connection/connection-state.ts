/** The three states of a connection, aggregated from its transports (W3C webrtc-pc §4.3.2, §4.3.3, §4.3.4). */

import { fire } from '../../webidl/index.ts';
import { iceCandidateEvent } from '../events.ts';
import type { DtlsTransportSlots } from '../rtc-dtls-transport.ts';
import type { IceTransportSlots } from '../rtc-ice-transport.ts';
import type { ConnectionSlots, RTCIceConnectionState, RTCIceGatheringState, RTCPeerConnectionState } from './slots.ts';

/** What the aggregation looks at, of one transport: it may be asked ten times until a connection is up, and makes nothing. */
interface TransportStates {
  readonly ice: Pick<IceTransportSlots, 'iceTransportState' | 'iceGathererState'>;
  readonly dtls: Pick<DtlsTransportSlots, 'dtlsTransportState'>;
}

/** §4.3.4, the rows of RTCIceConnectionState from top to bottom. */
export function aggregateIceConnectionState(transports: readonly TransportStates[]): RTCIceConnectionState {
  let anyDisconnected = false;
  let allNew = true;
  let anyChecking = false;
  let allCompleted = true;
  for (const { ice } of transports) {
    const state = ice.iceTransportState;
    if (state === 'failed') return 'failed';
    if (state === 'disconnected') anyDisconnected = true;
    if (state !== 'new' && state !== 'closed') allNew = false;
    if (state === 'new' || state === 'checking') anyChecking = true;
    if (state !== 'completed' && state !== 'closed') allCompleted = false;
  }
  if (anyDisconnected) return 'disconnected';
  if (allNew) return 'new';
  if (anyChecking) return 'checking';
  return allCompleted ? 'completed' : 'connected';
}

/** §4.3.3, the rows of RTCPeerConnectionState from top to bottom. */
export function aggregateConnectionState(transports: readonly TransportStates[]): RTCPeerConnectionState {
  let anyDisconnected = false;
  let allNew = true;
  let allConnected = true;
  for (const transport of transports) {
    const ice = transport.ice.iceTransportState;
    const dtls = transport.dtls.dtlsTransportState;
    if (ice === 'failed' || dtls === 'failed') return 'failed';
    if (ice === 'disconnected') anyDisconnected = true;
    if ((ice !== 'new' && ice !== 'closed') || (dtls !== 'new' && dtls !== 'closed')) allNew = false;
    const iceConnected = ice === 'connected' || ice === 'completed' || ice === 'closed';
    if (!iceConnected || (dtls !== 'connected' && dtls !== 'closed')) allConnected = false;
  }
  if (anyDisconnected) return 'disconnected';
  if (allNew) return 'new';
  return allConnected ? 'connected' : 'connecting';
}

/** §4.3.2, RTCIceGatheringState. */
export function aggregateIceGatheringState(transports: readonly TransportStates[]): RTCIceGatheringState {
  let complete = transports.length > 0;
  for (const { ice } of transports) {
    if (ice.iceGathererState === 'gathering') return 'gathering';
    if (ice.iceGathererState !== 'complete') complete = false;
  }
  return complete ? 'complete' : 'new';
}

const FIRE_NOTHING = (): void => {};

/** Updates both connection states; answers what fires the events of those that changed, in their order. */
export function updateConnectionStates(slots: ConnectionSlots): () => void {
  const transports = [...slots.transports.values()];
  const iceConnectionState = aggregateIceConnectionState(transports);
  const connectionState = aggregateConnectionState(transports);
  const iceChanged = iceConnectionState !== slots.iceConnectionState;
  const changed = connectionState !== slots.connectionState;
  if (!iceChanged && !changed) return FIRE_NOTHING;
  slots.iceConnectionState = iceConnectionState;
  slots.connectionState = connectionState;
  return () => {
    if (iceChanged) fire(slots.object, 'iceconnectionstatechange');
    // A listener of the first event may have closed the connection.
    if (changed && !slots.isClosed) fire(slots.object, 'connectionstatechange');
  };
}

/** §4.3.2, "update the ICE gathering state". */
export function updateIceGatheringState(slots: ConnectionSlots): void {
  if (slots.isClosed) return;
  const state = aggregateIceGatheringState([...slots.transports.values()]);
  if (state === slots.iceGatheringState) return;
  slots.iceGatheringState = state;
  fire(slots.object, 'icegatheringstatechange');
  // Step 6: "If newState is "complete", fire an event named icecandidate … with the candidate attribute set to null".
  if (state === 'complete' && !slots.isClosed) {
    slots.object.dispatchEvent(iceCandidateEvent(null, null));
  }
}
