/** The server's cookie (RFC 6347 §4.2.1): a keyed hash of the ClientHello's parameters. */

import type { CryptoProvider } from '../crypto/provider.ts';
import { type ClientHello, cookieInput } from './handshake/client-hello.ts';

export const COOKIE_SECRET_LENGTH = 32;

/**
 * One secret per connection: a connection belongs to one path, so its cookies need not name an address, and it is gone
 * before a secret would have to change.
 */
export class CookieJar {
  readonly #secret: Uint8Array;
  readonly #crypto: CryptoProvider;

  constructor(secret: Uint8Array, crypto: CryptoProvider) {
    this.#secret = secret;
    this.#crypto = crypto;
  }

  cookieOf(hello: ClientHello): Uint8Array {
    return this.#crypto.hmac('sha256', this.#secret, cookieInput(hello));
  }

  vouchesFor(hello: ClientHello): boolean {
    return this.#crypto.equal(hello.cookie, this.cookieOf(hello));
  }
}
