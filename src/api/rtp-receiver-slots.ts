/** The internal slots of an `RTCRtpReceiver` (W3C webrtc-pc §5.3). */

import type { RemoteSource } from '../jsep/index.ts';
import { createTrack, type MediaStream, type MediaStreamTrack } from '../media/index.ts';
import type { MediaKind, RtpCodecParameters, RtpHeaderExtension } from '../rtp/parameters.ts';
import type { ConnectionSlots } from './peer-connection/slots.ts';
import type { TransportSlots } from './peer-connection/transport-slots.ts';
import { ReceiverFlow } from './receiver-flow.ts';
import type { RTCDtlsTransport } from './rtc-dtls-transport.ts';
import { DtmfReceiverSlots } from './rtc-dtmf-receiver.ts';
import type { RTCRtpReceiver } from './rtc-rtp-receiver.ts';
import type { TransceiverSlots } from './rtp-transceiver-slots.ts';

export class ReceiverSlots {
  readonly connection: ConnectionSlots;
  readonly kind: MediaKind;
  /** Set as soon as it is made. */
  object: RTCRtpReceiver;
  transceiver: TransceiverSlots;
  /** Of audio: tells of the peer's telephone events. Not in the specification. */
  readonly dtmf: DtmfReceiverSlots | null;
  readonly track: MediaStreamTrack;
  transport: RTCDtlsTransport | null;
  lastStableStateTransport: RTCDtlsTransport | null;
  associatedRemoteMediaStreams: readonly MediaStream[];
  lastStableStateAssociatedRemoteMediaStreams: readonly MediaStream[];
  /** What getParameters() shows: also of an offer. */
  receiveCodecs: readonly RtpCodecParameters[];
  lastStableStateReceiveCodecs: readonly RtpCodecParameters[];
  jitterBufferTarget: number | null;
  /** Seconds, as it was set; null if `jitterBufferTarget` was set later. */
  playoutDelayHint: number | null;
  /** What the last answer agreed on: the codecs that packets are read with. */
  negotiatedCodecs: readonly RtpCodecParameters[];
  headerExtensions: readonly RtpHeaderExtension[];
  rids: readonly string[];
  remoteSources: readonly RemoteSource[];
  reducedSizeRtcp: boolean;
  /** Where its packets come from since the last answer. */
  mediaTransport: TransportSlots | undefined;
  /** From the transport to the track. */
  readonly flow: ReceiverFlow;

  /** "Create an RTCRtpReceiver." */
  constructor(connection: ConnectionSlots, kind: MediaKind) {
    this.connection = connection;
    this.kind = kind;
    this.object = undefined as unknown as RTCRtpReceiver;
    this.transceiver = undefined as unknown as TransceiverSlots;
    this.dtmf = kind === 'audio' ? new DtmfReceiverSlots(connection.tasks) : null;
    this.transport = null;
    this.lastStableStateTransport = null;
    this.associatedRemoteMediaStreams = [];
    this.lastStableStateAssociatedRemoteMediaStreams = [];
    this.receiveCodecs = [];
    this.lastStableStateReceiveCodecs = [];
    this.jitterBufferTarget = null;
    this.playoutDelayHint = null;
    this.negotiatedCodecs = [];
    this.headerExtensions = [];
    this.rids = [];
    this.remoteSources = [];
    this.reducedSizeRtcp = false;
    this.mediaTransport = undefined;
    this.flow = new ReceiverFlow(this);
    // Steps 2 to 6: "Initialize track.label to the result of concatenating the string "remote " with kind", "Initialize
    // track.muted to true."
    this.track = createTrack({
      source: this.flow,
      label: `remote ${kind}`,
      muted: true,
      runtime: connection.runtime,
    });
  }
}
