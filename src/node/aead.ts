/** `nodeAead`: AEADs of `node:crypto`, and for short packets AES-GCM of its AES and our WebAssembly. */

import { type CipherGCMTypes, createCipheriv, createDecipheriv, getCipherInfo } from 'node:crypto';
import { sealedPackets } from '../base/slab.ts';
import { ChaCha20Poly1305 } from '../crypto/chacha20-poly1305.ts';
import { type GcmEngine, gcmEngine } from '../crypto/gcm/gcm-engine.ts';
import { fitsStreamGcm, StreamGcm } from '../crypto/gcm/stream-gcm.ts';
import type { Aead, AeadAlgorithm } from '../crypto/provider.ts';
import { NodeBlockCipher } from './block-cipher.ts';

const TAG = 16;

/**
 * Up to here ours is faster: it takes about a nanosecond for a byte, where node's takes a quarter, but some four
 * microseconds, and work for the collector, for the objects that each packet needs.
 */
const MAX_SHORT = 4096;

/**
 * So many packets go by node's own before ours is prepared, which holds five times as much memory: an idle connection has
 * sent and received fewer in its handshakes.
 */
const COLD_PACKETS = 8;

/** Node asks for the tag's length where it is not fixed to 16: naming it for GCM too would cost a microsecond a record. */
const CIPHERS = {
  'aes-128-gcm': undefined,
  'aes-256-gcm': undefined,
  // `plaintextLength` is asked for by the types only: for this cipher node ignores it.
  'chacha20-poly1305': { authTagLength: TAG, plaintextLength: 0 },
} as const;

/** The fastest that there is for `algorithm`; `mask` as {@link CryptoProvider.aead} has it. */
export function nodeAead(algorithm: AeadAlgorithm, key: Uint8Array, mask?: Uint8Array): Aead {
  if (algorithm === 'chacha20-poly1305') {
    // Bun's BoringSSL does not offer it.
    const offered = getCipherInfo(algorithm) !== undefined;
    return offered ? new NodeAead(algorithm, key.slice()) : new ChaCha20Poly1305(key);
  }
  const engine = gcmEngine();
  return engine === undefined
    ? new NodeAead(algorithm, key.slice())
    : new NodeGcm(algorithm, key.slice(), mask, engine);
}

/** AES-GCM by two ways, each prepared when it is first needed. */
class NodeGcm implements Aead {
  readonly #algorithm: AeadAlgorithm;
  readonly #key: Uint8Array;
  readonly #mask: Uint8Array | undefined;
  readonly #engine: GcmEngine;
  #packets: number;
  #short: StreamGcm | undefined;
  #long: NodeAead | undefined;

  constructor(algorithm: AeadAlgorithm, key: Uint8Array, mask: Uint8Array | undefined, engine: GcmEngine) {
    this.#algorithm = algorithm;
    this.#key = key;
    this.#mask = mask;
    this.#engine = engine;
    this.#packets = 0;
    this.#short = undefined;
    this.#long = undefined;
  }

  /** @hot */
  seal(nonce: Uint8Array, additionalData: Uint8Array, plaintext: Uint8Array, headroom: number): Uint8Array {
    const length = plaintext.length;
    return this.#for(additionalData.length, length).seal(nonce, additionalData, plaintext, headroom);
  }

  /** @hot */
  open(
    nonce: Uint8Array,
    additionalData: Uint8Array,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Uint8Array | undefined {
    return this.#for(additionalData.length, end - start).open(nonce, additionalData, bytes, start, end);
  }

  /** @hot */
  #for(additionalLength: number, length: number): Aead {
    if (this.#packets < COLD_PACKETS) {
      this.#packets++;
    } else if (length <= MAX_SHORT && fitsStreamGcm(additionalLength, length)) {
      this.#short ??= new StreamGcm(new NodeBlockCipher(this.#key), this.#engine, this.#mask);
      return this.#short;
    }
    this.#long ??= new NodeAead(this.#algorithm, this.#key);
    return this.#long;
  }
}

export class NodeAead implements Aead {
  readonly #algorithm: CipherGCMTypes;
  readonly #options: { readonly authTagLength: number; readonly plaintextLength: number } | undefined;
  /** Not as a `KeyObject`: it takes half a kilobyte. */
  readonly #key: Uint8Array;

  /** `key` is not copied: whoever gives it lets it be. */
  constructor(algorithm: AeadAlgorithm, key: Uint8Array) {
    // The types know this signature of `createCipheriv` for GCM alone.
    this.#algorithm = algorithm as CipherGCMTypes;
    this.#options = CIPHERS[algorithm];
    this.#key = key;
  }

  /** @hot */
  seal(nonce: Uint8Array, additionalData: Uint8Array, plaintext: Uint8Array, headroom: number): Uint8Array {
    const cipher = createCipheriv(this.#algorithm, this.#key, nonce, this.#options);
    cipher.setAAD(additionalData, this.#options);
    const sealed = sealedPackets.take(headroom + plaintext.length + TAG);
    sealed.set(cipher.update(plaintext), headroom);
    cipher.final();
    sealed.set(cipher.getAuthTag(), headroom + plaintext.length);
    return sealed;
  }

  /** @hot */
  open(
    nonce: Uint8Array,
    additionalData: Uint8Array,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Uint8Array | undefined {
    if (end - start < TAG) return undefined;
    const cipher = createDecipheriv(this.#algorithm, this.#key, nonce, this.#options);
    cipher.setAAD(additionalData, this.#options);
    cipher.setAuthTag(bytes.subarray(end - TAG, end));
    const plaintext = cipher.update(bytes.subarray(start, end - TAG));
    return isFinal(cipher) ? plain(plaintext) : undefined;
  }
}

/** Whether the tag holds: `final` throws if it does not. */
function isFinal(cipher: { final(): Uint8Array }): boolean {
  try {
    cipher.final();
    return true;
  } catch {
    return false;
  }
}

/** The same bytes, not as a `Buffer`, whose `slice` does not copy. @hot */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
