/** The event classes of a connection (W3C webrtc-pc §4.8.2, §4.8.3, §6.3). */

import {
  type Converter,
  defineInterface,
  dictionary,
  domString,
  interfaceType,
  nullable,
  optional,
  requireArguments,
  required,
  unsignedShort,
  usvString,
  withDefault,
} from '../webidl/index.ts';
import { EVENT_INIT, type EventInit } from './event-init.ts';
import { isDataChannel, type RTCDataChannel } from './rtc-data-channel.ts';
import { isIceCandidate, type RTCIceCandidate } from './rtc-ice-candidate.ts';
import type { RTCTrackEvent } from './rtc-track-event.ts';

export type { EventHandler, EventHandlerValue, ListeningOptions, TypedListening } from '../webidl/index.ts';

/** The events of an {@link RTCPeerConnection}. */
export interface RTCPeerConnectionEventMap {
  /** `connectionState` changed. */
  connectionstatechange: Event;
  /** The peer opened a data channel. */
  datachannel: RTCDataChannelEvent;
  /** A local candidate to signal; with `candidate` null, the end of gathering. */
  icecandidate: RTCPeerConnectionIceEvent;
  /** A STUN or TURN server refused us, or did not answer. */
  icecandidateerror: RTCPeerConnectionIceErrorEvent;
  /** `iceConnectionState` changed. */
  iceconnectionstatechange: Event;
  /** `iceGatheringState` changed. */
  icegatheringstatechange: Event;
  /** There is something to offer. */
  negotiationneeded: Event;
  /** `signalingState` changed. */
  signalingstatechange: Event;
  /** The peer sends a track. */
  track: RTCTrackEvent;
}

/** What an {@link RTCPeerConnectionIceEvent} is made with. */
export interface RTCPeerConnectionIceEventInit extends EventInit {
  /** Default null. */
  candidate?: RTCIceCandidate | null;
  /** Default null. */
  url?: string | null;
}

const toIceEventInit: Converter<RTCPeerConnectionIceEventInit> = dictionary(
  'RTCPeerConnectionIceEventInit',
  EVENT_INIT,
  {
    candidate: optional(nullable(interfaceType('RTCIceCandidate', isIceCandidate))),
    url: optional(nullable(usvString)),
  },
);

/** What needs no conversion: only our own code can make one. */
class OwnIceEventInit {
  readonly candidate: RTCIceCandidate | null;
  readonly url: string | null;

  constructor(candidate: RTCIceCandidate | null, url: string | null) {
    this.candidate = candidate;
    this.url = url;
  }
}

/** As the constructor does it, without looking at what we wrote ourselves. */
export function iceCandidateEvent(candidate: RTCIceCandidate | null, url: string | null): RTCPeerConnectionIceEvent {
  return new RTCPeerConnectionIceEvent('icecandidate', new OwnIceEventInit(candidate, url));
}

/** A local candidate to signal; with `candidate` null, the end of gathering. */
export class RTCPeerConnectionIceEvent extends Event {
  readonly #candidate: RTCIceCandidate | null;
  readonly #url: string | null;

  constructor(type: string, eventInitDict: RTCPeerConnectionIceEventInit = {}) {
    requireArguments(arguments.length, 1, "Failed to construct 'RTCPeerConnectionIceEvent'");
    const init: RTCPeerConnectionIceEventInit =
      eventInitDict instanceof OwnIceEventInit
        ? eventInitDict
        : toIceEventInit(eventInitDict, "Failed to construct 'RTCPeerConnectionIceEvent'");
    super(type, init);
    this.#candidate = init.candidate ?? null;
    this.#url = init.url ?? null;
  }

  /** The candidate; null at the end of gathering. */
  get candidate(): RTCIceCandidate | null {
    return this.#candidate;
  }

  /** The STUN or TURN server that it came from; null for others. */
  get url(): string | null {
    return this.#url;
  }

  static {
    defineInterface(RTCPeerConnectionIceEvent, 'RTCPeerConnectionIceEvent');
  }
}

/** What an {@link RTCPeerConnectionIceErrorEvent} is made with. */
export interface RTCPeerConnectionIceErrorEventInit extends EventInit {
  /** Default null. */
  address?: string | null;
  /** Default null. */
  port?: number | null;
  /** Default empty. */
  url?: string;
  /** A STUN error code, or 701. */
  errorCode: number;
  /** Default empty. */
  errorText?: string;
}

const toIceErrorEventInit: Converter<Required<RTCPeerConnectionIceErrorEventInit>> = dictionary(
  'RTCPeerConnectionIceErrorEventInit',
  EVENT_INIT,
  {
    address: withDefault(nullable(domString), () => null),
    port: withDefault(nullable(unsignedShort()), () => null),
    url: withDefault(usvString, () => ''),
    errorCode: required(unsignedShort()),
    errorText: withDefault(usvString, () => ''),
  },
);

/** A STUN or TURN server refused us, or did not answer (error code 701). */
export class RTCPeerConnectionIceErrorEvent extends Event {
  readonly #init: Required<RTCPeerConnectionIceErrorEventInit>;

  constructor(type: string, eventInitDict: RTCPeerConnectionIceErrorEventInit) {
    requireArguments(arguments.length, 2, "Failed to construct 'RTCPeerConnectionIceErrorEvent'");
    const init = toIceErrorEventInit(eventInitDict, "Failed to construct 'RTCPeerConnectionIceErrorEvent'");
    super(type, init);
    this.#init = init;
  }

  /** Our address that the server was asked from; null if it is not to be told. */
  get address(): string | null {
    return this.#init.address;
  }

  /** Our port that the server was asked from; null if it is not to be told. */
  get port(): number | null {
    return this.#init.port;
  }

  /** The server. */
  get url(): string {
    return this.#init.url;
  }

  /** What the server answered (RFC 8489 §14.8, RFC 8656 §19); 701 if it could not be reached. */
  get errorCode(): number {
    return this.#init.errorCode;
  }

  /** The server's reason, or ours. */
  get errorText(): string {
    return this.#init.errorText;
  }

  static {
    defineInterface(RTCPeerConnectionIceErrorEvent, 'RTCPeerConnectionIceErrorEvent');
  }
}

/** What an {@link RTCDataChannelEvent} is made with. */
export interface RTCDataChannelEventInit extends EventInit {
  /** The channel. */
  channel: RTCDataChannel;
}

const toDataChannelEventInit: Converter<RTCDataChannelEventInit> = dictionary('RTCDataChannelEventInit', EVENT_INIT, {
  channel: required(interfaceType('RTCDataChannel', isDataChannel)),
});

/** The peer opened a data channel. */
export class RTCDataChannelEvent extends Event {
  readonly #channel: RTCDataChannel;

  constructor(type: string, eventInitDict: RTCDataChannelEventInit) {
    requireArguments(arguments.length, 2, "Failed to construct 'RTCDataChannelEvent'");
    const init = toDataChannelEventInit(eventInitDict, "Failed to construct 'RTCDataChannelEvent'");
    super(type, init);
    this.#channel = init.channel;
  }

  /** The channel, which can be sent on. */
  get channel(): RTCDataChannel {
    return this.#channel;
  }

  static {
    defineInterface(RTCDataChannelEvent, 'RTCDataChannelEvent');
  }
}
