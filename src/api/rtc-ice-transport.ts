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

export type RTCIceRole = 'unknown' | 'controlling' | 'controlled';
export type RTCIceTransportState =
  | 'closed'
  | 'failed'
  | 'disconnected'
  | 'new'
  | 'checking'
  | 'completed'
  | 'connected';
export type RTCIceGathererState = 'new' | 'gathering' | 'complete';

export interface RTCIceParameters {
  usernameFragment?: string;
  password?: string;
}

/** The internal slots, in the specification's names. */
export interface IceTransportSlots {
  iceRole: RTCIceRole;
  iceTransportState: RTCIceTransportState;
  iceGathererState: RTCIceGathererState;
  selectedCandidatePair: RTCIceCandidatePair | null;
  localCandidates: RTCIceCandidate[];
  remoteCandidates: RTCIceCandidate[];
  localParameters: RTCIceParameters | null;
  remoteParameters: RTCIceParameters | null;
}

export function newIceTransportSlots(): IceTransportSlots {
  return {
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

export let createIceTransport: (slots: IceTransportSlots) => RTCIceTransport;

/** The path that packets take: candidates, pairs, and the state of the checks. */
export class RTCIceTransport extends EventTarget {
  declare onstatechange: EventHandler;
  declare ongatheringstatechange: EventHandler;
  declare onselectedcandidatepairchange: EventHandler;

  readonly #slots: IceTransportSlots;
  readonly #handlers: EventHandlers;

  private constructor(...args: [key: symbol, slots: IceTransportSlots]) {
    requireConstructKey(args[0]);
    super();
    this.#slots = args[1];
    this.#handlers = new EventHandlers(this);
  }

  get role(): RTCIceRole {
    return this.#slots.iceRole;
  }

  /** Always `rtp`: RTCP is multiplexed. */
  get component(): RTCIceComponent {
    void this.#slots;
    return 'rtp';
  }

  get state(): RTCIceTransportState {
    return this.#slots.iceTransportState;
  }

  get gatheringState(): RTCIceGathererState {
    return this.#slots.iceGathererState;
  }

  getLocalCandidates(): RTCIceCandidate[] {
    return [...this.#slots.localCandidates];
  }

  getRemoteCandidates(): RTCIceCandidate[] {
    return [...this.#slots.remoteCandidates];
  }

  getSelectedCandidatePair(): RTCIceCandidatePair | null {
    return this.#slots.selectedCandidatePair;
  }

  getLocalParameters(): RTCIceParameters | null {
    const { localParameters } = this.#slots;
    return localParameters === null ? null : { ...localParameters };
  }

  getRemoteParameters(): RTCIceParameters | null {
    const { remoteParameters } = this.#slots;
    return remoteParameters === null ? null : { ...remoteParameters };
  }

  static {
    createIceTransport = slots => new RTCIceTransport(CONSTRUCT, slots);
    defineEventHandlers(RTCIceTransport, transport => transport.#handlers, [
      'statechange',
      'gatheringstatechange',
      'selectedcandidatepairchange',
    ]);
    defineInterface(RTCIceTransport, 'RTCIceTransport');
  }
}
