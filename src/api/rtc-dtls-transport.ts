/** `RTCDtlsTransport` (W3C webrtc-pc §5.5). */

import {
  CONSTRUCT,
  defineEventHandlers,
  defineInterface,
  type EventHandler,
  EventHandlers,
  requireConstructKey,
} from '../webidl/index.ts';
import type { RTCErrorEvent } from './rtc-error.ts';
import type { RTCIceTransport } from './rtc-ice-transport.ts';

export type RTCDtlsTransportState = 'new' | 'connecting' | 'connected' | 'closed' | 'failed';

/** The internal slots, in the specification's names. */
export interface DtlsTransportSlots {
  dtlsTransportState: RTCDtlsTransportState;
  readonly iceTransport: RTCIceTransport;
  /** DER. */
  remoteCertificates: readonly Uint8Array[];
}

export let createDtlsTransport: (slots: DtlsTransportSlots) => RTCDtlsTransport;

/** The encryption over an `RTCIceTransport`. */
export class RTCDtlsTransport extends EventTarget {
  declare onstatechange: EventHandler<RTCDtlsTransport>;
  declare onerror: EventHandler<RTCDtlsTransport, RTCErrorEvent>;

  readonly #slots: DtlsTransportSlots;
  readonly #handlers: EventHandlers;

  private constructor(...args: [key: symbol, slots: DtlsTransportSlots]) {
    requireConstructKey(args[0]);
    super();
    this.#slots = args[1];
    this.#handlers = new EventHandlers(this);
  }

  get iceTransport(): RTCIceTransport {
    return this.#slots.iceTransport;
  }

  get state(): RTCDtlsTransportState {
    return this.#slots.dtlsTransportState;
  }

  /** What the peer presented, DER, its own certificate first. */
  getRemoteCertificates(): ArrayBuffer[] {
    return this.#slots.remoteCertificates.map(der => Uint8Array.from(der).buffer);
  }

  static {
    createDtlsTransport = slots => new RTCDtlsTransport(CONSTRUCT, slots);
    defineEventHandlers(RTCDtlsTransport, transport => transport.#handlers, ['statechange', 'error']);
    defineInterface(RTCDtlsTransport, 'RTCDtlsTransport');
  }
}
