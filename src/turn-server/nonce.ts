/**
 * Nonces that the server does not have to remember: time and a code over it and the client's address (RFC 8489 §9.2).
 *
 * ```
 * +---------------+-------------------+--------------------------------------------------+
 * | obMatJos2     | features, 24 bits | issued at, 32 bits of seconds ‖ HMAC-SHA256, 64  |
 * | nonce cookie  | 4 × Base64        | 16 × Base64                                      |
 * +---------------+-------------------+--------------------------------------------------+
 * ```
 */

import type { TransportAddress } from '../base/address.ts';
import { formatTransportAddress } from '../base/address.ts';
import { readU32, writeU32 } from '../base/be.ts';
import type { Duration, Instant } from '../base/instant.ts';
import type { CryptoProvider } from '../crypto/provider.ts';

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const COOKIE = 'obMatJos2';
/** Bit 0 from the left: PASSWORD-ALGORITHMS is sent. Bit 1: USERHASH is understood. */
const PASSWORD_ALGORITHMS_BIT = 0x20;
const USERNAME_ANONYMITY_BIT = 0x10;
const CODE_LENGTH = 8;
const PAYLOAD_LENGTH = 4 + CODE_LENGTH;

const encoder = new TextEncoder();

export class NonceMint {
  readonly #secret: Uint8Array;
  readonly #lifetime: Duration;
  readonly #prefix: string;
  readonly #crypto: CryptoProvider;

  /** `anonymity`: whether clients are to send USERHASH instead of USERNAME. */
  constructor(secret: Uint8Array, lifetime: Duration, anonymity: boolean, crypto: CryptoProvider) {
    const features = PASSWORD_ALGORITHMS_BIT | (anonymity ? USERNAME_ANONYMITY_BIT : 0);
    this.#secret = secret;
    this.#lifetime = lifetime;
    this.#prefix = `${COOKIE}${BASE64.charAt(features)}AAA`;
    this.#crypto = crypto;
  }

  make(client: TransportAddress, now: Instant): Uint8Array {
    const payload = new Uint8Array(PAYLOAD_LENGTH);
    writeU32(payload, 0, Math.floor(now / 1000) >>> 0);
    payload.set(this.#code(payload, client), 4);
    return encoder.encode(this.#prefix + toBase64(payload));
  }

  /** Whether we made it for this client, and lately. */
  isFresh(nonce: Uint8Array, client: TransportAddress, now: Instant): boolean {
    const prefix = this.#prefix.length;
    if (nonce.length !== prefix + (PAYLOAD_LENGTH / 3) * 4) return false;
    const payload = fromBase64(nonce, prefix);
    if (payload === undefined) return false;
    const age = now - readU32(payload, 0) * 1000;
    // Seconds were rounded down when it was made.
    if (age < 0 || age >= this.#lifetime) return false;
    return this.#crypto.equal(payload.subarray(4), this.#code(payload, client));
  }

  #code(payload: Uint8Array, client: TransportAddress): Uint8Array {
    const text = `${readU32(payload, 0)} ${formatTransportAddress(client)}`;
    return this.#crypto.hmac('sha256', this.#secret, encoder.encode(text)).slice(0, CODE_LENGTH);
  }
}

/** Of a whole number of three-byte groups. */
function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] as number) << 16) | ((bytes[i + 1] as number) << 8) | (bytes[i + 2] as number);
    for (let shift = 18; shift >= 0; shift -= 6) text += BASE64.charAt((group >>> shift) & 63);
  }
  return text;
}

function fromBase64(text: Uint8Array, from: number): Uint8Array | undefined {
  const bytes = new Uint8Array(((text.length - from) / 4) * 3);
  for (let i = from, at = 0; i < text.length; i += 4) {
    let group = 0;
    for (let j = 0; j < 4; j++) {
      const value = BASE64.indexOf(String.fromCharCode(text[i + j] as number));
      if (value < 0) return undefined;
      group = (group << 6) | value;
    }
    bytes[at++] = group >>> 16;
    bytes[at++] = (group >>> 8) & 0xff;
    bytes[at++] = group & 0xff;
  }
  return bytes;
}
