/** Whom a request is from: the server side of the long-term credential mechanism (RFC 8489 §9.2.4). */

import type { TransportAddress } from '../base/address.ts';
import type { Instant } from '../base/instant.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { PasswordAlgorithm, Protection, ReceivedMessage, StunAttribute } from '../stun/index.ts';
import {
  hasAttribute,
  longTermKey,
  NONCE,
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
import { parseTimeLimitedName, timeLimitedPassword } from './credentials.ts';
import { NonceMint } from './nonce.ts';
import type { TurnServerEnvironment, TurnServerOptions } from './options.ts';
import { DEFAULT_REALM } from './options.ts';

const NONCE_LIFETIME = 600_000;
const NO_PARAMETERS = new Uint8Array(0);

const OFFERED: readonly PasswordAlgorithm[] = [PASSWORD_ALGORITHM_SHA256, PASSWORD_ALGORITHM_MD5].map(algorithm => ({
  algorithm,
  parameters: NO_PARAMETERS,
}));

/** A request whose sender knows the password. */
export interface Authenticated {
  readonly username: string;
  /** Whose quota it counts against: the name in a time-limited user name. */
  readonly account: string;
  /** False after the end of a time-limited credential: what is allocated may be kept, no more can be had. */
  readonly mayAllocate: boolean;
  /** What the response is signed with. */
  readonly protection: Protection;
}

/** The error that the request is answered with; `challenge`: REALM, NONCE and PASSWORD-ALGORITHMS go with it. */
export interface Refusal {
  readonly code: 400 | 401 | 438;
  readonly challenge: boolean;
}

interface Account {
  readonly username: string;
  readonly account: string;
  readonly password: string;
  readonly expiresAt: number;
}

export class Authenticator {
  readonly #realm: string;
  readonly #crypto: CryptoProvider;
  readonly #env: TurnServerEnvironment;
  readonly #passwords: ReadonlyMap<string, string>;
  /** User names by their hash. */
  readonly #hashes: ReadonlyMap<string, string>;
  readonly #secret: string | undefined;
  readonly #nonces: NonceMint;

  constructor(options: TurnServerOptions, env: TurnServerEnvironment) {
    this.#realm = options.realm ?? DEFAULT_REALM;
    this.#crypto = env.crypto;
    this.#env = env;
    const users = [...(options.users ?? [])].map(([name, password]) => [opaqueString(name), password] as const);
    this.#passwords = new Map(users);
    this.#hashes = new Map(users.map(([name]) => [hashKey(userHash(name, this.#realm, env.crypto)), name]));
    this.#secret = options.sharedSecret;
    // The user names of time-limited credentials cannot be found by their hashes: then nobody is asked to hide them.
    const anonymity = this.#secret === undefined;
    const lifetime = options.nonceLifetime ?? NONCE_LIFETIME;
    this.#nonces = new NonceMint(env.random.bytes(32), lifetime, anonymity, env.crypto);
  }

  authenticate(
    packet: Uint8Array,
    message: ReceivedMessage,
    from: TransportAddress,
    now: Instant,
  ): Authenticated | Refusal {
    // RFC 8489 §9.2.4: neither integrity attribute → 401 with a challenge.
    if (message.integrityAt < 0 && message.integritySha256At < 0) return { code: 401, challenge: true };
    const nonce = readAttribute(message, NONCE);
    const realm = readAttribute(message, REALM);
    const named = hasAttribute(message, USERNAME) || hasAttribute(message, USERHASH);
    if (nonce === undefined || realm === undefined || !named) return { code: 400, challenge: false };
    const hash = passwordAlgorithm(message);
    if (hash === undefined) return { code: 400, challenge: false };
    const account = this.#account(message);
    if (account === undefined || realm !== this.#realm) return { code: 401, challenge: true };
    const key = longTermKey(account.username, this.#realm, account.password, this.#crypto, hash);
    const integrity = message.integritySha256At >= 0 ? 'sha256' : 'sha1';
    if (!verifyIntegrity(packet, message, key, this.#crypto, integrity)) return { code: 401, challenge: true };
    // RFC 8489 §9.2.4: a nonce that is no longer valid → 438 with a fresh one.
    if (!this.#nonces.isFresh(nonce, from, now)) return { code: 438, challenge: true };
    return {
      username: account.username,
      account: account.account,
      mayAllocate: this.#env.wallTime(now) < account.expiresAt * 1000,
      protection: integrity === 'sha1' ? { integrityKey: key } : { integritySha256Key: key },
    };
  }

  /** What lets a client try again. */
  challenge(client: TransportAddress, transactionId: Uint8Array, now: Instant): StunAttribute[] {
    return [
      writeAttribute(REALM, this.#realm, transactionId),
      writeAttribute(NONCE, this.#nonces.make(client, now), transactionId),
      writeAttribute(PASSWORD_ALGORITHMS, OFFERED, transactionId),
    ];
  }

  #account(message: ReceivedMessage): Account | undefined {
    const hash = readAttribute(message, USERHASH);
    const given = hash === undefined ? readAttribute(message, USERNAME) : this.#hashes.get(hashKey(hash));
    if (given === undefined) return undefined;
    const username = opaqueString(given);
    const password = this.#passwords.get(username);
    if (password !== undefined) return { username, account: username, password, expiresAt: Number.POSITIVE_INFINITY };
    const limited = this.#secret === undefined ? undefined : parseTimeLimitedName(username);
    if (this.#secret === undefined || limited === undefined) return undefined;
    return {
      username,
      account: limited.name,
      password: timeLimitedPassword(username, this.#secret, this.#crypto),
      expiresAt: limited.expiresAt,
    };
  }
}

/** RFC 8489 §9.2.4: MD5 if the request names none; undefined if what it names is not what was offered. */
function passwordAlgorithm(message: ReceivedMessage): 'md5' | 'sha256' | undefined {
  if (!hasAttribute(message, PASSWORD_ALGORITHM) && !hasAttribute(message, PASSWORD_ALGORITHMS)) return 'md5';
  const chosen = readAttribute(message, PASSWORD_ALGORITHM);
  const returned = readAttribute(message, PASSWORD_ALGORITHMS);
  const unchanged =
    returned?.length === OFFERED.length &&
    returned.every(({ algorithm, parameters }, i) => algorithm === OFFERED[i]?.algorithm && parameters.length === 0);
  if (chosen === undefined || !unchanged || chosen.parameters.length > 0) return undefined;
  if (chosen.algorithm === PASSWORD_ALGORITHM_SHA256) return 'sha256';
  return chosen.algorithm === PASSWORD_ALGORITHM_MD5 ? 'md5' : undefined;
}

function hashKey(hash: Uint8Array): string {
  return String.fromCharCode(...hash);
}
