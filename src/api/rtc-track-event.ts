/** `RTCTrackEvent` (W3C webrtc-pc §5.7). */

import { isMediaStreamTrack, type MediaStream, type MediaStreamTrack } from '../media/index.ts';
import {
  type Converter,
  defineInterface,
  dictionary,
  EVENT_INIT,
  type EventInit,
  interfaceType,
  requireArguments,
  required,
  sequence,
  withDefault,
} from '../webidl/index.ts';
import { isReceiver, type RTCRtpReceiver } from './rtc-rtp-receiver.ts';
import { toStream } from './rtc-rtp-sender.ts';
import { isTransceiver, type RTCRtpTransceiver } from './rtc-rtp-transceiver.ts';

/** What an {@link RTCTrackEvent} is made with. */
export interface RTCTrackEventInit extends EventInit {
  /** The receiver. */
  receiver: RTCRtpReceiver;
  /** Its track. */
  track: MediaStreamTrack;
  /** Default none. */
  streams?: MediaStream[];
  /** The transceiver. */
  transceiver: RTCRtpTransceiver;
}

const toEventInit: Converter<Required<RTCTrackEventInit>> = dictionary('RTCTrackEventInit', EVENT_INIT, {
  receiver: required(interfaceType('RTCRtpReceiver', isReceiver)),
  track: required(interfaceType('MediaStreamTrack', isMediaStreamTrack)),
  streams: withDefault(sequence(toStream), () => []),
  transceiver: required(interfaceType('RTCRtpTransceiver', isTransceiver)),
});

/** The peer has a track for us. */
export class RTCTrackEvent extends Event {
  readonly #init: Required<RTCTrackEventInit>;
  readonly #streams: readonly MediaStream[];

  constructor(type: string, eventInitDict: RTCTrackEventInit) {
    requireArguments(arguments.length, 2, "Failed to construct 'RTCTrackEvent'");
    const init = toEventInit(eventInitDict, "Failed to construct 'RTCTrackEvent'");
    super(type, init);
    this.#init = init;
    this.#streams = Object.freeze([...init.streams]);
  }

  /** What receives the track. */
  get receiver(): RTCRtpReceiver {
    return this.#init.receiver;
  }

  /** The track. */
  get track(): MediaStreamTrack {
    return this.#init.track;
  }

  /** The streams that the peer put it into. */
  get streams(): readonly MediaStream[] {
    return this.#streams;
  }

  /** The transceiver, whose sender can send back. */
  get transceiver(): RTCRtpTransceiver {
    return this.#init.transceiver;
  }

  static {
    defineInterface(RTCTrackEvent, 'RTCTrackEvent');
  }
}
