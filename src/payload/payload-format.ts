/**
 * The port of the RTP payload formats: frames to packet payloads and back (RFC 3551, 3550 §5.1), one format per codec.
 *
 * A frame is what a decoder takes in one call. Of video that is a whole picture, all its spatial layers included: a VP8
 * frame, a VP9 frame or superframe, an H.264 or H.265 access unit in Annex B form, an AV1 temporal unit in low-overhead
 * form (OBUs with sizes, without temporal delimiter). Of audio it is one packet's worth.
 */

/** What the packetizer is told of a frame beside its bytes; what is left out has the usual value. */
export interface FrameInfo {
  /** Whether a decoder can begin with it. */
  readonly keyFrame: boolean;
  /** Temporal layer, if the encoder makes several. */
  readonly temporalLayer?: number | undefined;
  /** One can switch up to this temporal layer from here. */
  readonly layerSync?: boolean | undefined;
  /** Of audio: the first frame after silence, which carries the marker. */
  readonly startsTalkspurt?: boolean | undefined;
}

/** The payload of one packet to be. */
export interface PayloadPart {
  /** Descriptor and data, in memory of its own: this was the one copy. */
  readonly payload: Uint8Array;
  /** The marker bit: of video the last packet of the frame, of audio the first after silence. */
  readonly marker: boolean;
  /** To be added to the frame's RTP timestamp: not 0 only where audio samples were divided. */
  readonly timestampOffset: number;
}

/** What a packetizer is made with. */
export interface PacketizerOptions {
  /** What was negotiated for the payload type (`packetization-mode` and the like). */
  readonly fmtp: string | undefined;
  /** Random, at least 31 bits: where the running numbers (PictureID, TL0PICIDX) begin. */
  readonly seed: number;
  /** Channels of audio. */
  readonly channels?: number | undefined;
}

/** Divides the frames of one outgoing stream; keeps the running numbers of that stream. */
export interface Packetizer {
  /**
   * Payloads of at most `maxSize` bytes, in order of sending; empty if the bytes are no frame of this codec.
   * Larger ones come only where the format has no fragments: an Opus packet, an H.264 NAL unit in mode 0.
   */
  packetize(frame: Uint8Array, maxSize: number, info: FrameInfo): PayloadPart[];
}

/** What one received payload says of its frame. */
export interface PayloadInfo {
  /**
   * Whether a frame begins with this packet. Where the format does not tell (`unknown`: H.264, H.265, AV1, upper layers
   * of VP9), it does if the packet before it by sequence number belongs to another timestamp; if that packet is lost,
   * one may begin at a packet that is also `keyFrame`.
   */
  readonly startsFrame: 'yes' | 'no' | 'unknown';
  /** The frame's last packet: the marker, in all formats of video; always in audio. */
  readonly endsFrame: boolean;
  /**
   * Where decoding can begin: the first packet of a key frame; in H.264 and H.265 each one that begins with parameter
   * sets or brings a slice of the key frame. A switch of simulcast layers waits for this.
   */
  readonly keyFrame: boolean;
  /** PictureID of VP8 and VP9: runs by one per picture, modulo 2^`pictureIdBits`. */
  readonly pictureId: number | undefined;
  /** How long that number is. */
  readonly pictureIdBits: 7 | 15 | undefined;
  /** TL0PICIDX of VP8 and VP9: runs by one per picture of temporal layer 0, modulo 256. */
  readonly tl0PictureIndex: number | undefined;
  /** Its temporal layer, if the payload says so. */
  readonly temporalLayer: number | undefined;
  /** Its spatial layer, if the payload says so. */
  readonly spatialLayer: number | undefined;
  /** VP8 Y, VP9 U: no picture after this one needs one of this temporal layer or above from before it. */
  readonly layerSync: boolean;
  /** No other picture refers to this one (VP8 N; NRI 0 in H.264), so that it can be missed. */
  readonly discardable: boolean;
}

/** A whole frame out of its payloads. */
export interface AssembledFrame {
  /** Empty if there was no picture in it (parameter sets alone, which are remembered): nothing to hand out. */
  readonly data: Uint8Array;
  /** Whether a decoder can begin with it. */
  readonly keyFrame: boolean;
}

/** Puts the frames of one incoming stream together. */
export interface Depacketizer {
  /** `payloads`: all of one frame, in sequence. Undefined if they make no frame that can be decoded. */
  assemble(payloads: readonly Uint8Array[]): AssembledFrame | undefined;
}

/** How large a picture is. */
export interface PictureSize {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

/** How frames of a codec travel in RTP packets. */
export interface PayloadFormat {
  /** As registered: `video/VP8`. */
  readonly mimeType: string;
  /** Sound or pictures. */
  readonly kind: 'audio' | 'video';
  /** Reads the payload's own header; undefined if it is malformed or empty. */
  read(payload: Uint8Array, marker: boolean): PayloadInfo | undefined;
  /** For one outgoing stream. */
  createPacketizer(options: PacketizerOptions): Packetizer;
  /** For one incoming stream. */
  createDepacketizer(fmtp: string | undefined): Depacketizer;
  /** Whether a decoder can begin with this frame (not payload). */
  isKeyFrame(frame: Uint8Array): boolean;
  /** Of a key frame that says it. */
  pictureSize(frame: Uint8Array): PictureSize | undefined;
  /** The same of one payload of a key frame, where that one says it: mostly the first. */
  payloadPictureSize(payload: Uint8Array): PictureSize | undefined;
  /** What the frame says of how coarsely it was encoded, where the format is simple enough to tell. */
  quantizer(frame: Uint8Array): number | undefined;
  /** How long a frame of audio lasts, in units of the clock rate; undefined of video. */
  duration(frame: Uint8Array, channels: number): number | undefined;
}
