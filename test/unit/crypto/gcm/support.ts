/** What the tests of this folder share: bytes, the engine of this thread, and AES-GCM as `node:crypto` has it. */

import { type CipherGCMTypes, createCipheriv } from 'node:crypto';
import { defined } from '../../../../src/base/assert.ts';
import { type GcmEngine, gcmEngine } from '../../../../src/crypto/gcm/gcm-engine.ts';

export const engine: GcmEngine = defined(gcmEngine(), 'WebAssembly with vectors');

export const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));

/** Bytes that differ from one another, and for each seed. */
export function bytes(length: number, seed: number): Uint8Array {
  let state = (seed * 0x9e37_79b1 + 1) >>> 0;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 0x0019_660d) + 0x3c6e_f35f) >>> 0;
    return state >>> 24;
  });
}

/** `ciphertext ‖ tag`. */
export function nodeSeal(
  key: Uint8Array,
  nonce: Uint8Array,
  additionalData: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const cipher = createCipheriv(`aes-${key.length * 8}-gcm` as CipherGCMTypes, key, nonce);
  cipher.setAAD(additionalData);
  return new Uint8Array(Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]));
}
