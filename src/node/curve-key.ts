/** `CurveKey`: a private key that was made here, on a curve of our certificates, kept as bytes (RFC 5480, RFC 7518 §6.2). */

import { Buffer } from 'node:buffer';
import { createECDH, createPrivateKey, type KeyObject } from 'node:crypto';
import type { SignatureScheme, SigningKey } from '../crypto/provider.ts';
import { OBJECT_IDENTIFIER, SEQUENCE, writeBitString, writeElement } from './der.ts';
import { CURVES, type CurveName, EC_PUBLIC_KEY } from './elliptic-curves.ts';
import { signature } from './signing.ts';

/** RFC 5480 §2.1.1: SEQUENCE { id-ecPublicKey, namedCurve } */
const ALGORITHMS: Readonly<Record<CurveName, Uint8Array>> = {
  secp256r1: algorithm('secp256r1'),
  secp384r1: algorithm('secp384r1'),
};

/**
 * OpenSSL's form of it takes 3 KB, so it is let go after the first signature for a peer, the only one that the
 * certificate of one connection makes; a key that signs for more is kept.
 */
export class CurveKey implements SigningKey {
  readonly curve: CurveName;
  /** X, Y and the private D, one character a byte: a `JsonWebKey` takes three times as much. */
  readonly #octets: string;
  #key: KeyObject | undefined;
  #signed: boolean;

  /** A new one. By ECDH, whose keys are bytes: to export a `KeyObject` takes longer than this. */
  constructor(curve: CurveName) {
    const { name, size } = CURVES[curve];
    const pair = createECDH(name);
    // 04, X, Y (SEC 1 §2.3.3).
    const point = pair.generateKeys();
    const secret = pair.getPrivateKey();
    const octets = Buffer.alloc(3 * size);
    octets.set(point.subarray(1));
    octets.set(secret, octets.length - secret.length);
    this.curve = curve;
    this.#octets = octets.toString('latin1');
    this.#key = undefined;
    this.#signed = false;
  }

  get type(): 'ecdsa' {
    return 'ecdsa';
  }

  sign(scheme: SignatureScheme, data: Uint8Array): Uint8Array {
    const key = this.read();
    if (!this.#signed) this.#key = undefined;
    this.#signed = true;
    return signature(key, this.type, scheme, data);
  }

  /** For whatever is no signature for a peer. */
  read(): KeyObject {
    this.#key ??= this.#import();
    return this.#key;
  }

  /** SubjectPublicKeyInfo, DER. */
  publicKey(): Uint8Array {
    const point = Buffer.from(`\x04${this.#octets.slice(0, 2 * CURVES[this.curve].size)}`, 'latin1');
    // RFC 5480 §2: SEQUENCE { AlgorithmIdentifier, BIT STRING of the point }
    return writeElement(SEQUENCE, ALGORITHMS[this.curve], writeBitString(point));
  }

  /** As JWK: through DER, OpenSSL takes six times as long. */
  #import(): KeyObject {
    const { crv, size } = CURVES[this.curve];
    const octets = Buffer.from(this.#octets, 'latin1');
    const text = (index: number): string => octets.toString('base64url', index * size, (index + 1) * size);
    return createPrivateKey({ key: { kty: 'EC', crv, x: text(0), y: text(1), d: text(2) }, format: 'jwk' });
  }
}

function algorithm(curve: CurveName): Uint8Array {
  const id = writeElement(OBJECT_IDENTIFIER, EC_PUBLIC_KEY);
  return writeElement(SEQUENCE, id, writeElement(OBJECT_IDENTIFIER, CURVES[curve].identifier));
}
