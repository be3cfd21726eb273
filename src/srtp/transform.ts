/** `SrtpTransform`: what a protection profile does to a packet, for one direction and its session keys (RFC 3711 §3). */

/** Knows nothing of sources, windows and rollover: it is told the index. */
export interface SrtpTransform {
  /** Bytes that an SRTP packet is longer than the RTP packet. */
  readonly rtpOverhead: number;
  /** Likewise of SRTCP: authentication tag and index. */
  readonly rtcpOverhead: number;
  /** Offset of the SRTCP index, from the end of the packet. */
  readonly rtcpIndexFromEnd: number;
  /** A new buffer with the whole SRTP packet. */
  sealRtp(header: Uint8Array, payload: Uint8Array, ssrc: number, index: number): Uint8Array;
  /**
   * Decrypts in place and answers where the payload ends; −1 if the packet is not authentic, and then nothing was
   * changed. `bytes` is at least `headerLength + rtpOverhead` long.
   */
  openRtp(bytes: Uint8Array, headerLength: number, ssrc: number, index: number): number;
  /** A new buffer with the whole SRTCP packet. */
  sealRtcp(packet: Uint8Array, ssrc: number, index: number): Uint8Array;
  /** As `openRtp`; `bytes` is at least `8 + rtcpOverhead` long, and its E bit is set. */
  openRtcp(bytes: Uint8Array, ssrc: number, index: number): number;
}

/** RFC 3711 §3.4: what stays readable of an RTCP packet: its first header and the sender's SSRC. */
export const RTCP_CLEAR_LENGTH = 8;

/** RFC 3711 §3.4: "E-flag: 1 bit, REQUIRED", above the 31 bits of the SRTCP index. */
export const ENCRYPTED = 0x8000_0000;
