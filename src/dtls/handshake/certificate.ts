/** Certificate, CertificateRequest and CertificateVerify of TLS 1.2 (RFC 5246 §7.4.2, §7.4.4, §7.4.8). */

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
  const reader = new ByteReader(body);
  const list = reader.vector24();
  if (list === undefined || reader.remaining !== 0) return undefined;
  const chain: Uint8Array[] = [];
  const certificates = new ByteReader(list);
  while (certificates.remaining > 0) {
    const der = certificates.vector24();
    if (der === undefined || der.length === 0 || chain.length >= MAX_CHAIN) return undefined;
    chain.push(der.slice());
  }
  // Not as it grew, with room for more: it is kept as long as the connection.
  return chain.slice();
}

export function writeCertificate(chain: readonly Uint8Array[]): Uint8Array {
  let length = 3;
  for (const der of chain) length += 3 + der.length;
  return new ByteWriter(length)
    .vector24(list => {
      for (const der of chain) list.vector24(certificate => certificate.bytes(der));
    })
    .finish();
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

/** What is left of the reader must be the signature and nothing else. */
export function readDigitallySigned(reader: ByteReader): DigitallySigned | undefined {
  const scheme = reader.u16();
  const signature = reader.vector16();
  if (scheme === undefined || signature === undefined || reader.remaining !== 0) return undefined;
  return { scheme, signature };
}

export function readCertificateVerify(body: Uint8Array): DigitallySigned | undefined {
  return readDigitallySigned(new ByteReader(body));
}

export function writeDigitallySigned(writer: ByteWriter, signed: DigitallySigned): void {
  writer.u16(signed.scheme).vector16(signature => signature.bytes(signed.signature));
}

export function writeCertificateVerify(signed: DigitallySigned): Uint8Array {
  const writer = new ByteWriter(160);
  writeDigitallySigned(writer, signed);
  return writer.finish();
}
