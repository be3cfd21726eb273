/** The slots of the objects that show one transport, which may be there before the transport is (W3C webrtc-pc §5.5, §5.6). */

import { fire } from '../../webidl/index.ts';
import type { DtlsTransportSlots } from '../rtc-dtls-transport.ts';
import { type IceTransportSlots, newIceTransportSlots } from '../rtc-ice-transport.ts';

export interface TransportObjects {
  readonly ice: IceTransportSlots;
  readonly dtls: DtlsTransportSlots;
}

export function createTransportObjects(): TransportObjects {
  const ice = newIceTransportSlots();
  return { ice, dtls: { object: undefined, dtlsTransportState: 'new', ice, remoteCertificates: [] } };
}

/** An event at an object that nobody has looked at reaches nobody. */
export function fireIfShown({ object }: { readonly object: EventTarget | undefined }, type: string): void {
  if (object !== undefined) fire(object, type);
}
