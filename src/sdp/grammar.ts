/** Lexical grammar of SDP (RFC 8866 §9), and the limits that keep a hostile description from costing much. */

/** Characters of a whole description. A call of a hundred streams with all candidates stays below a quarter of it. */
export const MAX_TEXT: number = 2 * 1024 * 1024;

/** Characters of one line. The longest seen, an `a=identity` assertion or a list of payload types, needs a tenth. */
export const MAX_LINE: number = 65_536;

/** Lines of a description. */
export const MAX_LINES: number = 60_000;

/** `m=` sections of a description. Browsers grow slow at about a thousand. */
export const MAX_SECTIONS: number = 1_024;

/** What was wrong, and where. */
export interface SdpSyntaxError {
  /** From 1. */
  readonly lineNumber: number;
  /** For people. */
  readonly message: string;
}

/** `token` of RFC 8866 §9, for expressions that have several. */
export const TOKEN_PATTERN: string = "[!#$%&'*+\\-.0-9A-Z^_`a-z{|}~]+";

const TOKEN = new RegExp(`^${TOKEN_PATTERN}$`);

/** `token` of RFC 8866 §9. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** A decimal number of at most twenty digits, as text: 64 bits. */
export function isDigits(text: string): boolean {
  return /^\d{1,20}$/.test(text);
}

/** A decimal integer in 0…`limit`; undefined for anything else. */
export function parseInteger(text: string, limit: number): number | undefined {
  if (!/^\d{1,16}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= limit ? value : undefined;
}

/** A word without spaces. */
export function isWord(text: string): boolean {
  return text !== '' && !text.includes(' ');
}

/** Splits at the first `separator`: the second part is undefined if there is none. */
export function splitFirst(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** What nearly every description says, so that those of all connections need not each have a copy. */
const FAMILIAR: ReadonlyMap<string, string> = new Map(
  [
    'application',
    'UDP/DTLS/SCTP',
    'UDP/TLS/RTP/SAVPF',
    'webrtc-datachannel',
    'trickle',
    'ice2',
    'sha-256',
    'actpass',
    'active',
    'passive',
  ].map(text => [text, text]),
);

/** The text, as the one string that there is of it if it is a familiar one, else as one of its own. */
export function familiar(text: string): string {
  return FAMILIAR.get(text) ?? detached(text);
}

/** The text as a string of its own. A slice would keep all that it was cut from in memory; V8 copies 12 characters or less. */
export function detached(text: string): string {
  return text.length < 13 ? text : (JSON.parse(JSON.stringify(text)) as string);
}
