/** "Close the connection" (W3C webrtc-pc §4.4.1.1, close()), in the order of its steps. */

import { fire } from '../../webidl/index.ts';
import type { ConnectionSlots, SctpRecord } from './slots.ts';
import { stopTransceiver } from './transceivers.ts';

export function closeConnection(connection: ConnectionSlots): void {
  if (connection.isClosed) return;
  connection.isClosed = true;
  connection.tasks.close();
  connection.operations.close();
  connection.closeSession();
  // Step 4.
  for (const transceiver of connection.transceivers) if (!transceiver.stopped) stopTransceiver(transceiver);
  for (const channel of connection.channels) channel.closeAbruptly();
  connection.channels.clear();
  if (connection.sctpTransport !== null) closeSctpTransport(connection, connection.sctpTransport);
  for (const { dtls, ice, transport } of connection.transports.values()) {
    // SCTP ABORT, then the DTLS close_notify, then the sockets: in that order, and without another event.
    transport.close();
    dtls.dtlsTransportState = 'closed';
    ice.iceTransportState = 'closed';
  }
  connection.pool.end();
  connection.iceConnectionState = 'closed';
  connection.connectionState = 'closed';
}

function closeSctpTransport(connection: ConnectionSlots, { slots }: SctpRecord): void {
  if (slots.sctpTransportState === 'closed') return;
  slots.sctpTransportState = 'closed';
  // The specification fires nothing here; browsers do, and web-platform-tests wait for it. Who looks at it only after this
  // finds it closed.
  const { object } = slots;
  if (object !== undefined) connection.runtime.tasks.queue(() => fire(object, 'statechange'));
}
