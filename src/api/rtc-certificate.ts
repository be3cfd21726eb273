/** `RTCCertificate` and generating one (W3C webrtc-pc §4.9). */

import { certificateFingerprint, type Fingerprint } from '../crypto/fingerprint.ts';
import type { CryptoProvider, LocalCertificate } from '../crypto/provider.ts';
import type { CertificateRequest, Runtime } from '../runtime/runtime.ts';
import {
  CONSTRUCT,
  type Converter,
  defineInterface,
  dictionary,
  domException,
  domString,
  optional,
  requireConstructKey,
  required,
  unsignedLong,
  unsignedLongLong,
} from '../webidl/index.ts';

/** Of the algorithm for `generateCertificate`. */
export interface RTCCertificateExpiration {
  /** Milliseconds that the certificate is good for. */
  expires?: number;
}

/** The hash of a certificate (RFC 8122 §5; W3C webrtc-pc §5.5.1). */
export interface RTCDtlsFingerprint {
  /** `sha-256`. */
  algorithm?: string;
  /** Hexadecimal pairs in lower case with colons between. */
  value?: string;
}

/** Milliseconds: 30 days, and 365 days. */
const DEFAULT_LIFETIME = 2_592_000_000;
const MAXIMUM_LIFETIME = 31_536_000_000;

/** A day earlier than now, so that a peer whose clock is slow accepts it as well. */
const BACKDATED = 86_400_000;

/** Brand check. */
export let isCertificate: (value: unknown) => value is RTCCertificate;
/** [[KeyingMaterialHandle]] and [[Certificate]]. */
export let localCertificate: (certificate: RTCCertificate) => LocalCertificate;
/** What descriptions say of it: one, by SHA-256, in upper case. */
export let fingerprintsOf: (certificate: RTCCertificate) => readonly Fingerprint[];
export let createCertificate: (local: LocalCertificate, expires: number, crypto: CryptoProvider) => RTCCertificate;

/** A certificate and its private key, which connections authenticate themselves with. */
export class RTCCertificate {
  readonly #local: LocalCertificate;
  readonly #expires: number;
  readonly #fingerprints: readonly Fingerprint[];

  private constructor(...args: [key: symbol, local: LocalCertificate, expires: number, crypto: CryptoProvider]) {
    requireConstructKey(args[0]);
    this.#local = args[1];
    this.#expires = args[2];
    this.#fingerprints = [certificateFingerprint(args[1].der, 'sha-256', args[3])];
  }

  /** Milliseconds since the Unix epoch. */
  get expires(): number {
    return this.#expires;
  }

  /** One, by SHA-256. */
  getFingerprints(): RTCDtlsFingerprint[] {
    return this.#fingerprints.map(({ algorithm, value }) => ({ algorithm, value: value.toLowerCase() }));
  }

  static {
    isCertificate = (value): value is RTCCertificate => typeof value === 'object' && value !== null && #local in value;
    localCertificate = certificate => certificate.#local;
    fingerprintsOf = certificate => certificate.#fingerprints;
    createCertificate = (local, expires, crypto) => new RTCCertificate(CONSTRUCT, local, expires, crypto);
    defineInterface(RTCCertificate, 'RTCCertificate');
  }
}

/** What `generateCertificate` takes: WebCrypto's AlgorithmIdentifier, and how long the certificate is to last. */
export interface RTCCertificateAlgorithm {
  /** `ECDSA` or `RSASSA-PKCS1-v1_5`. */
  name: string;
  /** Of ECDSA: `P-256` or `P-384`. */
  namedCurve?: string;
  /** Of RSA: bits, 2048 to 4096. */
  modulusLength?: number;
  /** Of RSA: 65537, big-endian. */
  publicExponent?: Uint8Array;
  /** Of RSA: `SHA-256`, `SHA-384` or `SHA-512`. */
  hash?: string | Record<'name', string>;
  /** Milliseconds that the certificate is good for: 30 days by default, 365 at most. */
  expires?: number;
}

const toName: Converter<{ name: string }> = dictionary('Algorithm', { name: required(domString) });

const toEcParams: Converter<{ namedCurve: string }> = dictionary('EcKeyGenParams', {
  namedCurve: required(domString),
});

const toHashName: Converter<string> = (value, context) =>
  typeof value === 'object' && value !== null ? toName(value, context).name : domString(value, context);

const toRsaParams: Converter<{ modulusLength: number; publicExponent: Uint8Array; hash: string }> = dictionary(
  'RsaHashedKeyGenParams',
  {
    modulusLength: required(unsignedLong({ enforceRange: true })),
    publicExponent: required((value, context) => {
      if (!(value instanceof Uint8Array)) throw new TypeError(`${context} is not a Uint8Array.`);
      return value;
    }),
    hash: required(toHashName),
  },
);

const toExpiration: Converter<{ expires?: number }> = dictionary('RTCCertificateExpiration', {
  expires: optional(unsignedLongLong({ enforceRange: true })),
});

/** §4.9.1 generateCertificate(). */
export async function generateCertificate(keygenAlgorithm: unknown, runtime: Runtime): Promise<RTCCertificate> {
  const key = keyRequest(keygenAlgorithm);
  const { expires } = toExpiration(
    typeof keygenAlgorithm === 'string' ? undefined : keygenAlgorithm,
    "Failed to execute 'generateCertificate' on 'RTCPeerConnection'",
  );
  return issue(key, Math.min(expires ?? DEFAULT_LIFETIME, MAXIMUM_LIFETIME), runtime);
}

/** The certificate of a connection that was given none: ECDSA over P-256, as RFC 8827 §6.5 has it. */
export function defaultCertificate(runtime: Runtime): Promise<RTCCertificate> {
  return issue({ type: 'ecdsa', curve: 'secp256r1' }, DEFAULT_LIFETIME, runtime);
}

async function issue(key: CertificateRequest['key'], lifetime: number, runtime: Runtime): Promise<RTCCertificate> {
  const now = runtime.clock.wallTime(runtime.clock.now());
  const notAfter = now + lifetime;
  const local = await runtime.issueCertificate({ key, notBefore: now - BACKDATED, notAfter });
  return createCertificate(local, Math.floor(notAfter), runtime.crypto);
}

/** W3C Web Cryptography §18.4.4, "normalize an algorithm" for generateKey, and §4.9.1's own demands. */
function keyRequest(algorithm: unknown): CertificateRequest['key'] {
  const context = "Failed to execute 'generateCertificate' on 'RTCPeerConnection'";
  const object = typeof algorithm === 'object' && algorithm !== null;
  const { name } = object ? toName(algorithm, context) : { name: domString(algorithm, context) };
  switch (name.toUpperCase()) {
    case 'ECDSA': {
      const { namedCurve } = toEcParams(object ? algorithm : undefined, context);
      if (namedCurve === 'P-256') return { type: 'ecdsa', curve: 'secp256r1' };
      if (namedCurve === 'P-384') return { type: 'ecdsa', curve: 'secp384r1' };
      throw domException('NotSupportedError', `${context}: the curve ${namedCurve} is not supported.`);
    }
    case 'RSASSA-PKCS1-V1_5': {
      const { modulusLength, publicExponent, hash } = toRsaParams(object ? algorithm : undefined, context);
      const hashName = RSA_HASHES.get(hash.toUpperCase());
      if (hashName === undefined) throw domException('NotSupportedError', `${context}: ${hash} is not supported.`);
      if (!isF4(publicExponent)) throw domException('NotSupportedError', `${context}: publicExponent must be 65537.`);
      // Below 2,048 bits a key is no longer safe; above 4,096 its certificate no longer fits a handshake well.
      if (modulusLength < 2048 || modulusLength > 4096) {
        throw domException('NotSupportedError', `${context}: ${modulusLength} bits are not supported.`);
      }
      return { type: 'rsa', bits: modulusLength, hash: hashName };
    }
    default:
      throw domException('NotSupportedError', `${context}: the algorithm ${name} is not supported.`);
  }
}

const RSA_HASHES: ReadonlyMap<string, 'sha256' | 'sha384' | 'sha512'> = new Map([
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

/** 65537, big-endian, with any number of leading zeros. */
function isF4(exponent: Uint8Array): boolean {
  let start = 0;
  while (exponent[start] === 0) start++;
  return (
    exponent.length - start === 3 && exponent[start] === 1 && exponent[start + 1] === 0 && exponent[start + 2] === 1
  );
}
