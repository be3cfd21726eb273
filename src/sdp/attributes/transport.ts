/**
 * Attributes of the transport below a media section: `ice-*` and `candidate` (RFC 8839), `fingerprint` (RFC 8122),
 * `setup` (RFC 4145, 8842), `tls-id` (RFC 8842), `sctp-port`, `max-message-size` (RFC 8841), `sctp-init`
 * (draft-hancke-tsvwg-snap-00).
 */

import { base64Bytes } from '../../base/base64.ts';
import { familiar, isToken, isWord, parseInteger, splitFirst } from '../grammar.ts';

/** `a=ice-ufrag` and `a=ice-pwd` (RFC 8839 §5.4). */
export interface IceCredentials {
  /** 4 to 256 characters. */
  readonly ufrag: string;
  /** 22 to 256 characters. */
  readonly pwd: string;
}

/** `a=fingerprint` (RFC 8122 §5); also the W3C RTCDtlsFingerprint. */
export interface Fingerprint {
  /** Lower case: `sha-256`. */
  readonly algorithm: string;
  /** Bytes in hexadecimal, separated by colons. */
  readonly value: string;
}

/** `a=setup` (RFC 4145 §4). */
export type Setup = 'active' | 'passive' | 'actpass' | 'holdconn';

/** `a=sctpmap` of drafts before RFC 8841, which old endpoints still write. */
export interface SctpMap {
  /** SCTP port. */
  readonly port: number;
  /** `webrtc-datachannel`. */
  readonly application: string;
  /** Streams in each direction. */
  readonly streams: number | undefined;
}

/** Reads `<hash> <AB:CD:…>`. */
export function parseFingerprint(value: string): Fingerprint | undefined {
  const [algorithm, fingerprint] = splitFirst(value, ' ');
  if (!isToken(algorithm) || fingerprint === undefined) return undefined;
  // RFC 8122 §5: upper case is what is written; lower case is understood.
  if (!/^[\dA-Fa-f]{2}(?::[\dA-Fa-f]{2})*$/.test(fingerprint)) return undefined;
  return { algorithm: algorithm.toLowerCase(), value: fingerprint };
}

/** The value of `a=fingerprint`. */
export function serializeFingerprint(fingerprint: Fingerprint): string {
  return `${fingerprint.algorithm} ${fingerprint.value}`;
}

/** Reads the role of `a=setup`. */
export function parseSetup(value: string): Setup | undefined {
  const role = familiar(value.toLowerCase());
  return role === 'active' || role === 'passive' || role === 'actpass' || role === 'holdconn' ? role : undefined;
}

/** Reads the options of `a=ice-options`, separated by spaces. */
export function parseIceOptions(value: string): readonly string[] | undefined {
  const options = value.split(' ');
  return options.every(isWord) ? options : undefined;
}

/** `a=tls-id` (RFC 8842 §4): 20 to 255 of its characters. */
export function isTlsId(value: string): boolean {
  return /^[A-Za-z\d+/_-]{20,255}$/.test(value);
}

/** Reads `a=sctp-port` (RFC 8841 §5). */
export function parseSctpPort(value: string): number | undefined {
  return parseInteger(value, 65_535);
}

/** Type and fixed fields of an INIT chunk (RFC 9260 §3.3.2). */
const INIT_TYPE = 1;
const INIT_BYTES = 20;

/** Reads `a=sctp-init`: an SCTP INIT chunk in base64. Undefined if it is none. */
export function parseSctpInit(value: string): Uint8Array | undefined {
  const chunk = base64Bytes(value);
  return chunk !== undefined && chunk.length >= INIT_BYTES && chunk[0] === INIT_TYPE ? chunk : undefined;
}

/** Reads `a=max-message-size` in bytes: `Infinity` for 0, and for what is more than can be counted. */
export function parseMaxMessageSize(value: string): number | undefined {
  // RFC 8841 §6.1: `max-message-size-value = 1*DIGIT`, however many.
  if (!/^\d+$/.test(value)) return undefined;
  const size = Number(value);
  // "… a maximum message size value of zero … indicates that the SCTP endpoint will handle messages of any size, subject to
  // memory capacity, etc."
  return size === 0 || size > Number.MAX_SAFE_INTEGER ? Number.POSITIVE_INFINITY : size;
}

/** The value of `a=max-message-size`. */
export function serializeMaxMessageSize(size: number): string {
  return Number.isFinite(size) ? size.toString() : '0';
}

/** Reads `<port> <application>[ <streams>]`. */
export function parseSctpMap(value: string): SctpMap | undefined {
  const [portText, application, streamsText, ...rest] = value.split(' ');
  const port = parseInteger(portText as string, 65_535);
  const streams = streamsText === undefined ? undefined : parseInteger(streamsText, 65_535);
  if (port === undefined || application === undefined || !isWord(application) || rest.length > 0) return undefined;
  if (streamsText !== undefined && streams === undefined) return undefined;
  return { port, application, streams };
}

/**
 * Whether the text after `candidate:` has the shape of RFC 8839 §5.1, whatever its transport, type and extensions are.
 *
 * ```
 * <foundation> <component> <transport> <priority> <address> <port> typ <type> [<name> <value>]…
 * ```
 */
export function isCandidateShaped(value: string): boolean {
  return /^[A-Za-z\d+/]{1,32} +\d{1,5} +[^ ]+ +\d{1,10} +[^ ]+ +\d{1,5} +typ +[^ ]+(?: +[^ ]+ +[^ ]+)* *$/i.test(value);
}
