/** `RTCSessionDescription` (W3C webrtc-pc §4.6). */

import {
  type Converter,
  defineInterface,
  dictionary,
  domString,
  enumeration,
  optional,
  requireArguments,
  required,
  withDefault,
} from '../webidl/index.ts';

export type RTCSdpType = 'offer' | 'pranswer' | 'answer' | 'rollback';

const toSdpType: Converter<RTCSdpType> = enumeration('RTCSdpType', ['offer', 'pranswer', 'answer', 'rollback']);

export interface RTCSessionDescriptionInit {
  type: RTCSdpType;
  sdp?: string;
}

export interface RTCLocalSessionDescriptionInit {
  type?: RTCSdpType;
  sdp?: string;
}

export const toSessionDescriptionInit: Converter<Required<RTCSessionDescriptionInit>> = dictionary(
  'RTCSessionDescriptionInit',
  { type: required(toSdpType), sdp: withDefault(domString, () => '') },
);

export const toLocalSessionDescriptionInit: Converter<{ type?: RTCSdpType; sdp: string }> = dictionary(
  'RTCLocalSessionDescriptionInit',
  { type: optional(toSdpType), sdp: withDefault(domString, () => '') },
);

/** An offer, an answer, a provisional answer, or the request to take an offer back. */
export class RTCSessionDescription {
  readonly #type: RTCSdpType;
  readonly #sdp: string;

  constructor(descriptionInitDict: RTCSessionDescriptionInit) {
    requireArguments(arguments.length, 1, "Failed to construct 'RTCSessionDescription'");
    const init = toSessionDescriptionInit(descriptionInitDict, "Failed to construct 'RTCSessionDescription'");
    this.#type = init.type;
    this.#sdp = init.sdp;
  }

  get type(): RTCSdpType {
    return this.#type;
  }

  get sdp(): string {
    return this.#sdp;
  }

  toJSON(): Required<RTCSessionDescriptionInit> {
    return { type: this.#type, sdp: this.#sdp };
  }

  static {
    defineInterface(RTCSessionDescription, 'RTCSessionDescription');
  }
}
