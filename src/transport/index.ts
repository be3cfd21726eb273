/** The path of one BUNDLE group: ICE, DTLS, SCTP and data channels in one object. */

export type { TransportCounters, TransportDrop } from './counters.ts';
export type { DtlsDescription, SctpTransportState, TransportEvents } from './events.ts';
export type { ReceiverHandle, SenderHandle } from './media-handles.ts';
export type { DtlsStart, TransportOptions } from './options.ts';
export { PeerTransport } from './peer-transport.ts';
export { packetInDatagram } from './sctp-path.ts';
