/** `RTCDtlsTransport` (W3C webrtc-pc §5.5). */

import {
  CONSTRUCT,
  defineEventHandlers,
  defineInterface,
  type EventHandler,
  EventHandlers,
  type EventHandlerValue,
  requireConstructKey,
} from '../webidl/index.ts';
import type { RTCErrorEvent } from './rtc-error.ts';
import { type IceTransportSlots, iceTransportOf, type RTCIceTransport } from './rtc-ice-transport.ts';

/** How far the handshake is (W3C webrtc-pc §5.5). */
export type RTCDtlsTransportState = 'new' | 'connecting' | 'connected' | 'closed' | 'failed';

/** The internal slots, in the specification's names. */
export interface DtlsTransportSlots {
  /** Made when somebody looks: nobody else can listen. */
  object: RTCDtlsTransport | undefined;
  dtlsTransportState: RTCDtlsTransportState;
  readonly ice: IceTransportSlots;
  /** DER. */
  remoteCertificates: readonly Uint8Array[];
}

export let dtlsTransportOf: (slots: DtlsTransportSlots) => RTCDtlsTransport;

// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface RTCDtlsTransport {
  /** The handshake failed, or the peer's certificate is not the one that was signalled. */
  get onerror(): EventHandlerValue;
  set onerror(handler: EventHandler<RTCErrorEvent>);
}

/** The encryption over an `RTCIceTransport`. */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export class RTCDtlsTransport extends EventTarget {
  /** `state` changed. */
  declare onstatechange: EventHandler;

  readonly #slots: DtlsTransportSlots;
  readonly #handlers: EventHandlers;

  private constructor(...args: [key: symbol, slots: DtlsTransportSlots]) {
    requireConstructKey(args[0]);
    super();
    this.#slots = args[1];
    this.#handlers = new EventHandlers(this);
  }

  /** The path below. */
  get iceTransport(): RTCIceTransport {
    return iceTransportOf(this.#slots.ice);
  }

  /** How far the handshake is. */
  get state(): RTCDtlsTransportState {
    return this.#slots.dtlsTransportState;
  }

  /** What the peer presented, DER, its own certificate first. */
  getRemoteCertificates(): ArrayBuffer[] {
    return this.#slots.remoteCertificates.map(der => Uint8Array.from(der).buffer);
  }

  static {
    dtlsTransportOf = slots => {
      slots.object ??= new RTCDtlsTransport(CONSTRUCT, slots);
      return slots.object;
    };
    defineEventHandlers(RTCDtlsTransport, transport => transport.#handlers, ['statechange', 'error']);
    defineInterface(RTCDtlsTransport, 'RTCDtlsTransport');
  }
}
