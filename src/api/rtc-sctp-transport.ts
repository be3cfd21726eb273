/** `RTCSctpTransport` (W3C webrtc-pc §6.1). */

import {
  CONSTRUCT,
  defineEventHandlers,
  defineInterface,
  type EventHandler,
  EventHandlers,
  requireConstructKey,
} from '../webidl/index.ts';
import { type DtlsTransportSlots, dtlsTransportOf, type RTCDtlsTransport } from './rtc-dtls-transport.ts';

/** How far the association is (W3C webrtc-pc §6.1.2). */
export type RTCSctpTransportState = 'connecting' | 'connected' | 'closed';

/** The internal slots, in the specification's names. */
export interface SctpTransportSlots {
  /** Made when somebody looks: nobody else can listen. */
  object: RTCSctpTransport | undefined;
  transport: DtlsTransportSlots;
  sctpTransportState: RTCSctpTransportState;
  /** Bytes; null before an answer. */
  maxMessageSize: number | null;
  maxChannels: number | null;
}

export let sctpTransportOf: (slots: SctpTransportSlots) => RTCSctpTransport;

/** The association that carries all data channels. */
export class RTCSctpTransport extends EventTarget {
  /** `state` changed. */
  declare onstatechange: EventHandler;

  readonly #slots: SctpTransportSlots;
  readonly #handlers: EventHandlers;

  private constructor(...args: [key: symbol, slots: SctpTransportSlots]) {
    requireConstructKey(args[0]);
    super();
    this.#slots = args[1];
    this.#handlers = new EventHandlers(this);
  }

  /** The encryption below. */
  get transport(): RTCDtlsTransport {
    return dtlsTransportOf(this.#slots.transport);
  }

  /** How far the association is. */
  get state(): RTCSctpTransportState {
    return this.#slots.sctpTransportState;
  }

  /**
   * Largest message that `send` takes, in bytes. It is null until it is negotiated: TypeScript's DOM library does not say
   * so, and what is ours is to be accepted where it is expected.
   */
  get maxMessageSize(): number {
    return this.#slots.maxMessageSize as number;
  }

  /** Null until the association is established. */
  get maxChannels(): number | null {
    return this.#slots.maxChannels;
  }

  static {
    sctpTransportOf = slots => {
      slots.object ??= new RTCSctpTransport(CONSTRUCT, slots);
      return slots.object;
    };
    defineEventHandlers(RTCSctpTransport, transport => transport.#handlers, ['statechange']);
    defineInterface(RTCSctpTransport, 'RTCSctpTransport');
  }
}
