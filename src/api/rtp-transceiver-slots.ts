/** The internal slots of an `RTCRtpTransceiver` (W3C webrtc-pc §5.4), and what JSEP knows of it. */

import type { HeaderExtensionState, TransceiverState } from '../jsep/index.ts';
import type { MediaKind } from '../rtp/parameters.ts';
import type { ConnectionSlots } from './peer-connection/slots.ts';
import type { RTCRtpTransceiver } from './rtc-rtp-transceiver.ts';
import type { RTCRtpCodec } from './rtp-parameters.ts';
import type { ReceiverSlots } from './rtp-receiver-slots.ts';
import type { SenderSlots } from './rtp-sender-slots.ts';

export type Direction = TransceiverState['direction'];

export class TransceiverSlots {
  readonly connection: ConnectionSlots;
  /** Its name in plans. */
  readonly key: number;
  /** Set as soon as it is made. */
  object: RTCRtpTransceiver;
  readonly sender: SenderSlots;
  readonly receiver: ReceiverSlots;
  stopping: boolean;
  stopped: boolean;
  direction: Direction;
  receptive: boolean;
  currentDirection: Direction | null;
  firedDirection: Direction | null;
  preferredCodecs: readonly RTCRtpCodec[];
  /** webrtc-extensions [[HeaderExtensionsToNegotiate]]; undefined for the default. */
  headerExtensionsToNegotiate: readonly HeaderExtensionState[] | undefined;
  /** [[JsepMid]] and [[Mid]]: descriptions are applied in one task, so they never differ. */
  mid: string | null;
  lastStableStateMid: string | null;
  /** "Created when pendingDescription was set." */
  createdByPendingDescription: boolean;
  /** RFC 9429 §5.10: addTrack made it or has used it. */
  addTrackMagic: boolean;

  /** "Create an RTCRtpTransceiver." */
  constructor(key: number, sender: SenderSlots, receiver: ReceiverSlots, direction: Direction) {
    this.connection = sender.connection;
    this.key = key;
    this.object = undefined as unknown as RTCRtpTransceiver;
    this.sender = sender;
    this.receiver = receiver;
    this.stopping = false;
    this.stopped = false;
    this.direction = direction;
    this.receptive = false;
    this.currentDirection = null;
    this.firedDirection = null;
    this.preferredCodecs = [];
    this.headerExtensionsToNegotiate = undefined;
    this.mid = null;
    this.lastStableStateMid = null;
    this.createdByPendingDescription = false;
    this.addTrackMagic = false;
    sender.transceiver = this;
    receiver.transceiver = this;
  }

  /** "Transceiver kind." */
  get kind(): MediaKind {
    return this.receiver.kind;
  }

  /** What descriptions need to know of it. */
  get state(): TransceiverState {
    const { sender } = this;
    return {
      key: this.key,
      kind: this.kind,
      mid: this.mid,
      direction: this.direction,
      stopping: this.stopping,
      stopped: this.stopped,
      addTrackMagic: this.addTrackMagic,
      streamIds: sender.associatedMediaStreamIds,
      trackId: sender.track?.id ?? sender.spareTrackId,
      encodings: sender.sendEncodings.map(({ parameters, ssrc, rtxSsrc }) => ({
        rid: parameters.rid,
        active: parameters.active,
        ssrc,
        rtxSsrc,
      })),
      codecPreferences: this.preferredCodecs.map(({ mimeType, clockRate, channels, sdpFmtpLine }) => ({
        mimeType,
        clockRate,
        channels,
        sdpFmtpLine,
      })),
      headerExtensions: this.headerExtensionsToNegotiate,
    };
  }
}
