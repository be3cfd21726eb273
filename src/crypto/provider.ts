/** The cryptography port: synchronous, bytes in and out, implemented over `node:crypto` by `src/node/crypto.ts`. */

/** Hash functions (MD5 for STUN's long-term credentials only). */
export type HashAlgorithm = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** Authenticated ciphers (RFC 5116, RFC 8439). */
export type AeadAlgorithm = 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';

/** Groups of key agreement (RFC 8422). */
export type NamedGroup = 'x25519' | 'secp256r1' | 'secp384r1';

/** An AEAD under one key. Nonces are 12 bytes, tags 16. */
export interface Aead {
  /**
   * A fresh buffer of `headroom` bytes for the caller to fill (they hold anything), the ciphertext and its tag:
   * `headroom + plaintext.length + 16` bytes. So a record is made without another copy.
   */
  seal(nonce: Uint8Array, additionalData: Uint8Array, plaintext: Uint8Array, headroom: number): Uint8Array;
  /**
   * Plaintext of `ciphertext ‖ tag` in `bytes[start, end)`: in their place, or in a buffer of its own. Undefined if it is
   * not authentic, and then `bytes` are as they were.
   */
  open(
    nonce: Uint8Array,
    additionalData: Uint8Array,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Uint8Array | undefined;
}

/** AES alone, under one key of 16 or 32 bytes: what modes of operation are built from. */
export interface BlockCipher {
  /** Each block of 16 bytes by itself; `blocks` is a whole number of them. */
  encrypt(blocks: Uint8Array): Uint8Array;
}

/** An HMAC under one key, for many short messages. */
export interface Mac {
  /** Writes the first `length` bytes of the code of `data[0, end)` into `to` at `at`, which may lie in `data`. */
  write(data: Uint8Array, end: number, to: Uint8Array, at: number, length: number): void;
}

/** A running hash that can be read without ending it. */
export interface RunningHash {
  /** Adds data. */
  update(data: Uint8Array): void;
  /** The digest of all data so far; the hash can go on. */
  digest(): Uint8Array;
}

/** An ephemeral key pair of one handshake. */
export interface KeyShare {
  /** X25519: 32 bytes. NIST curves: the uncompressed point, `04 ‖ x ‖ y`. */
  readonly publicKey: Uint8Array;
  /** The shared secret; undefined if the peer's public key is invalid (off the curve, all-zero result). */
  agree(peerPublicKey: Uint8Array): Uint8Array | undefined;
}

/** TLS SignatureScheme code points (RFC 8446 §4.2.3) that the provider can do. */
export type SignatureScheme = number;

/** A private key that can sign but not be read. */
export interface SigningKey {
  /** Kind of key. */
  readonly type: 'ecdsa' | 'rsa';
  /** Curve of an ECDSA key. */
  readonly curve: 'secp256r1' | 'secp384r1' | undefined;
  /** A signature over `data`, in TLS's form. */
  sign(scheme: SignatureScheme, data: Uint8Array): Uint8Array;
}

/** The public side of the peer's certificate. */
export interface PeerCertificate {
  /** The certificate. */
  readonly der: Uint8Array;
  /** Kind of its key. */
  readonly keyType: 'ecdsa' | 'rsa' | 'other';
  /** Curve of an ECDSA key. */
  readonly curve: 'secp256r1' | 'secp384r1' | undefined;
  /** RSA modulus size in bits. */
  readonly keyBits: number | undefined;
  /** Whether the signature over `data` is by its key. */
  verify(scheme: SignatureScheme, data: Uint8Array, signature: Uint8Array): boolean;
}

/** Our certificate for DTLS. */
export interface LocalCertificate {
  /** The leaf certificate, DER. */
  readonly der: Uint8Array;
  /** Its private key. */
  readonly key: SigningKey;
}

/** Everything that the stack needs of cryptography. */
export interface CryptoProvider {
  /** Unpredictable bytes. */
  randomBytes(length: number): Uint8Array;
  /** The digest of `data`. */
  hash(algorithm: HashAlgorithm, data: Uint8Array): Uint8Array;
  /** A hash to be fed piece by piece. */
  runningHash(algorithm: HashAlgorithm): RunningHash;
  /** RFC 2104. */
  hmac(algorithm: HashAlgorithm, key: Uint8Array, data: Uint8Array): Uint8Array;
  /** RFC 2104: writes the code of `data[0, end)` into `to` at `at`, which may lie in `data`. */
  writeHmac(algorithm: HashAlgorithm, key: Uint8Array, data: Uint8Array, end: number, to: Uint8Array, at: number): void;
  /** An HMAC for many messages under one key. */
  mac(algorithm: 'sha1' | 'sha256', key: Uint8Array): Mac;
  /**
   * `mask`: what the nonces of one packet after the other are XORed with, if not with zeros. A hint only: whoever knows it
   * knows the next nonce.
   */
  aead(algorithm: AeadAlgorithm, key: Uint8Array, mask?: Uint8Array): Aead;
  /** AES-128 or AES-256, by the length of the key. */
  blockCipher(key: Uint8Array): BlockCipher;
  /** A fresh key pair. */
  keyShare(group: NamedGroup): KeyShare;
  /** Undefined if `der` is not an X.509 certificate. */
  readCertificate(der: Uint8Array): PeerCertificate | undefined;
  /** Comparison whose time does not depend on the content; false at once if the lengths differ. */
  equal(a: Uint8Array, b: Uint8Array): boolean;
}
