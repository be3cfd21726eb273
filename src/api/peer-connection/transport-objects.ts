/** The objects that show one transport, which may be there before the transport is (W3C webrtc-pc §5.5, §5.6). */

import { createDtlsTransport, type DtlsTransportSlots, type RTCDtlsTransport } from '../rtc-dtls-transport.ts';
import {
  createIceTransport,
  type IceTransportSlots,
  newIceTransportSlots,
  type RTCIceTransport,
} from '../rtc-ice-transport.ts';

export interface TransportObjects {
  readonly ice: IceTransportSlots;
  readonly iceObject: RTCIceTransport;
  readonly dtls: DtlsTransportSlots;
  readonly dtlsObject: RTCDtlsTransport;
}

export function createTransportObjects(): TransportObjects {
  const ice = newIceTransportSlots();
  const iceObject = createIceTransport(ice);
  const dtls: DtlsTransportSlots = { dtlsTransportState: 'new', iceTransport: iceObject, remoteCertificates: [] };
  return { ice, iceObject, dtls, dtlsObject: createDtlsTransport(dtls) };
}
