/** What the streams are configured with and what they tell: shared by senders, receivers and their owner. */

import type { Duration, Instant } from '../base/instant.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { MediaKind, RtpCodecParameters, RtpHeaderExtension } from '../rtp/parameters.ts';

/** One encoded frame: of audio a packet's worth, of video a picture (one spatial or temporal layer frame of it). */
export interface EncodedFrame {
  /** `audio` or `video`. */
  readonly kind: MediaKind;
  /** Of audio always `key`. */
  readonly type: 'key' | 'delta';
  /** The encoded bytes, in the form that decoders take. */
  readonly data: Uint8Array;
  /** Microseconds on the source's own clock, as in WebCodecs. Undefined if only `rtpTimestamp` is known. */
  readonly timestamp: number | undefined;
  /** Microseconds. */
  readonly duration: number | undefined;
  /** Units of the codec's clock rate, 32 bits. */
  readonly rtpTimestamp: number | undefined;
  /** `video/VP8`; undefined: the codec that was negotiated. */
  readonly mimeType: string | undefined;
  /** Of audio, where it is known: dBov, 0 to 127 below full scale, as in RFC 6464. */
  readonly audioLevel?: number | undefined;
  /** Milliseconds that encoding it took, where it is known. */
  readonly encodeTime?: Duration | undefined;
}

/** A frame that was received: complete, and in decode order. */
export interface ReceivedFrame extends EncodedFrame {
  /** Microseconds, from the RTP timestamp. */
  readonly timestamp: number;
  /** Units of the codec's clock rate, 32 bits. */
  readonly rtpTimestamp: number;
  /** `video/VP8`. */
  readonly mimeType: string;
  /** 0 to 127. */
  readonly payloadType: number;
  /** Synchronization source. */
  readonly ssrc: number;
  /** The simulcast layer. */
  readonly rid: string | undefined;
  /** Who was mixed. */
  readonly contributingSources: readonly number[];
  /** When its last packet came. */
  readonly receivedAt: Instant;
  /** Wall clock of the sender in ms since 1900, by its sender reports; undefined before the first. */
  readonly captureTime: number | undefined;
  /** Of the audio-level extension (RFC 6464). */
  readonly audioLevel: number | undefined;
  /** Degrees clockwise that the picture has to be turned by (3GPP TS 26.114 CVO). */
  readonly rotation: 0 | 90 | 180 | 270;
}

/** For the first time; again by RTX, as a packet of its own (RFC 4588); or the very same bytes again. */
export type Transmission = 'first' | 'rtx' | 'repeated';

/** A packet of ours on its way out: header and payload apart, so that forwarding copies no payload. */
export interface OutgoingPacket {
  /** Fixed header, CSRCs and extensions, complete but for what is stamped when it leaves. */
  readonly header: Uint8Array;
  readonly payload: Uint8Array;
  /** Offset in `header` of the transport-cc sequence number's two bytes; 0 for none. */
  readonly transportSequenceAt: number;
  /** Offset in `header` of abs-send-time's three bytes; 0 for none. */
  readonly sendTimeAt: number;
  readonly transmission: Transmission;
  /** It is handed to the network now. */
  leaves(now: Instant): void;
}

export interface SendEncoding {
  readonly rid: string | undefined;
  readonly ssrc: number;
  /** Undefined if RTX is not negotiated. */
  readonly rtxSsrc: number | undefined;
  readonly active: boolean;
  /** The codec to use (RTCRtpEncodingParameters.codec); undefined for the first negotiated one. */
  readonly payloadType: number | undefined;
}

export interface SendParameters {
  readonly mid: string;
  readonly kind: MediaKind;
  readonly cname: string;
  readonly codecs: readonly RtpCodecParameters[];
  readonly headerExtensions: readonly RtpHeaderExtension[];
  readonly encodings: readonly SendEncoding[];
  readonly reducedSizeRtcp: boolean;
}

/** What a sender tells its owner. */
export interface SendEvents {
  /** The peer asks for a key frame of an encoding (PLI, FIR). */
  keyFrameRequested(encoding: number): void;
}

export interface ReceiveParameters {
  readonly mid: string;
  readonly kind: MediaKind;
  readonly codecs: readonly RtpCodecParameters[];
  readonly headerExtensions: readonly RtpHeaderExtension[];
  /** Simulcast streams to expect; empty without simulcast. */
  readonly rids: readonly string[];
  /** What the peer announced by `a=ssrc`. */
  readonly sources: readonly {
    readonly ssrc: number;
    readonly rtxSsrc: number | undefined;
    readonly cname: string | undefined;
  }[];
  readonly reducedSizeRtcp: boolean;
  /** How much media the jitter buffer is to hold (W3C `jitterBufferTarget`); 0 if left out: nothing but what is missing is waited for. */
  readonly jitterBufferTarget?: Duration;
}

/** A media packet as it came, RTX and RED undone; new ones only, in order of arrival. */
export interface ReceivedPacket {
  /** The packet. */
  readonly packet: RtpPacket;
  /** What its payload type was negotiated for. */
  readonly codec: RtpCodecParameters;
  /** What the ids of the packet's header extensions mean: the receiver's own list, the same object for every packet. */
  readonly headerExtensions: readonly RtpHeaderExtension[];
  /** The simulcast layer. */
  readonly rid: string | undefined;
  /** When it came. */
  readonly receivedAt: Instant;
  /** Came by RTX. */
  readonly recovered: boolean;
}

/** A telephone event of the peer (RFC 4733). */
export interface ReceivedTone {
  /** 0 to 9, `*`, `#`, A to D. */
  readonly tone: string;
  /** Milliseconds so far. */
  readonly duration: number;
  /** Nothing was told of this event before. */
  readonly begun: boolean;
  readonly ended: boolean;
}

/** What a receiver tells its owner. */
export interface ReceiveEvents {
  /** Every media packet. */
  packet(packet: ReceivedPacket): void;
  /** A complete frame in decode order; only while `wantFrames` is on. */
  frame(frame: ReceivedFrame): void;
  /** Media began to come, or comes again after `stopped`. W3C: the track unmutes. */
  started(): void;
  /** The peer said BYE for all streams of this receiver, which are these. */
  stopped(ssrcs: readonly number[]): void;
  tone(tone: ReceivedTone): void;
}
