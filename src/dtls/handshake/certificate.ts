/** Certificate, CertificateRequest and CertificateVerify of TLS 1.2 (RFC 5246 §7.4.2, §7.4.4, §7.4.8). */

import { readU16, readU24, writeU16, writeU24 } from '../../base/be.ts';
import { ByteReader } from '../../base/byte-reader.ts';
import { ByteWriter } from '../../base/byte-writer.ts';
import type { SignatureScheme } from '../../crypto/provider.ts';

/*
 * Certificate:         certificate_list <0..2^24-1> of ASN.1Cert <1..2^24-1>
 * CertificateRequest:  certificate_types <1..2^8-1> │ supported_signature_algorithms <2..2^16-2> │ authorities <0..2^16-1>
 * CertificateVerify:   SignatureAndHashAlgorithm (2) │ signature <0..2^16-1>
 */

/** Certificates in one chain that we look at. */
const MAX_CHAIN = 16;

const RSA_SIGN = 1;
const ECDSA_SIGN = 64;

/** The chain, leaf first; empty if the peer has none. */
export function readCertificate(body: Uint8Array): readonly Uint8Array[] | undefined {
  if (body.length < 3 || readU24(body, 0) !== body.length - 3) return undefined;
  const chain: Uint8Array[] = [];
  for (let at = 3; at < body.length; ) {
    const start = at + 3;
    if (start > body.length) return undefined;
    const end = start + readU24(body, at);
    if (end === start || end > body.length || chain.length >= MAX_CHAIN) return undefined;
    chain.push(body.slice(start, end));
    at = end;
  }
  // Not as it grew, with room for more: it is kept as long as the connection.
  return chain.slice();
}

export function writeCertificate(chain: readonly Uint8Array[]): Uint8Array {
  let length = 3;
  for (const der of chain) length += 3 + der.length;
  const body = new Uint8Array(length);
  writeU24(body, 0, length - 3);
  let at = 3;
  for (const der of chain) {
    writeU24(body, at, der.length);
    body.set(der, at + 3);
    at += 3 + der.length;
  }
  return body;
}

export interface CertificateRequest {
  readonly certificateTypes: Uint8Array;
  readonly signatureAlgorithms: readonly SignatureScheme[];
}

export function readCertificateRequest(body: Uint8Array): CertificateRequest | undefined {
  const reader = new ByteReader(body);
  const certificateTypes = reader.vector8();
  const schemes = reader.vector16();
  const authorities = reader.vector16();
  if (certificateTypes === undefined || certificateTypes.length === 0 || authorities === undefined) return undefined;
  if (schemes === undefined || schemes.length < 2 || schemes.length % 2 !== 0 || reader.remaining !== 0) {
    return undefined;
  }
  const signatureAlgorithms: SignatureScheme[] = [];
  for (let i = 0; i < schemes.length; i += 2) {
    signatureAlgorithms.push(((schemes[i] as number) << 8) | (schemes[i + 1] as number));
  }
  return { certificateTypes, signatureAlgorithms };
}

/** Asks for either key type, from any authority: the fingerprint decides. */
export function writeCertificateRequest(schemes: readonly SignatureScheme[]): Uint8Array {
  return new ByteWriter(64)
    .vector8(types => types.u8(ECDSA_SIGN).u8(RSA_SIGN))
    .vector16(list => {
      for (const scheme of schemes) list.u16(scheme);
    })
    .u16(0)
    .finish();
}

/** `digitally-signed`: also the tail of ServerKeyExchange. */
export interface DigitallySigned {
  readonly scheme: SignatureScheme;
  readonly signature: Uint8Array;
}

/** Scheme and length of the signature. */
export const SIGNED_HEADER_LENGTH = 4;

/** What stands from `at` on must be the signature and nothing else. */
export function readDigitallySigned(bytes: Uint8Array, at: number): DigitallySigned | undefined {
  const start = at + SIGNED_HEADER_LENGTH;
  if (start > bytes.length || readU16(bytes, at + 2) !== bytes.length - start) return undefined;
  return { scheme: readU16(bytes, at), signature: bytes.subarray(start) };
}

export function readCertificateVerify(body: Uint8Array): DigitallySigned | undefined {
  return readDigitallySigned(body, 0);
}

/** Writes it at `at`, where there must be room. */
export function writeDigitallySigned(bytes: Uint8Array, at: number, { scheme, signature }: DigitallySigned): void {
  writeU16(bytes, at, scheme);
  writeU16(bytes, at + 2, signature.length);
  bytes.set(signature, at + SIGNED_HEADER_LENGTH);
}

export function writeCertificateVerify(signed: DigitallySigned): Uint8Array {
  const body = new Uint8Array(SIGNED_HEADER_LENGTH + signed.signature.length);
  writeDigitallySigned(body, 0, signed);
  return body;
}
