/** [[SctpTransport]]: made with the first description that offers data, started by the answer (W3C webrtc-pc §4.4.1.5, §6.1). */

import { base64Bytes } from '../../base/base64.ts';
import type { DataPlan } from '../../jsep/index.ts';
import type { ExchangedInits, SctpOptions } from '../../sctp/index.ts';
import { packetInDatagram } from '../../transport/index.ts';
import { type RTCSctpTransportState, type SctpTransportSlots } from '../rtc-sctp-transport.ts';
import { DEFAULT_MAX_MESSAGE_SIZE, type ServerOptions } from '../server-options.ts';
import { attachChannels } from './data-channels.ts';
import { dataSection } from './descriptions.ts';
import type { ConnectionSlots, SctpRecord } from './slots.ts';
import { createTransportObjects, fireIfShown, type TransportObjects } from './transport-objects.ts';

/** The largest message that we send, in bytes: the specification's canSendSize. */
const CAN_SEND_SIZE = 2 ** 30;

/** After a description was applied: the object comes with an offer of data, and goes when that is taken back or refused. */
export function updateSctpTransport(connection: ConnectionSlots): void {
  const { session, sctpTransport } = connection;
  if (connection.signalingState === 'stable') {
    if (sctpTransport !== null && session.data === undefined) endSctpTransport(connection, sctpTransport);
    connection.preparedTransport = undefined;
    return;
  }
  const section = dataSection(session.pendingLocal) ?? dataSection(session.pendingRemote);
  if (section === undefined || sctpTransport !== null) return;
  createRecord(connection, objectsOf(connection, section.mid));
}

/** The objects of the transport that carries the section, or is going to. */
function objectsOf(connection: ConnectionSlots, mid: string): TransportObjects {
  const record = connection.session.transports.find(({ mids }) => mids.includes(mid));
  const existing = record && connection.transports.get(record.id);
  if (existing !== undefined) return existing;
  connection.preparedTransport ??= createTransportObjects();
  return connection.preparedTransport;
}

function createRecord(connection: ConnectionSlots, { dtls }: TransportObjects): SctpRecord {
  const slots: SctpTransportSlots = {
    object: undefined,
    transport: dtls,
    sctpTransportState: 'connecting',
    maxMessageSize: null,
    maxChannels: null,
  };
  const record: SctpRecord = { slots, transport: undefined };
  connection.sctpTransport = record;
  return record;
}

/** W3C §6.1.2: closed also by "applying a remote description that rejects data", and where another one takes its place. */
function endSctpTransport(connection: ConnectionSlots, { slots, transport }: SctpRecord): void {
  connection.sctpTransport = null;
  // What carried it may carry media still, and another association one day.
  transport?.transport.stopSctp();
  if (slots.sctpTransportState === 'closed') return;
  slots.sctpTransportState = 'closed';
  connection.tasks.queue(() => fireIfShown(slots, 'statechange'));
}

/** What a plan says about the association. */
export function applyDataPlan(connection: ConnectionSlots, plan: DataPlan): void {
  if (plan.closed) {
    for (const channel of connection.channels) channel.transportClosed(undefined, true);
    connection.renewSctpInit();
    return;
  }
  const transport = connection.transports.get(plan.transportId);
  if (transport === undefined) return;
  const { sctpTransport } = connection;
  const fits = sctpTransport !== null && (sctpTransport.transport ?? transport) === transport;
  if (!fits && sctpTransport !== null) endSctpTransport(connection, sctpTransport);
  const record = fits ? sctpTransport : createRecord(connection, transport);
  // §6.1.1, "update the data max message size": the lesser of what the peer takes and what we can send.
  record.slots.maxMessageSize = Math.min(plan.maxMessageSize, CAN_SEND_SIZE);
  if (!plan.start || record.transport !== undefined) return;
  record.transport = transport;
  record.slots.transport = transport.dtls;
  attachChannels(connection);
  const options = {
    localPort: plan.localPort,
    remotePort: plan.remotePort,
    maxMessageSize: connection.options.maxMessageSize ?? DEFAULT_MAX_MESSAGE_SIZE,
    ...packetSizeOption(connection.options),
  };
  transport.transport.startSctp(options, exchangedInits(plan));
}

function exchangedInits({ inits }: DataPlan): ExchangedInits | undefined {
  const local = inits && base64Bytes(inits.local);
  const remote = inits && base64Bytes(inits.remote);
  return local === undefined || remote === undefined ? undefined : { local, remote };
}

function packetSizeOption({ maxPacketSize }: ServerOptions): Partial<SctpOptions> {
  return maxPacketSize === undefined ? {} : { maxPacketSize: packetInDatagram(maxPacketSize) };
}

/** A task: the association became `state`. */
export function sctpStateChanged(
  connection: ConnectionSlots,
  state: RTCSctpTransportState,
  streams: number | undefined,
): void {
  const record = connection.sctpTransport;
  if (record === null || record.slots.sctpTransportState === state) return;
  record.slots.sctpTransportState = state;
  if (state === 'connected') record.slots.maxChannels = streams ?? null;
  fireIfShown(record.slots, 'statechange');
}
