/** The three states of a connection, aggregated from its transports (W3C webrtc-pc §4.3.2, §4.3.3, §4.3.4). */

import { fire } from '../../webidl/index.ts';
import { iceCandidateEvent } from '../events.ts';
import type { DtlsTransportSlots } from '../rtc-dtls-transport.ts';
import type { IceTransportSlots, RTCIceTransportState } from '../rtc-ice-transport.ts';
import type { ConnectionSlots, RTCIceConnectionState, RTCIceGatheringState, RTCPeerConnectionState } from './slots.ts';

/** What the aggregation looks at, of one transport: it may be asked ten times until a connection is up, and makes nothing. */
interface TransportStates {
  readonly ice: Pick<IceTransportSlots, 'iceTransportState' | 'iceGathererState'>;
  readonly dtls: Pick<DtlsTransportSlots, 'dtlsTransportState'>;
}

/** §4.3.4, the rows of RTCIceConnectionState from top to bottom. */
export function aggregateIceConnectionState(transports: readonly TransportStates[]): RTCIceConnectionState {
  if (someIce(transports, 'failed')) return 'failed';
  if (someIce(transports, 'disconnected')) return 'disconnected';
  if (everyIce(transports, 'new', 'closed')) return 'new';
  if (someIce(transports, 'new') || someIce(transports, 'checking')) return 'checking';
  if (everyIce(transports, 'completed', 'closed')) return 'completed';
  return 'connected';
}

function someIce(transports: readonly TransportStates[], state: RTCIceTransportState): boolean {
  for (const { ice } of transports) if (ice.iceTransportState === state) return true;
  return false;
}

function everyIce(
  transports: readonly TransportStates[],
  state: RTCIceTransportState,
  other: RTCIceTransportState,
): boolean {
  for (const { ice } of transports) {
    if (ice.iceTransportState !== state && ice.iceTransportState !== other) return false;
  }
  return true;
}

/** §4.3.3, the rows of RTCPeerConnectionState from top to bottom. */
export function aggregateConnectionState(transports: readonly TransportStates[]): RTCPeerConnectionState {
  if (someIce(transports, 'failed') || transports.some(isDtlsFailed)) return 'failed';
  if (someIce(transports, 'disconnected')) return 'disconnected';
  if (transports.every(isIdle)) return 'new';
  return transports.every(isConnected) ? 'connected' : 'connecting';
}

function isDtlsFailed({ dtls }: TransportStates): boolean {
  return dtls.dtlsTransportState === 'failed';
}

function isIdle({ ice: { iceTransportState: ice }, dtls: { dtlsTransportState: dtls } }: TransportStates): boolean {
  return (ice === 'new' || ice === 'closed') && (dtls === 'new' || dtls === 'closed');
}

function isConnected({
  ice: { iceTransportState: ice },
  dtls: { dtlsTransportState: dtls },
}: TransportStates): boolean {
  return (
    (ice === 'connected' || ice === 'completed' || ice === 'closed') && (dtls === 'connected' || dtls === 'closed')
  );
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
