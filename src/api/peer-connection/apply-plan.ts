/** Carries a JSEP plan out: transports are made, told what was agreed, started, restarted and closed. */

import type { Plan, TransportPlan } from '../../jsep/index.ts';
import { fire } from '../../webidl/index.ts';
import type { RTCCertificate } from '../rtc-certificate.ts';
import { localCertificate } from '../rtc-certificate.ts';
import { updateConnectionStates, updateIceGatheringState } from './connection-state.ts';
import { updateChannelIds } from './data-channels.ts';
import { deliverRemoteCandidate } from './ice-candidates.ts';
import { applyDataPlan, updateSctpTransport } from './sctp-transport.ts';
import type { ConnectionSlots } from './slots.ts';
import { fireIfShown } from './transport-objects.ts';
import { createTransport, type TransportSlots } from './transport-slots.ts';

/** `rollback`: the plan takes an offer back. */
export function applyPlan(connection: ConnectionSlots, plan: Plan, rollback: boolean): void {
  for (const transport of plan.transports) applyTransportPlan(connection, transport, rollback);
  if (connection.transports.size === 0) resetGatheringState(connection);
  if (rollback) connection.pool.rolledBack();
  else if (plan.signalingState === 'stable') connection.pool.end();
  if (plan.data !== undefined) applyDataPlan(connection, plan.data);
  updateSctpTransport(connection);
  updateChannelIds(connection);
}

/** In the order that `TransportPlan` prescribes. */
function applyTransportPlan(connection: ConnectionSlots, plan: TransportPlan, rollback: boolean): void {
  let slots = connection.transports.get(plan.id);
  if (slots === undefined) {
    if (!plan.create) return;
    slots = createTransport(connection, plan);
    connection.transports.set(plan.id, slots);
    describeLocal(slots, plan);
  }
  slots.mid = plan.mid;
  slots.index = plan.index;
  const { transport, ice } = slots;
  if (plan.iceRestart) {
    transport.restartIce(plan.localIce);
    describeLocal(slots, plan);
    ice.localCandidates = [];
    ice.remoteCandidates = [];
    slots.returnedUfrag = rollback ? plan.localIce.ufrag : undefined;
  }
  if (plan.iceRole !== undefined) {
    // A new transport has it; a lite one that is to have another says so by itself.
    if (transport.ice.role !== plan.iceRole) transport.setIceRole(plan.iceRole);
    ice.iceRole = plan.iceRole;
  }
  if (plan.remoteIce !== undefined) {
    transport.setRemoteParameters(plan.remoteIce);
    ice.remoteParameters = { usernameFragment: plan.remoteIce.ufrag, password: plan.remoteIce.pwd };
  }
  for (const candidate of plan.remoteCandidates) deliverRemoteCandidate(slots, candidate);
  if (plan.endOfCandidates) transport.endOfRemoteCandidates();
  if (plan.dtls !== undefined) startDtls(connection, slots, plan.dtls);
  if (plan.gather) {
    const { iceServers, dictionary } = connection.configuration;
    // A new transport has those of today.
    if (!plan.create) transport.setServers(iceServers, dictionary.iceTransportPolicy);
    transport.gather();
  }
  if (plan.close) closeTransport(connection, slots);
}

function describeLocal(slots: TransportSlots, plan: TransportPlan): void {
  slots.ice.localParameters = { usernameFragment: plan.localIce.ufrag, password: plan.localIce.pwd };
}

function startDtls(connection: ConnectionSlots, slots: TransportSlots, plan: NonNullable<TransportPlan['dtls']>): void {
  // Known by now: a plan is only made once the certificates are there.
  const certificate = connection.knownCertificates[0] as RTCCertificate;
  slots.transport.startDtls({
    role: plan.role,
    certificate: localCertificate(certificate),
    remoteFingerprints: plan.remoteFingerprints,
  });
}

/** Nothing is left to gather for: so it is before the description's promise is settled, and the event has its task. */
function resetGatheringState(connection: ConnectionSlots): void {
  if (connection.iceGatheringState === 'new') return;
  connection.iceGatheringState = 'new';
  connection.tasks.queue(() => fire(connection.object, 'icegatheringstatechange'));
}

/** The transport was taken back, or nothing is carried on it any more. */
function closeTransport(connection: ConnectionSlots, slots: TransportSlots): void {
  const { transport, ice, dtls } = slots;
  transport.close();
  const peerWasFirst = dtls.dtlsTransportState === 'closed';
  ice.iceTransportState = 'closed';
  dtls.dtlsTransportState = 'closed';
  connection.transports.delete(slots.id);
  if (connection.sctpTransport?.transport === slots) {
    for (const channel of connection.channels) {
      if (channel.channel !== undefined) channel.transportClosed(undefined, true);
    }
  }
  connection.tasks.queue(() => {
    if (!peerWasFirst) fireIfShown(dtls, 'statechange');
    fireIfShown(ice, 'statechange');
    updateIceGatheringState(connection);
    if (!connection.isClosed) updateConnectionStates(connection)();
  });
}
