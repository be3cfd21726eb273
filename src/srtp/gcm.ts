/** `GcmTransform`: AES-GCM for SRTP and SRTCP (RFC 7714). */

import { readU32, writeU16, writeU32 } from '../base/be.ts';
import type { Aead, CryptoProvider } from '../crypto/provider.ts';
import type { DirectionKeys, SessionKeys } from './key-derivation.ts';
import type { SrtpProfile } from './profile.ts';
import { rolloverCounter } from './rollover.ts';
import { ENCRYPTED, RTCP_CLEAR_LENGTH, type SrtpTransform } from './transform.ts';

/*
 * SRTP (§8.2)                                         IV of SRTP (§8.1), XOR the salt
 * +------------------------+-------------+-----+      +----+------+-----+-----+
 * | header (authenticated) | ciphertext  | tag |      | 00 | SSRC | ROC | SEQ |
 * +------------------------+-------------+-----+      +----+------+-----+-----+
 *                                                       2     4      4     2
 *
 * SRTCP (§9.2)                                        IV of SRTCP (§9.1), XOR the salt
 * +----------+-------------+-----+---------------+    +----+------+----+-----------+
 * | 8 bytes, | ciphertext  | tag | E=1 ‖ index,  |    | 00 | SSRC | 00 | 0 ‖ index |
 * | auth.    |             |     | authenticated |    +----+------+----+-----------+
 * +----------+-------------+-----+---------------+      2     4     2        4
 */

const TAG_LENGTH = 16;
const NONCE_LENGTH = 12;
const INDEX_LENGTH = 4;

/** The buffers of nonce and additional data are reused: the provider reads them at once. */
export class GcmTransform implements SrtpTransform {
  readonly rtpOverhead: number;
  readonly rtcpOverhead: number;
  readonly rtcpIndexFromEnd: number;
  readonly #rtp: Aead;
  readonly #rtcp: Aead;
  readonly #rtpSalt: Salt;
  readonly #rtcpSalt: Salt;
  readonly #nonce: Uint8Array;
  readonly #rtcpAdditionalData: Uint8Array;

  constructor(profile: SrtpProfile, keys: SessionKeys, crypto: CryptoProvider) {
    const algorithm = profile.keyLength === 16 ? 'aes-128-gcm' : 'aes-256-gcm';
    this.rtpOverhead = TAG_LENGTH;
    this.rtcpOverhead = TAG_LENGTH + INDEX_LENGTH;
    this.rtcpIndexFromEnd = INDEX_LENGTH;
    this.#rtp = crypto.aead(algorithm, keys.rtp.key, keys.rtp.salt);
    this.#rtcp = crypto.aead(algorithm, keys.rtcp.key, keys.rtcp.salt);
    this.#rtpSalt = new Salt(keys.rtp);
    this.#rtcpSalt = new Salt(keys.rtcp);
    this.#nonce = new Uint8Array(NONCE_LENGTH);
    this.#rtcpAdditionalData = new Uint8Array(RTCP_CLEAR_LENGTH + INDEX_LENGTH);
  }

  /** @hot */
  sealRtp(header: Uint8Array, payload: Uint8Array, ssrc: number, index: number): Uint8Array {
    this.#setRtpNonce(ssrc, index);
    const length = header.length;
    const sealed = this.#rtp.seal(this.#nonce, header, payload, length);
    for (let i = 0; i < length; i++) sealed[i] = header[i] as number;
    return sealed;
  }

  /** @hot */
  openRtp(bytes: Uint8Array, headerLength: number, ssrc: number, index: number): number {
    this.#setRtpNonce(ssrc, index);
    const payload = this.#rtp.open(this.#nonce, bytes.subarray(0, headerLength), bytes, headerLength, bytes.length);
    if (payload === undefined) return -1;
    if (payload.buffer !== bytes.buffer) bytes.set(payload, headerLength);
    return headerLength + payload.length;
  }

  sealRtcp(packet: Uint8Array, ssrc: number, index: number): Uint8Array {
    this.#setRtcpNonce(ssrc, index);
    const additionalData = this.#rtcpAdditionalData;
    const clear = packet.subarray(0, RTCP_CLEAR_LENGTH);
    additionalData.set(clear);
    writeU32(additionalData, RTCP_CLEAR_LENGTH, ENCRYPTED + index);
    const payload = packet.subarray(RTCP_CLEAR_LENGTH);
    const sealed = this.#rtcp.seal(this.#nonce, additionalData, payload, RTCP_CLEAR_LENGTH);
    const whole = new Uint8Array(sealed.length + INDEX_LENGTH);
    whole.set(sealed);
    whole.set(clear);
    writeU32(whole, sealed.length, ENCRYPTED + index);
    return whole;
  }

  openRtcp(bytes: Uint8Array, ssrc: number, index: number): number {
    this.#setRtcpNonce(ssrc, index);
    const end = bytes.length - INDEX_LENGTH;
    const additionalData = this.#rtcpAdditionalData;
    additionalData.set(bytes.subarray(0, RTCP_CLEAR_LENGTH));
    writeU32(additionalData, RTCP_CLEAR_LENGTH, ENCRYPTED + index);
    const payload = this.#rtcp.open(this.#nonce, additionalData, bytes, RTCP_CLEAR_LENGTH, end);
    if (payload === undefined) return -1;
    if (payload.buffer !== bytes.buffer) bytes.set(payload, RTCP_CLEAR_LENGTH);
    return RTCP_CLEAR_LENGTH + payload.length;
  }

  /** @hot */
  #setRtpNonce(ssrc: number, index: number): void {
    const nonce = this.#nonce;
    const salt = this.#rtpSalt;
    writeU16(nonce, 0, salt.first);
    writeU32(nonce, 2, salt.second ^ ssrc);
    writeU32(nonce, 6, salt.third ^ rolloverCounter(index));
    writeU16(nonce, 10, salt.fourth ^ index);
  }

  #setRtcpNonce(ssrc: number, index: number): void {
    const nonce = this.#nonce;
    const salt = this.#rtcpSalt;
    writeU16(nonce, 0, salt.first);
    writeU32(nonce, 2, salt.second ^ ssrc);
    writeU16(nonce, 6, salt.third >>> 16);
    writeU32(nonce, 8, ((salt.third << 16) | salt.fourth) ^ index);
  }
}

/** A session salt, in the words of the nonce. */
class Salt {
  /** Bytes 0 and 1. */
  readonly first: number;
  /** Bytes 2 to 5. */
  readonly second: number;
  /** Bytes 6 to 9. */
  readonly third: number;
  /** Bytes 10 and 11. */
  readonly fourth: number;

  constructor({ salt }: DirectionKeys) {
    this.first = readU32(salt, 0) >>> 16;
    this.second = readU32(salt, 2);
    this.third = readU32(salt, 6);
    this.fourth = readU32(salt, 8) & 0xffff;
  }
}
