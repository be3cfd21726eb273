/** `RTCIceTransport` (W3C webrtc-pc §5.6). */

import {
  CONSTRUCT,
  defineEventHandlers,
  defineInterface,
  type EventHandler,
  EventHandlers,
  requireConstructKey,
} from '../webidl/index.ts';
import type { RTCIceCandidate, RTCIceCandidatePair, RTCIceComponent } from './rtc-ice-candidate.ts';

/** Who chooses the pair (RFC 8445 §2.3). */
export type RTCIceRole = 'unknown' | 'controlling' | 'controlled';
/** How far the checks are (W3C webrtc-pc §5.6.4). */
export type RTCIceTransportState =
  | 'closed'
  | 'failed'
  | 'disconnected'
  | 'new'
  | 'checking'
  | 'completed'
  | 'connected';
/** How far the gathering of candidates is (W3C webrtc-pc §5.6.3). */
export type RTCIceGathererState = 'new' | 'gathering' | 'complete';

/** Credentials of ICE (RFC 8445 §5.3). */
export interface RTCIceParameters {
  /** 4 to 256 characters. */
  usernameFragment?: string;
  /** 22 to 256 characters. */
  password?: string;
}

/** The internal slots, in the specification's names. */
export interface IceTransportSlots {
  /** Made when somebody looks: nobody else can listen. */
  object: RTCIceTransport | undefined;
  iceRole: RTCIceRole;
  iceTransportState: RTCIceTransportState;
  iceGathererState: RTCIceGathererState;
  /** It makes the object when somebody looks. */
  selectedCandidatePair: { readonly object: RTCIceCandidatePair } | null;
  localCandidates: RTCIceCandidate[];
  remoteCandidates: RTCIceCandidate[];
  localParameters: RTCIceParameters | null;
  remoteParameters: RTCIceParameters | null;
}

export function newIceTransportSlots(): IceTransportSlots {
  return {
    object: undefined,
    iceRole: 'unknown',
    iceTransportState: 'new',
    iceGathererState: 'new',
    selectedCandidatePair: null,
    localCandidates: [],
    remoteCandidates: [],
    localParameters: null,
    remoteParameters: null,
  };
}

export let iceTransportOf: (slots: IceTransportSlots) => RTCIceTransport;

/** The path that packets take: candidates, pairs, and the state of the checks. */
export class RTCIceTransport extends EventTarget {
  /** `state` changed. */
  declare onstatechange: EventHandler;
  /** `gatheringState` changed. */
  declare ongatheringstatechange: EventHandler;
  /** Packets take another pair. */
  declare onselectedcandidatepairchange: EventHandler;

  readonly #slots: IceTransportSlots;
  readonly #handlers: EventHandlers;

  private constructor(...args: [key: symbol, slots: IceTransportSlots]) {
    requireConstructKey(args[0]);
    super();
    this.#slots = args[1];
    this.#handlers = new EventHandlers(this);
  }

  /** Who chooses the pair. */
  get role(): RTCIceRole {
    return this.#slots.iceRole;
  }

  /** Always `rtp`: RTCP is multiplexed. */
  get component(): RTCIceComponent {
    void this.#slots;
    return 'rtp';
  }

  /** How far the checks are. */
  get state(): RTCIceTransportState {
    return this.#slots.iceTransportState;
  }

  /** How far the gathering of our candidates is. */
  get gatheringState(): RTCIceGathererState {
    return this.#slots.iceGathererState;
  }

  /** Those that were told the application. */
  getLocalCandidates(): RTCIceCandidate[] {
    return [...this.#slots.localCandidates];
  }

  /** Those that the application gave. */
  getRemoteCandidates(): RTCIceCandidate[] {
    return [...this.#slots.remoteCandidates];
  }

  /** The pair that packets take; null if there is none. */
  getSelectedCandidatePair(): RTCIceCandidatePair | null {
    return this.#slots.selectedCandidatePair?.object ?? null;
  }

  /** Our credentials; null before they are signalled. */
  getLocalParameters(): RTCIceParameters | null {
    const { localParameters } = this.#slots;
    return localParameters === null ? null : { ...localParameters };
  }

  /** The peer's credentials; null before they are signalled. */
  getRemoteParameters(): RTCIceParameters | null {
    const { remoteParameters } = this.#slots;
    return remoteParameters === null ? null : { ...remoteParameters };
  }

  static {
    iceTransportOf = slots => {
      slots.object ??= new RTCIceTransport(CONSTRUCT, slots);
      return slots.object;
    };
    defineEventHandlers(RTCIceTransport, transport => transport.#handlers, [
      'statechange',
      'gatheringstatechange',
      'selectedcandidatepairchange',
    ]);
    defineInterface(RTCIceTransport, 'RTCIceTransport');
  }
}
