/** Media as descriptions see it: the state of transceivers in, what a description says of each `m=` section out. */

import type { MediaKind, RtpCodecParameters, RtpHeaderExtension } from '../rtp/parameters.ts';
import type { Direction } from '../sdp/attributes/stream.ts';
import type { TransportId } from './plan.ts';

/** A codec that can be offered: its payload type is chosen when a description is written. */
export interface RtpCodecCapability {
  readonly mimeType: string;
  readonly clockRate: number;
  readonly channels: number | undefined;
  readonly sdpFmtpLine: string | undefined;
}

/** A header extension that can be offered, and in which direction (webrtc-extensions, RTCRtpHeaderExtensionCapability). */
export interface HeaderExtensionState {
  readonly uri: string;
  readonly direction: Direction | 'stopped';
}

/** One encoding that a sender sends. */
export interface SendEncodingState {
  /** Undefined without simulcast. */
  readonly rid: string | undefined;
  readonly active: boolean;
  readonly ssrc: number;
  readonly rtxSsrc: number | undefined;
}

/** A transceiver as createOffer, createAnswer and setDescription need to know it. The owner keeps it. */
export interface TransceiverState {
  /** The owner's name for it, never used again. */
  readonly key: number;
  readonly kind: MediaKind;
  /** Null until it is associated with a section. */
  readonly mid: string | null;
  readonly direction: Direction;
  /** `stop()` was called: its section is to be rejected, and can then be used for another. */
  readonly stopping: boolean;
  readonly stopped: boolean;
  /** RFC 9429 §5.10: made by addTrack (or addTrack has used it): a remote offer may be associated with it. */
  readonly addTrackMagic: boolean;
  /** [[AssociatedMediaStreamIds]] of the sender. */
  readonly streamIds: readonly string[];
  /** `id` of the sender's track, or a random id kept for the sender's life. */
  readonly trackId: string;
  /** In order; one without a rid if there is no simulcast. */
  readonly encodings: readonly SendEncodingState[];
  /** setCodecPreferences; empty for the default order. RTX, RED and the like as given by the application. */
  readonly codecPreferences: readonly RtpCodecCapability[];
  /** setHeaderExtensionsToNegotiate; undefined for the default. */
  readonly headerExtensions: readonly HeaderExtensionState[] | undefined;
}

/** SSRCs that the peer announces: `a=ssrc`, `a=ssrc-group`. */
export interface RemoteSource {
  readonly ssrc: number;
  readonly rtxSsrc: number | undefined;
  readonly cname: string | undefined;
}

/** What can be sent or received after an answer. */
export interface NegotiatedMedia {
  /** In order of preference; the first that is no RTX, RED, FEC, CN or telephone-event is what is used. */
  readonly codecs: readonly RtpCodecParameters[];
  readonly headerExtensions: readonly RtpHeaderExtension[];
  /** Simulcast: rids in order, with those that the peer wants paused; empty without simulcast. */
  readonly rids: readonly { readonly rid: string; readonly paused: boolean }[];
}

/** What a description says of one `m=` section for RTP. */
export interface MediaSectionPlan {
  readonly index: number;
  readonly mid: string;
  readonly kind: MediaKind;
  /** Key of the transceiver that the section belongs to; undefined: make one (recvonly, RFC 9429 §5.10). */
  readonly transceiver: number | undefined;
  /** Port zero: after an answer the transceiver is stopped. */
  readonly rejected: boolean;
  /** Seen from here, whoever wrote it: a remote `sendonly` is `recvonly`. */
  readonly direction: Direction;
  /** `a=msid` stream ids of the peer; empty if it has none, or from a local description. */
  readonly remoteStreamIds: readonly string[];
  /** Track id of the peer's `a=msid`, if it gives one. */
  readonly remoteTrackId: string | undefined;
  readonly remoteSources: readonly RemoteSource[];
  /** Rids that the peer's offer wants to send, known before the answer is: simulcast that we are asked to receive. */
  readonly offeredRids: readonly string[];
  /** The peer's simulcast:recv in an offer: makes send encodings (W3C: "set … sendEncodings"). Empty if none. */
  readonly requestedRids: readonly string[];
  /** The codecs of the description, in its order. */
  readonly codecs: readonly RtpCodecParameters[];
  /** From answers, provisional or final: where the section's media goes and what was agreed. */
  readonly transportId: TransportId | undefined;
  readonly send: NegotiatedMedia | undefined;
  readonly receive: NegotiatedMedia | undefined;
  /** `a=rtcp-rsize` on both sides. */
  readonly reducedSizeRtcp: boolean;
}
