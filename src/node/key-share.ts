/** Ephemeral keys of ECDHE over `node:crypto` (RFC 8422 §5.4, §5.11). */

import { Buffer } from 'node:buffer';
import {
  createECDH,
  createPublicKey,
  diffieHellman,
  type ECDH,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import type { KeyShare, NamedGroup } from '../crypto/provider.ts';

/** As JWK (RFC 8037 §2), which the types do not know here: through DER, OpenSSL takes ten times as long. */
const PUBLIC_AS_JWK = { publicKeyEncoding: { format: 'jwk' } };

class X25519Share implements KeyShare {
  readonly publicKey: Uint8Array;
  readonly #privateKey: KeyObject;

  constructor() {
    // Exported as it is generated: an export afterwards was once seen to hang (Node 20), for both lock the key.
    const pair: { publicKey: unknown; privateKey: KeyObject } = generateKeyPairSync('x25519', PUBLIC_AS_JWK);
    const { x } = pair.publicKey as { x: string };
    this.#privateKey = pair.privateKey;
    this.publicKey = exact(Buffer.from(x, 'base64url'));
  }

  agree(peerPublicKey: Uint8Array): Uint8Array | undefined {
    if (peerPublicKey.length !== 32) return undefined;
    const { buffer, byteOffset, length } = peerPublicKey;
    const x = Buffer.from(buffer, byteOffset, length).toString('base64url');
    try {
      const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
      const secret = exact(diffieHellman({ privateKey: this.#privateKey, publicKey }));
      // RFC 8422 §5.11: "…MUST check whether the computed premaster secret is the all-zero value"
      return secret.every(byte => byte === 0) ? undefined : secret;
    } catch {
      return undefined;
    }
  }
}

class EcdhShare implements KeyShare {
  readonly publicKey: Uint8Array;
  readonly #ecdh: ECDH;
  readonly #pointLength: number;

  constructor(curve: 'prime256v1' | 'secp384r1') {
    this.#ecdh = createECDH(curve);
    this.publicKey = exact(this.#ecdh.generateKeys());
    this.#pointLength = this.publicKey.length;
  }

  agree(peerPublicKey: Uint8Array): Uint8Array | undefined {
    // RFC 8422 §5.4.1: only the uncompressed point format is left.
    if (peerPublicKey.length !== this.#pointLength || peerPublicKey[0] !== 4) return undefined;
    try {
      return exact(this.#ecdh.computeSecret(peerPublicKey));
    } catch {
      return undefined;
    }
  }
}

function exact(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

/** Made ahead: to make one takes longer than all else that the first answer to a ClientHello needs. */
let spare: X25519Share | undefined;

/** A key pair that nobody else has or will have. */
export function makeKeyShare(group: NamedGroup): KeyShare {
  if (group !== 'x25519') return new EcdhShare(group === 'secp256r1' ? 'prime256v1' : 'secp384r1');
  const share = spare ?? new X25519Share();
  spare = undefined;
  // Behind the flight that this one leaves with, while the peer works on it.
  setImmediate(() => {
    spare ??= new X25519Share();
  });
  return share;
}
