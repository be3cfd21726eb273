/** Text to model: a strict line parser (RFC 8866 §5, §9; RFC 9429 §5.8) that tells the number of the offending line. */

import { attributeGrammar } from './attribute-grammar.ts';
import type { SdpSyntaxError } from './grammar.ts';
import {
  isDigits,
  isToken,
  MAX_LINE,
  MAX_LINES,
  MAX_SECTIONS,
  MAX_TEXT,
  parseInteger,
  TOKEN_PATTERN,
} from './grammar.ts';
import type { Attribute, Bandwidth, Connection, MediaSection, Origin, SessionDescription, Timing } from './model.ts';

/** A description, or the first thing that is wrong with the text. */
export type ParseResult =
  | {
      /** It is a description. */
      readonly ok: true;
      /** What was read. */
      readonly description: SessionDescription;
    }
  | {
      /** It is none. */
      readonly ok: false;
      /** What is wrong, and where. */
      readonly error: SdpSyntaxError;
    };

/** Reads a description. Takes CRLF and bare LF, with or without one after the last line. */
export function parse(text: string): ParseResult {
  if (text.length > MAX_TEXT) return { ok: false, error: { lineNumber: 1, message: 'The description is too long' } };
  const reader = new LineReader(text);
  const description = readDescription(reader);
  return description === undefined || reader.error !== undefined
    ? { ok: false, error: reader.error ?? { lineNumber: reader.lineNumber, message: 'Not a session description' } }
    : { ok: true, description };
}

/** A cursor over lines that remembers the first thing wrong. */
class LineReader {
  readonly #text: string;
  /** Whether there is a NUL, or a CR that ends no line: looked for in the whole text first, which hardly ever has one. */
  readonly #mayBeForbidden: boolean;
  #next: number;
  /** Type letter of the current line; empty at the end. */
  type: string;
  value: string;
  lineNumber: number;
  error: SdpSyntaxError | undefined;

  constructor(text: string) {
    this.#text = text;
    // oxlint-disable-next-line no-control-regex -- the point is to find them
    this.#mayBeForbidden = /\0|\r(?!\n)/.test(text);
    this.#next = 0;
    this.type = '';
    this.value = '';
    this.lineNumber = 0;
    this.error = undefined;
    this.advance();
  }

  /** Goes to the next line. After an error there is none. */
  advance(): void {
    this.type = '';
    this.value = '';
    const start = this.#next;
    if (this.error !== undefined || start >= this.#text.length) return;
    this.lineNumber++;
    let end = this.#text.indexOf('\n', start);
    if (end < 0) end = this.#text.length;
    this.#next = end + 1;
    // RFC 8866 §5: "The sequence CRLF … is used to end a line, although parsers SHOULD be tolerant and also accept lines
    // terminated with a single newline character."
    if (end > start && this.#text.charCodeAt(end - 1) === 13) end--;
    if (end === start && this.#text.slice(this.#next).trim() === '') {
      // Blank lines after the last one are no lines.
      this.#next = this.#text.length;
      return;
    }
    if (end - start > MAX_LINE || this.lineNumber > MAX_LINES) this.fail('Too long');
    else if (end - start < 2 || this.#text.charCodeAt(start + 1) !== 61) this.fail('Not of the form <type>=<value>');
    else {
      const value = this.#text.slice(start + 2, end);
      // oxlint-disable-next-line no-control-regex -- RFC 8866 §9: byte-string excludes NUL, CR and LF
      if (this.#mayBeForbidden && /[\0\r]/.test(value)) this.fail('Contains NUL or CR');
      else {
        this.type = this.#text[start] as string;
        this.value = value;
      }
    }
  }

  fail(message: string): undefined {
    this.error ??= { lineNumber: Math.max(this.lineNumber, 1), message };
    this.type = '';
    return undefined;
  }

  /** The value of the current line if it is of `type`; goes on. */
  take(type: string): string | undefined {
    if (this.type !== type) return undefined;
    const { value } = this;
    this.advance();
    return value;
  }

  /** The current line read by `read` if it is of `type`; goes on. A value that cannot be read is an error. */
  takeAs<T>(type: string, read: (value: string) => T | undefined): T | undefined {
    if (this.type !== type) return undefined;
    const result = read(this.value);
    if (result === undefined) return this.fail(`Malformed ${type}= line`);
    this.advance();
    return result;
  }

  takeAll<T>(type: string, read: (value: string) => T | undefined): T[] {
    const results: T[] = [];
    while (this.type === type) {
      const result = this.takeAs(type, read);
      if (result === undefined) break;
      results.push(result);
    }
    return results;
  }
}

/**
 * ```
 * v=  o=  s=  [i=]  [u=]  e=*  p=*  [c=]  b=*  (t= r=*)+  [z=]  [k=]  a=*  m-section*
 * ```
 */
function readDescription(reader: LineReader): SessionDescription | undefined {
  // RFC 9429 §5.8.1: "The 'v=' line MUST have a version of 0"
  const version = reader.takeAs('v', value => (value === '0' ? value : undefined));
  if (version === undefined) return reader.fail('Expected v=0');
  const origin = reader.takeAs('o', readOrigin);
  if (origin === undefined) return reader.fail('Expected an o= line');
  const sessionName = reader.takeAs('s', readText);
  if (sessionName === undefined) return reader.fail('Expected an s= line');
  const information = reader.takeAs('i', readText);
  const uri = reader.takeAs('u', readText);
  const emails = reader.takeAll('e', readText);
  const phones = reader.takeAll('p', readText);
  const connection = reader.takeAs('c', readConnection);
  const bandwidths = reader.takeAll('b', readBandwidth);
  const timings = readTimings(reader);
  if (timings.length === 0) return reader.fail('Expected a t= line');
  const zones = reader.takeAs('z', readText);
  const key = reader.takeAs('k', readText);
  const attributes = readAttributes(reader);
  const media = readSections(reader);
  if (reader.type !== '') return reader.fail(`Unknown or misplaced ${reader.type}= line`);
  return {
    origin,
    sessionName,
    information,
    uri,
    emails,
    phones,
    connection,
    bandwidths,
    timings,
    zones,
    key,
    attributes,
    media,
  };
}

function readText(value: string): string | undefined {
  return value === '' ? undefined : value;
}

const ORIGIN = new RegExp(`^([^ ]+) (\\d{1,20}) (\\d{1,20}) (${TOKEN_PATTERN}) (${TOKEN_PATTERN}) ([^ ]+)$`);

/** `<username> <sess-id> <sess-version> <nettype> <addrtype> <unicast-address>` */
function readOrigin(value: string): Origin | undefined {
  const fields = ORIGIN.exec(value) as [string, string, string, string, string, string, string] | null;
  if (fields === null) return undefined;
  const [, username, sessionId, sessionVersion, networkType, addressType, address] = fields;
  return { username, sessionId, sessionVersion, networkType, addressType, address };
}

const CONNECTION = new RegExp(`^(${TOKEN_PATTERN}) (${TOKEN_PATTERN}) ([^ ]+)$`);

/** `<nettype> <addrtype> <connection-address>` */
function readConnection(value: string): Connection | undefined {
  const fields = CONNECTION.exec(value) as [string, string, string, string] | null;
  if (fields === null) return undefined;
  const [, networkType, addressType, address] = fields;
  return { networkType, addressType, address };
}

/** `<bwtype>:<bandwidth>` */
function readBandwidth(value: string): Bandwidth | undefined {
  const [type, bandwidth, ...rest] = value.split(':');
  if (type === undefined || !isToken(type) || bandwidth === undefined || rest.length > 0) return undefined;
  return isDigits(bandwidth) ? { type, value: bandwidth } : undefined;
}

function readTimings(reader: LineReader): Timing[] {
  const timings: Timing[] = [];
  while (reader.type === 't') {
    const times = reader.takeAs('t', value => {
      const [start, stop, ...rest] = value.split(' ');
      if (start === undefined || stop === undefined || rest.length > 0) return undefined;
      return isDigits(start) && isDigits(stop) ? { start, stop } : undefined;
    });
    if (times === undefined) break;
    timings.push({ repeats: reader.takeAll('r', readText), ...times });
  }
  return timings;
}

/** `<attribute-name>[:<attribute-value>]` */
function readAttributes(reader: LineReader): Attribute[] {
  const attributes: Attribute[] = [];
  let singles: Set<string> | undefined;
  while (reader.type === 'a') {
    const { value, lineNumber } = reader;
    const colon = value.indexOf(':');
    const name = colon < 0 ? value : value.slice(0, colon);
    const content = colon < 0 ? undefined : value.slice(colon + 1);
    const grammar = attributeGrammar(name);
    if (grammar === undefined && !isToken(name)) reader.fail('Malformed a= line');
    else if (grammar?.accepts(content) === false) reader.fail(`Malformed a=${name}`);
    else {
      if (grammar?.single === true) {
        singles ??= new Set();
        if (singles.has(name)) reader.fail(`More than one a=${name}`);
        singles.add(name);
      }
      attributes.push({ name, value: content, line: lineNumber });
      reader.advance();
    }
  }
  return attributes;
}

/**
 * ```
 * m=  [i=]  c=*  b=*  [k=]  a=*
 * ```
 */
function readSections(reader: LineReader): MediaSection[] {
  const sections: MediaSection[] = [];
  while (reader.type === 'm') {
    const { lineNumber } = reader;
    if (sections.length === MAX_SECTIONS) reader.fail('Too many m= sections');
    const head = reader.takeAs('m', readMedia);
    if (head === undefined) break;
    // What is added to a spread stands before it: behind it, V8 (11) gives every object a shape of its own.
    sections.push({
      information: reader.takeAs('i', readText),
      connections: reader.takeAll('c', readConnection),
      bandwidths: reader.takeAll('b', readBandwidth),
      key: reader.takeAs('k', readText),
      attributes: readAttributes(reader),
      line: lineNumber,
      ...head,
    });
  }
  return sections;
}

type MediaLine = Pick<MediaSection, 'kind' | 'port' | 'portCount' | 'protocol' | 'formats'>;

const MEDIA = new RegExp(`^${TOKEN_PATTERN} [^ ]+ ${TOKEN_PATTERN}(?:/${TOKEN_PATTERN})*(?: ${TOKEN_PATTERN})+$`);

/** `<media> <port>[/<number of ports>] <proto> <fmt>…` */
function readMedia(value: string): MediaLine | undefined {
  if (!MEDIA.test(value)) return undefined;
  const [kind, ports, protocol, ...formats] = value.split(' ') as [string, string, string, ...string[]];
  const [portText, countText, ...rest] = ports.split('/');
  const port = parseInteger(portText as string, 65_535);
  const portCount = countText === undefined ? undefined : parseInteger(countText, 65_535);
  if (port === undefined || rest.length > 0) return undefined;
  if (countText !== undefined && (portCount === undefined || portCount === 0)) return undefined;
  return { kind, port, portCount, protocol, formats };
}
