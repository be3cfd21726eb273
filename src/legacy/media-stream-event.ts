/** `MediaStreamEvent`, of `addstream` and `removestream` (W3C webrtc-pc, drafts up to 2015). */

import { isMediaStream, type MediaStream } from '../media/index.ts';
import {
  type Converter,
  defineInterface,
  dictionary,
  EVENT_INIT,
  type EventInit,
  interfaceType,
  nullable,
  requireArguments,
  withDefault,
} from '../webidl/index.ts';

/** What a {@link MediaStreamEvent} is made with. */
export interface MediaStreamEventInit extends EventInit {
  /** Default null. */
  stream?: MediaStream | null;
}

const toEventInit: Converter<Required<MediaStreamEventInit>> = dictionary('MediaStreamEventInit', EVENT_INIT, {
  stream: withDefault(nullable(interfaceType('MediaStream', isMediaStream)), () => null),
});

/** A stream of the peer's has come or gone. */
export class MediaStreamEvent extends Event {
  readonly #stream: MediaStream | null;

  constructor(type: string, eventInitDict: MediaStreamEventInit = {}) {
    requireArguments(arguments.length, 1, "Failed to construct 'MediaStreamEvent'");
    const init = toEventInit(eventInitDict, "Failed to construct 'MediaStreamEvent'");
    super(type, init);
    this.#stream = init.stream;
  }

  /** The stream. */
  get stream(): MediaStream | null {
    return this.#stream;
  }

  static {
    defineInterface(MediaStreamEvent, 'MediaStreamEvent');
  }
}
