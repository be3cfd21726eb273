/** `RTCRtpReceiver` (W3C webrtc-pc §5.3). */

import { receiverCapabilities } from '../jsep/index.ts';
import type { MediaStreamTrack } from '../media/index.ts';
import {
  CONSTRUCT,
  type Converter,
  defineEventHandlers,
  defineInterface,
  domString,
  double,
  type EventHandler,
  EventHandlers,
  nullable,
  promiseOperation,
  requireArguments,
  requireConstructKey,
} from '../webidl/index.ts';
import { getReceiverStats } from './peer-connection/get-stats.ts';
import {
  contributingSources,
  type RTCRtpContributingSource,
  type RTCRtpSynchronizationSource,
  synchronizationSources,
} from './peer-connection/rtp-sources.ts';
import { getReceiveParameters } from './peer-connection/set-parameters.ts';
import type { RTCDtlsTransport } from './rtc-dtls-transport.ts';
import type { RTCDTMFReceiver } from './rtc-dtmf-receiver.ts';
import { capabilitiesDictionary, type RTCRtpCapabilities, type RTCRtpReceiveParameters } from './rtp-parameters.ts';
import type { ReceiverSlots } from './rtp-receiver-slots.ts';
import type { RTCStatsReport } from './stats/report.ts';

const toTarget: Converter<number | null> = nullable(double);

/** Milliseconds. */
const MAX_JITTER_BUFFER_TARGET = 4000;

function holdFor(slots: ReceiverSlots, target: number | null): void {
  if (target === slots.jitterBufferTarget) return;
  slots.jitterBufferTarget = target;
  slots.flow.update();
}

/** A receiver whose slots are `slots`. */
export let createReceiver: (slots: ReceiverSlots) => RTCRtpReceiver;
export let receiverSlots: (receiver: RTCRtpReceiver) => ReceiverSlots;
/** Brand check. */
export let isReceiver: (value: unknown) => value is RTCRtpReceiver;

/** Receives one track of the peer. */
export class RTCRtpReceiver extends EventTarget {
  /** webrtc-extensions: another synchronization source is heard than before. */
  declare onssrcchange: EventHandler;
  /** webrtc-extensions: other contributing sources are heard than before. */
  declare oncsrcchange: EventHandler;

  readonly #slots: ReceiverSlots;
  readonly #handlers: EventHandlers;

  private constructor(...args: [key: symbol, slots: ReceiverSlots]) {
    requireConstructKey(args[0]);
    super();
    this.#slots = args[1];
    this.#handlers = new EventHandlers(this);
  }

  /** What is received. Live from the start, muted until media comes. */
  get track(): MediaStreamTrack {
    return this.#slots.track;
  }

  /** What it comes over; null until that is negotiated. */
  get transport(): RTCDtlsTransport | null {
    return this.#slots.transport;
  }

  /** Not in the specification: of audio, the telephone keys that the peer presses. */
  get dtmf(): RTCDTMFReceiver | null {
    return this.#slots.dtmf?.object ?? null;
  }

  /** What can be received; null for a kind that is none. */
  static getCapabilities(kind: string): RTCRtpCapabilities | null {
    const context = "Failed to execute 'getCapabilities' on 'RTCRtpReceiver'";
    requireArguments(arguments.length, 1, context);
    const converted = domString(kind, context);
    if (converted !== 'audio' && converted !== 'video') return null;
    return capabilitiesDictionary(receiverCapabilities(converted));
  }

  /** webrtc-extensions: for later connections. Nothing is decoded by hardware here. */
  static disableHardwareDecoding(): void {}

  /** What is expected. */
  getParameters(): RTCRtpReceiveParameters {
    return getReceiveParameters(this.#slots);
  }

  /** The CSRCs of the last ten seconds, the latest first. */
  getContributingSources(): RTCRtpContributingSource[] {
    return contributingSources(this.#slots);
  }

  /** The SSRCs of the last ten seconds, the latest first. */
  getSynchronizationSources(): RTCRtpSynchronizationSource[] {
    return synchronizationSources(this.#slots);
  }

  /** Statistics of what is received, and of what it goes over. */
  getStats(): Promise<RTCStatsReport> {
    return promiseOperation(() => getReceiverStats(this.#slots));
  }

  /**
   * Milliseconds of media to hold before frames are handed out, 0 to 4000; null for no wish.
   *
   * @throws `RangeError` for less or more.
   */
  get jitterBufferTarget(): number | null {
    return this.#slots.jitterBufferTarget;
  }

  set jitterBufferTarget(value: number | null) {
    const slots = this.#slots;
    const target = toTarget(value, 'RTCRtpReceiver.jitterBufferTarget');
    // Step 3: "If target is negative or larger than 4000 milliseconds, then throw a RangeError."
    if (target !== null && (target < 0 || target > MAX_JITTER_BUFFER_TARGET)) {
      throw new RangeError(`jitterBufferTarget is not between 0 and ${MAX_JITTER_BUFFER_TARGET}.`);
    }
    slots.playoutDelayHint = null;
    holdFor(slots, target);
  }

  /**
   * {@link jitterBufferTarget} in seconds: what webrtc-extensions had before, and Chromium still has. Of the two, the one
   * that was set last holds. More than 4 s can be wished for; 4 s are held.
   *
   * @deprecated Set {@link jitterBufferTarget}.
   * @throws `TypeError` for less than 0.
   */
  get playoutDelayHint(): number | null {
    const { playoutDelayHint, jitterBufferTarget } = this.#slots;
    return playoutDelayHint ?? (jitterBufferTarget === null ? null : jitterBufferTarget / 1000);
  }

  set playoutDelayHint(value: number | null) {
    const slots = this.#slots;
    const hint = toTarget(value, 'RTCRtpReceiver.playoutDelayHint');
    if (hint !== null && hint < 0) throw new TypeError('playoutDelayHint is negative.');
    slots.playoutDelayHint = hint;
    holdFor(slots, hint === null ? null : Math.min(hint * 1000, MAX_JITTER_BUFFER_TARGET));
  }

  /** Not in the specification: asks the peer for a key frame, of one simulcast encoding or of all. */
  requestKeyFrame(rid?: string): void {
    const slots = this.#slots;
    const context = "Failed to execute 'requestKeyFrame' on 'RTCRtpReceiver'";
    slots.flow.handle?.requestKeyFrame(rid === undefined ? undefined : domString(rid, context));
  }

  static {
    createReceiver = slots => new RTCRtpReceiver(CONSTRUCT, slots);
    receiverSlots = receiver => receiver.#slots;
    isReceiver = (value): value is RTCRtpReceiver => typeof value === 'object' && value !== null && #slots in value;
    defineEventHandlers(RTCRtpReceiver, receiver => receiver.#handlers, ['ssrcchange', 'csrcchange']);
    defineInterface(RTCRtpReceiver, 'RTCRtpReceiver');
  }
}
