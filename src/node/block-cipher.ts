/** `NodeBlockCipher`: AES alone, over one ECB cipher object of `node:crypto` for all calls under a key. */

import { type Cipher, createCipheriv } from 'node:crypto';
import type { BlockCipher } from '../crypto/provider.ts';

export class NodeBlockCipher implements BlockCipher {
  readonly #cipher: Cipher;

  constructor(key: Uint8Array) {
    this.#cipher = createCipheriv(key.length === 16 ? 'aes-128-ecb' : 'aes-256-ecb', key, null);
    this.#cipher.setAutoPadding(false);
  }

  /** @hot */
  encrypt(blocks: Uint8Array): Uint8Array {
    return this.#cipher.update(blocks);
  }
}
