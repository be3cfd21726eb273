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

export interface RTCPeerConnectionIceEventInit extends EventInit {
  candidate?: RTCIceCandidate | null;
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

/** A local candidate to signal; with `candidate` null, the end of gathering. */
export class RTCPeerConnectionIceEvent extends Event {
  readonly #candidate: RTCIceCandidate | null;
  readonly #url: string | null;

  constructor(type: string, eventInitDict: RTCPeerConnectionIceEventInit = {}) {
    requireArguments(arguments.length, 1, "Failed to construct 'RTCPeerConnectionIceEvent'");
    const init = toIceEventInit(eventInitDict, "Failed to construct 'RTCPeerConnectionIceEvent'");
    super(type, init);
    this.#candidate = init.candidate ?? null;
    this.#url = init.url ?? null;
  }

  get candidate(): RTCIceCandidate | null {
    return this.#candidate;
  }

  get url(): string | null {
    return this.#url;
  }

  static {
    defineInterface(RTCPeerConnectionIceEvent, 'RTCPeerConnectionIceEvent');
  }
}

export interface RTCPeerConnectionIceErrorEventInit extends EventInit {
  address?: string | null;
  port?: number | null;
  url?: string;
  errorCode: number;
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

  get address(): string | null {
    return this.#init.address;
  }

  get port(): number | null {
    return this.#init.port;
  }

  get url(): string {
    return this.#init.url;
  }

  get errorCode(): number {
    return this.#init.errorCode;
  }

  get errorText(): string {
    return this.#init.errorText;
  }

  static {
    defineInterface(RTCPeerConnectionIceErrorEvent, 'RTCPeerConnectionIceErrorEvent');
  }
}

export interface RTCDataChannelEventInit extends EventInit {
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

  get channel(): RTCDataChannel {
    return this.#channel;
  }

  static {
    defineInterface(RTCDataChannelEvent, 'RTCDataChannelEvent');
  }
}
