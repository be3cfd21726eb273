/** `RTCRtpTransceiver` (W3C webrtc-pc §5.4; webrtc-extensions, RTP header extension control). */

import { CONSTRUCT, defineInterface, domException, requireArguments, requireConstructKey } from '../webidl/index.ts';
import {
  headerExtensionsToNegotiate,
  negotiatedHeaderExtensions,
  setHeaderExtensionsToNegotiate,
} from './peer-connection/header-extensions.ts';
import { updateNegotiationNeeded } from './peer-connection/negotiation-needed.ts';
import { setCodecPreferences } from './peer-connection/set-codec-preferences.ts';
import { stopSendingAndReceiving } from './peer-connection/transceivers.ts';
import type { RTCRtpReceiver } from './rtc-rtp-receiver.ts';
import type { RTCRtpSender } from './rtc-rtp-sender.ts';
import {
  type RTCRtpCodec,
  type RTCRtpHeaderExtensionCapability,
  type RTCRtpTransceiverDirection,
  toCodecs,
  toHeaderExtensions,
} from './rtp-parameters.ts';
import type { TransceiverSlots } from './rtp-transceiver-slots.ts';

const DIRECTIONS: readonly string[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive', 'stopped'];

/** A transceiver whose slots are `slots`. */
export let createTransceiverObject: (slots: TransceiverSlots) => RTCRtpTransceiver;
/** Brand check. */
export let isTransceiver: (value: unknown) => value is RTCRtpTransceiver;

/** A sender and a receiver that share one section of the descriptions. */
export class RTCRtpTransceiver {
  readonly #slots: TransceiverSlots;

  private constructor(...args: [key: symbol, slots: TransceiverSlots]) {
    requireConstructKey(args[0]);
    this.#slots = args[1];
  }

  /** Null until a description has it. */
  get mid(): string | null {
    return this.#slots.mid;
  }

  /** What sends; without a track it sends nothing. */
  get sender(): RTCRtpSender {
    return this.#slots.sender.object;
  }

  /** What receives. */
  get receiver(): RTCRtpReceiver {
    return this.#slots.receiver.object;
  }

  /**
   * What is wished for: in force after the next negotiation.
   *
   * @throws `InvalidStateError` once it is stopped, `TypeError` for `stopped`: that is `stop()`.
   */
  get direction(): RTCRtpTransceiverDirection {
    const { stopping, direction } = this.#slots;
    return stopping ? 'stopped' : direction;
  }

  set direction(value: RTCRtpTransceiverDirection) {
    const slots = this.#slots;
    // WebIDL §3.7.6: an attribute of an enumeration type ignores what is not one of its values.
    const newDirection = `${value}` as RTCRtpTransceiverDirection;
    if (!DIRECTIONS.includes(newDirection)) return;
    // Step 3.
    if (slots.stopping) throw domException('InvalidStateError', 'The transceiver is stopped.');
    // Step 5.
    if (newDirection === slots.direction) return;
    // Step 6.
    if (newDirection === 'stopped') throw new TypeError('A transceiver is stopped with stop().');
    // Steps 7 and 8.
    slots.direction = newDirection;
    updateNegotiationNeeded(slots.connection);
  }

  /** What was negotiated; null before. */
  get currentDirection(): RTCRtpTransceiverDirection | null {
    const { stopped, currentDirection } = this.#slots;
    return stopped ? 'stopped' : currentDirection;
  }

  /** @deprecated No longer in the specification; browsers have it. `currentDirection` says `stopped`. */
  get stopped(): boolean {
    return this.#slots.stopped;
  }

  /** Ends both directions for good. The section is given up by the next negotiation. */
  stop(): void {
    const slots = this.#slots;
    const { connection } = slots;
    // Step 3.
    if (connection.isClosed) throw domException('InvalidStateError', 'The connection is closed.');
    // Step 4.
    if (slots.stopping) return;
    // Steps 5 and 6.
    stopSendingAndReceiving(slots);
    updateNegotiationNeeded(connection);
  }

  /**
   * The codecs to negotiate, in order of preference; an empty list for the default.
   *
   * @throws `InvalidModificationError` for a codec that is not among the capabilities.
   */
  setCodecPreferences(codecs: RTCRtpCodec[]): void {
    const slots = this.#slots;
    const context = "Failed to execute 'setCodecPreferences' on 'RTCRtpTransceiver'";
    requireArguments(arguments.length, 1, context);
    setCodecPreferences(slots, toCodecs(codecs, context));
  }

  /** webrtc-extensions: what header extensions the next offer has, with their directions. */
  getHeaderExtensionsToNegotiate(): RTCRtpHeaderExtensionCapability[] {
    return headerExtensionsToNegotiate(this.#slots);
  }

  /** webrtc-extensions: takes what `getHeaderExtensionsToNegotiate()` gave, with other directions. */
  setHeaderExtensionsToNegotiate(extensions: RTCRtpHeaderExtensionCapability[]): void {
    const slots = this.#slots;
    const context = "Failed to execute 'setHeaderExtensionsToNegotiate' on 'RTCRtpTransceiver'";
    requireArguments(arguments.length, 1, context);
    setHeaderExtensionsToNegotiate(slots, toHeaderExtensions(extensions, context));
  }

  /** webrtc-extensions: what was agreed on; `stopped` for what was not. */
  getNegotiatedHeaderExtensions(): RTCRtpHeaderExtensionCapability[] {
    return negotiatedHeaderExtensions(this.#slots);
  }

  static {
    createTransceiverObject = slots => new RTCRtpTransceiver(CONSTRUCT, slots);
    isTransceiver = (value): value is RTCRtpTransceiver =>
      typeof value === 'object' && value !== null && #slots in value;
    defineInterface(RTCRtpTransceiver, 'RTCRtpTransceiver');
  }
}
