/** The internal slots of an `RTCRtpSender` (W3C webrtc-pc §5.2). */

import type { MediaStreamTrack } from '../media/index.ts';
import type { MediaKind, RtpCodecParameters, RtpHeaderExtension } from '../rtp/parameters.ts';
import type { DtmfSlots } from './dtmf-slots.ts';
import type { ConnectionSlots } from './peer-connection/slots.ts';
import type { TransportSlots } from './peer-connection/transport-slots.ts';
import type { RTCDtlsTransport } from './rtc-dtls-transport.ts';
import type { RTCRtpSender } from './rtc-rtp-sender.ts';
import type { EncodingParameters, RTCDegradationPreference, RTCRtpSendParameters } from './rtp-parameters.ts';
import type { TransceiverSlots } from './rtp-transceiver-slots.ts';
import { SenderFlow } from './sender-flow.ts';

/** One of [[SendEncodings]], and the sources that it has for good. */
export interface SendEncodingSlot {
  readonly parameters: EncodingParameters;
  readonly ssrc: number;
  /** Of video: for retransmissions, if they are negotiated. */
  readonly rtxSsrc: number | undefined;
}

export class SenderSlots {
  readonly connection: ConnectionSlots;
  readonly kind: MediaKind;
  /** Set as soon as it is made. */
  object: RTCRtpSender;
  transceiver: TransceiverSlots;
  dtmf: DtmfSlots | null;
  track: MediaStreamTrack | null;
  transport: RTCDtlsTransport | null;
  lastStableStateTransport: RTCDtlsTransport | null;
  associatedMediaStreamIds: readonly string[];
  sendEncodings: readonly SendEncodingSlot[];
  lastStableRidlessSendEncodings: readonly SendEncodingSlot[] | null;
  sendCodecs: readonly RtpCodecParameters[];
  lastReturnedParameters: RTCRtpSendParameters | null;
  degradationPreference: RTCDegradationPreference | undefined;
  /** What else was negotiated for sending. */
  headerExtensions: readonly RtpHeaderExtension[];
  reducedSizeRtcp: boolean;
  /** Rids that the peer wants no packets of. */
  pausedRids: readonly string[];
  /** [[CurrentDirection]] has been one that sends. */
  hasSent: boolean;
  /** For `a=msid` without a track. */
  readonly spareTrackId: string;
  /** Where its packets go since the last answer. */
  mediaTransport: TransportSlots | undefined;
  /** From the track to the transport. */
  readonly flow: SenderFlow;

  constructor(connection: ConnectionSlots, kind: MediaKind, spareTrackId: string) {
    this.connection = connection;
    this.kind = kind;
    this.object = undefined as unknown as RTCRtpSender;
    this.transceiver = undefined as unknown as TransceiverSlots;
    this.dtmf = null;
    this.track = null;
    this.transport = null;
    this.lastStableStateTransport = null;
    this.associatedMediaStreamIds = [];
    this.sendEncodings = [];
    this.lastStableRidlessSendEncodings = null;
    this.sendCodecs = [];
    this.lastReturnedParameters = null;
    this.degradationPreference = undefined;
    this.headerExtensions = [];
    this.reducedSizeRtcp = false;
    this.pausedRids = [];
    this.hasSent = false;
    this.spareTrackId = spareTrackId;
    this.mediaTransport = undefined;
    this.flow = new SenderFlow(this);
  }

  /** Whether the direction that was negotiated lets it send. */
  get isSending(): boolean {
    const { stopping, currentDirection } = this.transceiver;
    return !stopping && (currentDirection === 'sendrecv' || currentDirection === 'sendonly');
  }
}
