/** The client side of the long-term credential mechanism (RFC 8489 §9.2): what a challenge taught us, and its use. */

import type { CryptoProvider } from '../crypto/provider.ts';
import type { PasswordAlgorithm, Protection, ReceivedMessage, StunAttribute } from '../stun/index.ts';
import {
  longTermKey,
  NONCE,
  nonceFeatures,
  opaqueString,
  PASSWORD_ALGORITHM,
  PASSWORD_ALGORITHM_MD5,
  PASSWORD_ALGORITHM_SHA256,
  PASSWORD_ALGORITHMS,
  REALM,
  readAttribute,
  USERHASH,
  USERNAME,
  userHash,
  verifyIntegrity,
  writeAttribute,
} from '../stun/index.ts';

export class LongTermCredentials {
  readonly #username: string;
  readonly #password: string;
  readonly #crypto: CryptoProvider;
  #realm: string;
  #nonce: Uint8Array | undefined;
  #anonymous: boolean;
  #offered: readonly PasswordAlgorithm[] | undefined;
  #chosen: PasswordAlgorithm | undefined;
  #key: Uint8Array;

  constructor(username: string, password: string, crypto: CryptoProvider) {
    this.#username = opaqueString(username);
    this.#password = password;
    this.#crypto = crypto;
    this.#realm = '';
    this.#nonce = undefined;
    this.#anonymous = false;
    this.#offered = undefined;
    this.#chosen = undefined;
    this.#key = new Uint8Array(0);
  }

  /** Whether the server has challenged us, so that requests can be authenticated. */
  get challenged(): boolean {
    return this.#nonce !== undefined;
  }

  /** Forgets the challenge: another server has other realms and nonces. */
  reset(): void {
    this.#nonce = undefined;
    this.#offered = undefined;
    this.#chosen = undefined;
  }

  /** Takes realm, nonce and algorithms from a 401 or 438 response; why not, if the request must not be tried again. */
  challenge(message: ReceivedMessage): string | undefined {
    const nonce = readAttribute(message, NONCE);
    // RFC 8489 §9.2.5: the retry is made with the values "from the error response"; a 438 may leave out a known realm.
    const realm = readAttribute(message, REALM) ?? (this.challenged ? this.#realm : undefined);
    if (nonce === undefined || realm === undefined) return 'The server did not send REALM and NONCE';
    const features = nonceFeatures(nonce);
    const offered = readAttribute(message, PASSWORD_ALGORITHMS);
    if (offered === undefined && features.passwordAlgorithms) {
      // RFC 8489 §9.2.5: "bit set to 1 but no PASSWORD-ALGORITHMS attribute is present, then the client MUST NOT retry"
      return 'PASSWORD-ALGORITHMS was removed from the response';
    }
    const chosen = offered?.find(isSupported);
    // RFC 8489 §9.2.5: no supported algorithm in the list, "then the client MUST NOT retry"
    if (offered !== undefined && chosen === undefined) return 'The server offers no supported password algorithm';
    this.#realm = realm;
    // The message's values are views of a packet that its receiver may keep.
    this.#nonce = nonce.slice();
    this.#offered = offered?.map(({ algorithm, parameters }) => ({ algorithm, parameters: parameters.slice() }));
    this.#chosen = chosen === undefined ? undefined : { algorithm: chosen.algorithm, parameters: new Uint8Array(0) };
    this.#anonymous = features.usernameAnonymity;
    const hash = chosen?.algorithm === PASSWORD_ALGORITHM_SHA256 ? 'sha256' : 'md5';
    this.#key = longTermKey(this.#username, realm, this.#password, this.#crypto, hash);
    return undefined;
  }

  /** The attributes of an authenticated request; none before the first challenge. */
  attributes(transactionId: Uint8Array): StunAttribute[] {
    if (this.#nonce === undefined) return [];
    const attributes: StunAttribute[] = [
      // RFC 8489 §9.2.5: "Username anonymity" bit set, "then the USERHASH attribute MUST be used"
      this.#anonymous
        ? writeAttribute(USERHASH, userHash(this.#username, this.#realm, this.#crypto), transactionId)
        : writeAttribute(USERNAME, this.#username, transactionId),
      writeAttribute(REALM, this.#realm, transactionId),
      writeAttribute(NONCE, this.#nonce, transactionId),
    ];
    if (this.#offered !== undefined && this.#chosen !== undefined) {
      // RFC 8489 §9.2.5: "the request MUST contain the PASSWORD-ALGORITHMS attribute with the same content"
      attributes.push(
        writeAttribute(PASSWORD_ALGORITHMS, this.#offered, transactionId),
        writeAttribute(PASSWORD_ALGORITHM, this.#chosen, transactionId),
      );
    }
    return attributes;
  }

  /** What to sign a request with. */
  protection(): Protection {
    if (this.#nonce === undefined) return {};
    return this.#chosen === undefined ? { integrityKey: this.#key } : { integritySha256Key: this.#key };
  }

  /** Whether a response is authentic. The server must use the integrity attribute that the request used. */
  verify(bytes: Uint8Array, message: ReceivedMessage): boolean {
    if (this.#nonce === undefined) return false;
    const algorithm = this.#chosen === undefined ? 'sha1' : 'sha256';
    return verifyIntegrity(bytes, message, this.#key, this.#crypto, algorithm);
  }
}

function isSupported({ algorithm, parameters }: PasswordAlgorithm): boolean {
  // RFC 8489 §18.5.1: neither algorithm has parameters.
  return parameters.length === 0 && (algorithm === PASSWORD_ALGORITHM_SHA256 || algorithm === PASSWORD_ALGORITHM_MD5);
}
