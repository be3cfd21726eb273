/**
 * Time-limited credentials: what a web application hands to a browser instead of a password (RFC 8489 §9.2 over the
 * "REST" scheme that coturn and others understand: `username = expiry:name`, `password = Base64(HMAC-SHA1(secret, username))`).
 */

import { base64 } from '../base/base64.ts';
import type { CryptoProvider } from '../crypto/provider.ts';

const encoder = new TextEncoder();

export interface TimeLimitedName {
  /** Seconds since the Unix epoch. */
  readonly expiresAt: number;
  readonly name: string;
}

/** Undefined if it is not the user name of a time-limited credential. */
export function parseTimeLimitedName(username: string): TimeLimitedName | undefined {
  const match = /^(\d{1,15})(?::(.*))?$/s.exec(username);
  if (match === null) return undefined;
  return { expiresAt: Number(match[1]), name: match[2] ?? '' };
}

export function timeLimitedPassword(username: string, secret: string, crypto: CryptoProvider): string {
  return base64(crypto.hmac('sha1', encoder.encode(secret), encoder.encode(username)));
}
