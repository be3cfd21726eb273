/** `RTCRtpSender` (W3C webrtc-pc §5.2, §7.1). */

import { senderCapabilities } from '../jsep/index.ts';
import { isMediaStream, isMediaStreamTrack, type MediaStream, type MediaStreamTrack } from '../media/index.ts';
import {
  CONSTRUCT,
  type Converter,
  defineInterface,
  domException,
  domString,
  interfaceType,
  nullable,
  promiseOperation,
  requireArguments,
  requireConstructKey,
} from '../webidl/index.ts';
import { getSenderStats } from './peer-connection/get-stats.ts';
import { updateNegotiationNeeded } from './peer-connection/negotiation-needed.ts';
import { replaceTrack } from './peer-connection/replace-track.ts';
import { getSendParameters, setParameters } from './peer-connection/set-parameters.ts';
import type { RTCDtlsTransport } from './rtc-dtls-transport.ts';
import type { RTCDTMFSender } from './rtc-dtmf-sender.ts';
import {
  capabilitiesDictionary,
  type RTCDegradationPreference,
  type RTCRtpCapabilities,
  type RTCRtpSendParameters,
  type RTCSetParameterOptions,
  toSendParameters,
  toSetParameterOptions,
} from './rtp-parameters.ts';
import type { SenderSlots } from './rtp-sender-slots.ts';
import type { RTCStatsReport } from './stats/report.ts';

const toTrackOrNull: Converter<MediaStreamTrack | null> = nullable(
  interfaceType('MediaStreamTrack', isMediaStreamTrack),
);
export const toStream: Converter<MediaStream> = interfaceType('MediaStream', isMediaStream);

/**
 * What `getParameters()` gives. TypeScript's DOM library does not know the newest preference yet, and what is ours is to be
 * accepted where it is expected.
 */
export type SentParameters = RTCRtpSendParameters & {
  /** W3C mst-content-hint §5.2. */
  degradationPreference?: Exclude<RTCDegradationPreference, 'maintain-framerate-and-resolution'>;
};

/** A sender whose slots are `slots`. */
export let createSender: (slots: SenderSlots) => RTCRtpSender;
export let senderSlots: (sender: RTCRtpSender) => SenderSlots;
/** Brand check. */
export let isSender: (value: unknown) => value is RTCRtpSender;

/** Sends one track to the peer, in one encoding or several. */
export class RTCRtpSender {
  readonly #slots: SenderSlots;

  private constructor(...args: [key: symbol, slots: SenderSlots]) {
    requireConstructKey(args[0]);
    this.#slots = args[1];
  }

  /** What is sent; null for nothing. */
  get track(): MediaStreamTrack | null {
    return this.#slots.track;
  }

  /** What it goes over; null until that is negotiated. */
  get transport(): RTCDtlsTransport | null {
    return this.#slots.transport;
  }

  /** Of audio. */
  get dtmf(): RTCDTMFSender | null {
    return this.#slots.dtmf?.object ?? null;
  }

  /** What can be sent; null for a kind that is none. */
  static getCapabilities(kind: string): RTCRtpCapabilities | null {
    const context = "Failed to execute 'getCapabilities' on 'RTCRtpSender'";
    requireArguments(arguments.length, 1, context);
    const converted = domString(kind, context);
    if (converted !== 'audio' && converted !== 'video') return null;
    return capabilitiesDictionary(senderCapabilities(converted));
  }

  /** webrtc-extensions: for later connections. Nothing is encoded by hardware here. */
  static disableHardwareEncoding(): void {}

  /**
   * Takes what `getParameters()` gave, changed; in the same task, or it is too late. The promise rejects with
   * `InvalidStateError` then, and with `InvalidModificationError` if what is fixed was changed.
   */
  setParameters(parameters: RTCRtpSendParameters, setParameterOptions: RTCSetParameterOptions = {}): Promise<void> {
    const given = arguments.length;
    return promiseOperation(() => {
      const slots = this.#slots;
      const context = "Failed to execute 'setParameters' on 'RTCRtpSender'";
      requireArguments(given, 1, context);
      const converted = toSendParameters(parameters, context);
      return setParameters(slots, converted, toSetParameterOptions(setParameterOptions, context));
    });
  }

  /** How the track is sent: change it and give it to `setParameters()`. */
  getParameters(): SentParameters {
    return getSendParameters(this.#slots) as SentParameters;
  }

  /** Sends another track, or none, without negotiation. */
  replaceTrack(withTrack: MediaStreamTrack | null): Promise<void> {
    const given = arguments.length;
    return promiseOperation(() => {
      const slots = this.#slots;
      const context = "Failed to execute 'replaceTrack' on 'RTCRtpSender'";
      requireArguments(given, 1, context);
      return replaceTrack(slots, toTrackOrNull(withTrack, context));
    });
  }

  /**
   * The streams that the peer is to put the track into.
   *
   * @throws `InvalidStateError` if the connection is closed.
   */
  setStreams(...streams: MediaStream[]): void {
    const slots = this.#slots;
    const converted = streams.map(stream => toStream(stream, "Failed to execute 'setStreams' on 'RTCRtpSender'"));
    const { connection } = slots;
    // Step 3.
    if (connection.isClosed) throw domException('InvalidStateError', 'The connection is closed.');
    // Steps 5 and 6.
    slots.associatedMediaStreamIds = [...new Set(converted.map(({ id }) => id))];
    // Step 7.
    updateNegotiationNeeded(connection);
  }

  /** Statistics of what is sent, and of what it goes over. */
  getStats(): Promise<RTCStatsReport> {
    return promiseOperation(() => getSenderStats(this.#slots));
  }

  static {
    createSender = slots => new RTCRtpSender(CONSTRUCT, slots);
    senderSlots = sender => sender.#slots;
    isSender = (value): value is RTCRtpSender => typeof value === 'object' && value !== null && #slots in value;
    defineInterface(RTCRtpSender, 'RTCRtpSender');
  }
}
