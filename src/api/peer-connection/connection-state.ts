/** The three states of a connection, aggregated from its transports (W3C webrtc-pc §4.3.2, §4.3.3, §4.3.4). */

import { fire } from '../../webidl/index.ts';
import { RTCPeerConnectionIceEvent } from '../events.ts';
import type { ConnectionSlots, RTCIceConnectionState, RTCIceGatheringState, RTCPeerConnectionState } from './slots.ts';

/** What the aggregation looks at, of one transport. */
interface TransportStates {
  readonly ice: 'closed' | 'failed' | 'disconnected' | 'new' | 'checking' | 'completed' | 'connected';
  readonly dtls: 'new' | 'connecting' | 'connected' | 'closed' | 'failed';
  readonly gathering: 'new' | 'gathering' | 'complete';
}

/** §4.3.4, the rows of RTCIceConnectionState from top to bottom. */
export function aggregateIceConnectionState(transports: readonly TransportStates[]): RTCIceConnectionState {
  const some = (...states: readonly string[]): boolean => transports.some(({ ice }) => states.includes(ice));
  const every = (...states: readonly string[]): boolean => transports.every(({ ice }) => states.includes(ice));
  if (some('failed')) return 'failed';
  if (some('disconnected')) return 'disconnected';
  if (every('new', 'closed')) return 'new';
  if (some('new', 'checking')) return 'checking';
  if (every('completed', 'closed')) return 'completed';
  return 'connected';
}

/** §4.3.3, the rows of RTCPeerConnectionState from top to bottom. */
export function aggregateConnectionState(transports: readonly TransportStates[]): RTCPeerConnectionState {
  if (transports.some(({ ice, dtls }) => ice === 'failed' || dtls === 'failed')) return 'failed';
  if (transports.some(({ ice }) => ice === 'disconnected')) return 'disconnected';
  if (transports.every(({ ice, dtls }) => isIdle(ice) && isIdle(dtls))) return 'new';
  const connected = transports.every(
    ({ ice, dtls }) =>
      (ice === 'connected' || ice === 'completed' || ice === 'closed') && (dtls === 'connected' || dtls === 'closed'),
  );
  return connected ? 'connected' : 'connecting';
}

function isIdle(state: string): boolean {
  return state === 'new' || state === 'closed';
}

/** §4.3.2, RTCIceGatheringState. */
export function aggregateIceGatheringState(transports: readonly TransportStates[]): RTCIceGatheringState {
  if (transports.some(({ gathering }) => gathering === 'gathering')) return 'gathering';
  const complete = transports.length > 0 && transports.every(({ gathering }) => gathering === 'complete');
  return complete ? 'complete' : 'new';
}

function statesOf(slots: ConnectionSlots): TransportStates[] {
  return Array.from(slots.transports.values(), ({ ice, dtls }) => ({
    ice: ice.iceTransportState,
    dtls: dtls.dtlsTransportState,
    gathering: ice.iceGathererState,
  }));
}

/** Updates both connection states; answers what fires the events of those that changed, in their order. */
export function updateConnectionStates(slots: ConnectionSlots): () => void {
  const states = statesOf(slots);
  const iceConnectionState = aggregateIceConnectionState(states);
  const connectionState = aggregateConnectionState(states);
  const iceChanged = iceConnectionState !== slots.iceConnectionState;
  const changed = connectionState !== slots.connectionState;
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
  const state = aggregateIceGatheringState(statesOf(slots));
  if (state === slots.iceGatheringState) return;
  slots.iceGatheringState = state;
  fire(slots.object, 'icegatheringstatechange');
  // Step 6: "If newState is "complete", fire an event named icecandidate … with the candidate attribute set to null".
  if (state === 'complete' && !slots.isClosed) {
    slots.object.dispatchEvent(new RTCPeerConnectionIceEvent('icecandidate', { candidate: null }));
  }
}
