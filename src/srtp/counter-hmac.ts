/** `CounterHmacTransform`: AES in counter mode with HMAC-SHA1 of 80 bits (RFC 3711 §4.1.1, §4.2.1). */

import { writeU32 } from '../base/be.ts';
import { sealedPackets } from '../base/slab.ts';
import { gcmEngine } from '../crypto/gcm/gcm-engine.ts';
import type { CryptoProvider, Mac } from '../crypto/provider.ts';
import type { DirectionKeys, SessionKeys } from './key-derivation.ts';
import { PacketCipher } from './packet-cipher.ts';
import { rolloverCounter } from './rollover.ts';
import { ENCRYPTED, RTCP_CLEAR_LENGTH, type SrtpTransform } from './transform.ts';

/*
 * SRTP (§3.1)                                 SRTCP (§3.4)
 * +--------+------------+----------+          +---------+------------+-----------+----------+
 * | header | ciphertext | tag (10) |          | 8 bytes | ciphertext | E ‖ index | tag (10) |
 * +--------+------------+----------+          +---------+------------+-----------+----------+
 * |<--- with the ROC --->| authenticated      |<----------- authenticated ------>|
 */

const TAG_LENGTH = 10;
const INDEX_LENGTH = 4;
const ROC_LENGTH = 4;

/** One direction of SRTP or SRTCP: what encrypts and what authenticates. */
class Half {
  readonly cipher: PacketCipher;
  readonly mac: Mac;

  constructor(keys: DirectionKeys, crypto: CryptoProvider) {
    this.cipher = new PacketCipher(crypto.blockCipher(keys.key), keys.salt, gcmEngine());
    this.mac = crypto.mac('sha1', keys.authenticationKey);
  }
}

export class CounterHmacTransform implements SrtpTransform {
  readonly rtpOverhead: number;
  readonly rtcpOverhead: number;
  readonly rtcpIndexFromEnd: number;
  readonly #rtp: Half;
  readonly #rtcp: Half;
  readonly #crypto: CryptoProvider;
  /** One of two tags to compare: of SRTP that which came, in whose place the rollover counter stands meanwhile. */
  readonly #tag: Uint8Array;

  constructor(keys: SessionKeys, crypto: CryptoProvider) {
    this.rtpOverhead = TAG_LENGTH;
    this.rtcpOverhead = INDEX_LENGTH + TAG_LENGTH;
    this.rtcpIndexFromEnd = INDEX_LENGTH + TAG_LENGTH;
    this.#rtp = new Half(keys.rtp, crypto);
    this.#rtcp = new Half(keys.rtcp, crypto);
    this.#crypto = crypto;
    this.#tag = new Uint8Array(TAG_LENGTH);
  }

  /** @hot */
  sealRtp(header: Uint8Array, payload: Uint8Array, ssrc: number, index: number): Uint8Array {
    const half = this.#rtp;
    const end = header.length + payload.length;
    const sealed = sealedPackets.take(end + TAG_LENGTH);
    sealed.set(header);
    half.cipher.apply(ssrc, index, payload, 0, payload.length, sealed, header.length);
    this.#writeTag(half, sealed, end, index);
    return sealed;
  }

  /** @hot */
  openRtp(bytes: Uint8Array, headerLength: number, ssrc: number, index: number): number {
    const half = this.#rtp;
    const end = bytes.length - TAG_LENGTH;
    const tag = this.#tag;
    for (let i = 0; i < TAG_LENGTH; i++) tag[i] = bytes[end + i] as number;
    this.#writeTag(half, bytes, end, index);
    const authentic = this.#crypto.equal(tag, bytes.subarray(end));
    if (!authentic) {
      bytes.set(tag, end);
      return -1;
    }
    half.cipher.apply(ssrc, index, bytes, headerLength, end, bytes, headerLength);
    return end;
  }

  sealRtcp(packet: Uint8Array, ssrc: number, index: number): Uint8Array {
    const half = this.#rtcp;
    const end = packet.length + INDEX_LENGTH;
    const sealed = new Uint8Array(end + TAG_LENGTH);
    sealed.set(packet.subarray(0, RTCP_CLEAR_LENGTH));
    half.cipher.apply(ssrc, index, packet, RTCP_CLEAR_LENGTH, packet.length, sealed, RTCP_CLEAR_LENGTH);
    writeU32(sealed, packet.length, ENCRYPTED + index);
    half.mac.write(sealed, end, sealed, end, TAG_LENGTH);
    return sealed;
  }

  openRtcp(bytes: Uint8Array, ssrc: number, index: number): number {
    const half = this.#rtcp;
    const end = bytes.length - TAG_LENGTH;
    const tag = this.#tag;
    half.mac.write(bytes, end, tag, 0, TAG_LENGTH);
    if (!this.#crypto.equal(tag, bytes.subarray(end))) return -1;
    const payloadEnd = end - INDEX_LENGTH;
    half.cipher.apply(ssrc, index, bytes, RTCP_CLEAR_LENGTH, payloadEnd, bytes, RTCP_CLEAR_LENGTH);
    return payloadEnd;
  }

  /** RFC 3711 §4.2: `M = Authenticated Portion ‖ ROC`; the counter goes where the tag then comes. @hot */
  #writeTag(half: Half, bytes: Uint8Array, end: number, index: number): void {
    writeU32(bytes, end, rolloverCounter(index));
    half.mac.write(bytes, end + ROC_LENGTH, bytes, end, TAG_LENGTH);
  }
}
