/** `TransportAddress`: an IP address and a port; parsing, canonical text, comparison and classification. */

import { readU16 } from './be.ts';

/** IPv4 or IPv6. */
export type AddressFamily = 4 | 6;

/** An IP address with a port. */
export interface TransportAddress {
  /** Canonical IP literal (lower case, RFC 5952), without brackets or zone. */
  readonly address: string;
  /** 0 to 65535. */
  readonly port: number;
  /** Of the address. */
  readonly family: AddressFamily;
}

const ZERO = 0x30;
const LOWER_A = 0x61;
const DOT = 0x2e;
const COLON = 0x3a;

/** Parses dotted IPv4 strictly (no leading zeros): four bytes. */
export function parseIPv4(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(4);
  let at = 0;
  for (let i = 0; i < 4; i++) {
    const end = i < 3 ? text.indexOf('.', at) : text.length;
    const digits = end - at;
    if (digits < 1 || digits > 3 || (digits > 1 && text.charCodeAt(at) === ZERO)) return undefined;
    let value = 0;
    for (; at < end; at++) {
      const digit = text.charCodeAt(at) - ZERO;
      if (digit < 0 || digit > 9) return undefined;
      value = value * 10 + digit;
    }
    if (value > 255) return undefined;
    bytes[i] = value;
    at++;
  }
  return bytes;
}

/** Parses IPv6 text (RFC 4291 §2.2; no zone): sixteen bytes. */
export function parseIPv6(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(16);
  const end = text.length;
  let count = 0;
  // How many bytes stand before "::".
  let gap = text.startsWith('::') ? 0 : -1;
  for (let at = gap === 0 ? 2 : 0; at < end; ) {
    const start = at;
    let group = 0;
    for (let digit = hexDigit(text, at); digit >= 0; digit = hexDigit(text, ++at)) group = group * 16 + digit;
    if (text.charCodeAt(at) === DOT) {
      const dotted = count > 12 ? undefined : parseIPv4(text.slice(start));
      if (dotted === undefined) return undefined;
      bytes.set(dotted, count);
      count += 4;
      break;
    }
    if (at === start || at > start + 4 || count === 16) return undefined;
    bytes[count++] = group >>> 8;
    bytes[count++] = group & 0xff;
    if (at === end) break;
    if (text.charCodeAt(at++) !== COLON || at === end) return undefined;
    if (text.charCodeAt(at) !== COLON) continue;
    if (gap >= 0) return undefined;
    gap = count;
    at++;
  }
  if (gap < 0) return count === 16 ? bytes : undefined;
  // RFC 4291 §2.2: "::" stands for "one or more groups of 16 bits of zeros".
  if (count > 14) return undefined;
  const tail = 16 - (count - gap);
  bytes.copyWithin(tail, gap, count);
  return bytes.fill(0, gap, tail);
}

/** The digit at `at`, −1 if there is none. */
function hexDigit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= ZERO && code <= ZERO + 9) return code - ZERO;
  const letter = code | 0x20;
  return letter >= LOWER_A && letter <= LOWER_A + 5 ? letter - LOWER_A + 10 : -1;
}

/** What is known of an IP literal. */
interface Literal {
  readonly bytes: Uint8Array;
  readonly address: string;
  readonly scope: AddressScope;
}

/** By canonical text: those of this machine and of its peers are asked for again and again, and share one string each. */
const literals: Map<string, Literal> = new Map();
const MAX_LITERALS = 1_024;

/** Asked for when `literals` does not have it. */
function newLiteral(text: string): Literal | undefined {
  const bytes = text.includes(':') ? parseIPv6(text) : parseIPv4(text);
  if (bytes === undefined) return undefined;
  const address = formatAddress(bytes);
  const literal = literals.get(address) ?? { bytes, address, scope: scopeOf(bytes) };
  if (literals.size >= MAX_LITERALS) literals.clear();
  // By our text: the one that was given may be a piece of a longer one, which would be kept with it.
  literals.set(address, literal);
  return literal;
}

/** Four or sixteen bytes of an IP literal, to be read only. */
export function parseAddress(text: string): Uint8Array | undefined {
  return (literals.get(text) ?? newLiteral(text))?.bytes;
}

/** An IP literal in its canonical form. */
export function canonicalAddress(text: string): string | undefined {
  return (literals.get(text) ?? newLiteral(text))?.address;
}

/** Canonical text of four or sixteen bytes: dotted decimal, or RFC 5952. */
export function formatAddress(bytes: Uint8Array): string {
  if (bytes.length === 4) return `${bytes[0]}.${bytes[1]}.${bytes[2]}.${bytes[3]}`;
  let bestStart = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; ) {
    let length = 0;
    while (i + length < 8 && readU16(bytes, 2 * (i + length)) === 0) length++;
    if (length > bestLength) {
      bestStart = i;
      bestLength = length;
    }
    i += Math.max(length, 1);
  }
  let text = '';
  for (let i = 0; i < 8; i++) {
    if (i === bestStart) {
      text += '::';
      i += bestLength - 1;
    } else {
      const isFirst = i === 0 || i === bestStart + bestLength;
      text += `${isFirst ? '' : ':'}${readU16(bytes, 2 * i).toString(16)}`;
    }
  }
  return text;
}

/** A transport address from text; undefined unless `address` is an IP literal and `port` is in 0…65535. */
export function transportAddress(address: string, port: number): TransportAddress | undefined {
  const literal = literals.get(address) ?? newLiteral(address);
  if (literal === undefined || !Number.isInteger(port) || port < 0 || port > 65535) return undefined;
  return { address: literal.address, port, family: literal.bytes.length === 4 ? 4 : 6 };
}

export function sameAddress(a: TransportAddress, b: TransportAddress): boolean {
  return a === b || (a.port === b.port && a.address === b.address);
}

/** `192.0.2.1:80` or `[2001:db8::1]:80`: text for people, and a key for maps. */
export function formatTransportAddress(address: TransportAddress): string {
  return address.family === 6 ? `[${address.address}]:${address.port}` : `${address.address}:${address.port}`;
}

export type AddressScope =
  | 'unspecified'
  | 'loopback'
  | 'link-local'
  | 'unique-local'
  | 'private'
  | 'multicast'
  | 'global';

/** What an IP literal is good for (RFC 6890). IPv4-mapped IPv6 counts as its IPv4 address. */
export function addressScope(text: string): AddressScope {
  return (literals.get(text) ?? newLiteral(text))?.scope ?? 'unspecified';
}

function scopeOf(bytes: Uint8Array): AddressScope {
  if (bytes.length === 16 && bytes.subarray(0, 12).every((byte, i) => byte === (i < 10 ? 0 : 0xff))) {
    return scopeOfIPv4(bytes.subarray(12));
  }
  return bytes.length === 4 ? scopeOfIPv4(bytes) : scopeOfIPv6(bytes);
}

function scopeOfIPv4(bytes: Uint8Array): AddressScope {
  const [a, b] = bytes as unknown as [number, number];
  if (a === 0) return 'unspecified';
  if (a === 127) return 'loopback';
  if (a === 169 && b === 254) return 'link-local';
  if (a === 10 || (a === 172 && (b & 0xf0) === 16) || (a === 192 && b === 168) || (a === 100 && (b & 0xc0) === 64)) {
    return 'private';
  }
  return a >= 224 ? 'multicast' : 'global';
}

function scopeOfIPv6(bytes: Uint8Array): AddressScope {
  const [a, b] = bytes as unknown as [number, number];
  if (bytes.subarray(0, 15).every(byte => byte === 0)) {
    return bytes[15] === 1 ? 'loopback' : 'unspecified';
  }
  if (a === 0xfe && (b & 0xc0) === 0x80) return 'link-local';
  if ((a & 0xfe) === 0xfc) return 'unique-local';
  return a === 0xff ? 'multicast' : 'global';
}
