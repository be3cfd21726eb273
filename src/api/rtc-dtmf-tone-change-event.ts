/** `RTCDTMFToneChangeEvent` (W3C webrtc-pc §7.3). */

import {
  type Converter,
  defineInterface,
  dictionary,
  domString,
  EVENT_INIT,
  type EventInit,
  requireArguments,
  withDefault,
} from '../webidl/index.ts';

/** What an {@link RTCDTMFToneChangeEvent} is made with. */
export interface RTCDTMFToneChangeEventInit extends EventInit {
  /** Default empty. */
  tone?: string;
}

const toEventInit: Converter<Required<RTCDTMFToneChangeEventInit>> = dictionary(
  'RTCDTMFToneChangeEventInit',
  EVENT_INIT,
  { tone: withDefault(domString, () => '') },
);

/** A tone has begun; an empty one says that the last has ended. */
export class RTCDTMFToneChangeEvent extends Event {
  readonly #tone: string;

  constructor(type: string, eventInitDict: RTCDTMFToneChangeEventInit = {}) {
    requireArguments(arguments.length, 1, "Failed to construct 'RTCDTMFToneChangeEvent'");
    const init = toEventInit(eventInitDict, "Failed to construct 'RTCDTMFToneChangeEvent'");
    super(type, init);
    this.#tone = init.tone;
  }

  /** The tone that begins; empty when the last has ended. */
  get tone(): string {
    return this.#tone;
  }

  static {
    defineInterface(RTCDTMFToneChangeEvent, 'RTCDTMFToneChangeEvent');
  }
}
