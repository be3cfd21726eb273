/** The negotiation-needed flag (W3C webrtc-pc §4.7.3). */

import { mediaNeedsNegotiation } from '../../jsep/index.ts';
import { fire } from '../../webidl/index.ts';
import { hasDataSection } from './descriptions.ts';
import type { ConnectionSlots } from './slots.ts';

/** "Update the negotiation-needed flag." */
export function updateNegotiationNeeded(connection: ConnectionSlots): void {
  // Step 1: "If the length of connection.[[Operations]] is not 0, then set
  // connection.[[UpdateNegotiationNeededFlagOnEmptyChain]] to true, and abort these steps."
  if (!connection.operations.empty) {
    connection.updateNegotiationNeededFlagOnEmptyChain = true;
    return;
  }
  // The task would find this state still, for descriptions are applied by operations; the one that leads to "stable" comes back.
  if (connection.signalingState !== 'stable') return;
  connection.tasks.queue(updateInTask, connection);
}

function updateInTask(connection: ConnectionSlots): void {
  if (!connection.operations.empty) {
    connection.updateNegotiationNeededFlagOnEmptyChain = true;
    return;
  }
  if (connection.signalingState !== 'stable') return;
  if (!isNegotiationNeeded(connection)) {
    connection.negotiationNeeded = false;
    return;
  }
  if (connection.negotiationNeeded) return;
  connection.negotiationNeeded = true;
  fire(connection.object, 'negotiationneeded');
}

/** The operations chain ran empty. */
export function chainEmptied(connection: ConnectionSlots): void {
  if (!connection.updateNegotiationNeededFlagOnEmptyChain) return;
  connection.updateNegotiationNeededFlagOnEmptyChain = false;
  updateNegotiationNeeded(connection);
}

/** "Check if negotiation is needed." */
export function isNegotiationNeeded(connection: ConnectionSlots): boolean {
  const { session, transceivers } = connection;
  // Step 2.
  if (connection.localIceCredentialsToReplace.length > 0) return true;
  // Step 4:
  // "If connection has created any RTCDataChannels, and no m= section in description has been negotiated yet for data,
  // return true."
  if (connection.dataChannelCreated && !hasDataSection(session.currentLocal)) return true;
  // Step 5.
  return mediaNeedsNegotiation(
    session,
    transceivers.map(({ state }) => state),
  );
}
