/**
 * Time-limited credentials: what a web application hands to a browser instead of a password (RFC 8489 §9.2 over the
 * "REST" scheme that coturn and others understand: `username = expiry:name`, `password = Base64(HMAC-SHA1(secret, username))`).
 */

import type { CryptoProvider } from '../crypto/provider.ts';

const encoder = new TextEncoder();
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

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

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += BASE64.charAt(group >>> 18) + BASE64.charAt((group >>> 12) & 63);
    text += left > 1 ? BASE64.charAt((group >>> 6) & 63) : '=';
    text += left > 2 ? BASE64.charAt(group & 63) : '=';
  }
  return text;
}
