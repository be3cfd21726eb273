/** The curves of our certificates, by every name that they have (RFC 5480 §2.1.1, RFC 7518 §6.2.1.1). */

/** By TLS's names (RFC 8422 §5.1.1). */
export type CurveName = 'secp256r1' | 'secp384r1';

export interface CurveNames {
  /** OpenSSL's. */
  readonly name: 'prime256v1' | 'secp384r1';
  /** JWK's. */
  readonly crv: 'P-256' | 'P-384';
  /** Octets of a coordinate. */
  readonly size: number;
  /** Content of the object identifier: 1.2.840.10045.3.1.7 and 1.3.132.0.34. */
  readonly identifier: Uint8Array;
}

export const CURVES: Readonly<Record<CurveName, CurveNames>> = {
  secp256r1: {
    name: 'prime256v1',
    crv: 'P-256',
    size: 32,
    identifier: Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07),
  },
  secp384r1: { name: 'secp384r1', crv: 'P-384', size: 48, identifier: Uint8Array.of(0x2b, 0x81, 0x04, 0x00, 0x22) },
};

/** 1.2.840.10045.2.1: id-ecPublicKey. */
export const EC_PUBLIC_KEY: Uint8Array = Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01);
