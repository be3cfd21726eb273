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

/** What a description is; `rollback` takes an offer back (W3C webrtc-pc §4.6.1). */
export type RTCSdpType = 'offer' | 'pranswer' | 'answer' | 'rollback';

const toSdpType: Converter<RTCSdpType> = enumeration('RTCSdpType', ['offer', 'pranswer', 'answer', 'rollback']);

/** A description in the form in which it is signalled (W3C webrtc-pc §4.6.2). */
export interface RTCSessionDescriptionInit {
  /** What it is. */
  type: RTCSdpType;
  /** The text (RFC 8866). Default empty. */
  sdp?: string;
}

/** A description of ours; what is left out is created. */
export interface RTCLocalSessionDescriptionInit {
  /** Default: what the signaling state asks for. */
  type?: RTCSdpType;
  /** Default: what was last created. */
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

/** What needs no conversion: only our own code can make one. */
class OwnInit {
  readonly type: RTCSdpType;
  readonly sdp: string;

  constructor(type: RTCSdpType, sdp: string) {
    this.type = type;
    this.sdp = sdp;
  }
}

/** As the constructor does it, without looking at what we wrote ourselves. */
export function createSessionDescription(type: RTCSdpType, sdp: string): RTCSessionDescription {
  return new RTCSessionDescription(new OwnInit(type, sdp));
}

/** An offer, an answer, a provisional answer, or the request to take an offer back. */
export class RTCSessionDescription {
  readonly #type: RTCSdpType;
  readonly #sdp: string;

  constructor(descriptionInitDict: RTCSessionDescriptionInit) {
    requireArguments(arguments.length, 1, "Failed to construct 'RTCSessionDescription'");
    const init =
      descriptionInitDict instanceof OwnInit
        ? descriptionInitDict
        : toSessionDescriptionInit(descriptionInitDict, "Failed to construct 'RTCSessionDescription'");
    this.#type = init.type;
    this.#sdp = init.sdp;
  }

  /** What it is. */
  get type(): RTCSdpType {
    return this.#type;
  }

  /** The text (RFC 8866). */
  get sdp(): string {
    return this.#sdp;
  }

  /** What is to be signalled. */
  toJSON(): Required<RTCSessionDescriptionInit> {
    return { type: this.#type, sdp: this.#sdp };
  }

  static {
    defineInterface(RTCSessionDescription, 'RTCSessionDescription');
  }
}
