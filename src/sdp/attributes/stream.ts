/** Which stream a section carries: `mid` (RFC 5888), direction, `msid` (RFC 8830), `ssrc` (RFC 5576), `extmap` (RFC 8285). */

import { isToken, isWord, parseInteger, splitFirst } from '../grammar.ts';
import type { Attribute } from '../model.ts';

/** RFC 8866 §6.7. */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

const DIRECTIONS: readonly string[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

/** `a=msid` (RFC 8830 §2): a stream and a track of it. */
export interface Msid {
  /** Stream id; `-` for none (RFC 8830 §2). */
  readonly id: string;
  /** Track id. */
  readonly appData: string | undefined;
}

/** `a=ssrc` (RFC 5576 §4.1). */
export interface SsrcAttribute {
  /** 32 bits. */
  readonly ssrc: number;
  /** `cname`, `msid`… */
  readonly name: string;
  /** What follows the colon. */
  readonly value: string | undefined;
}

/** `a=ssrc-group` (RFC 5576 §4.2). */
export interface SsrcGroup {
  /** `FID` (RFC 5576), `SIM`, `FEC-FR`… */
  readonly semantics: string;
  /** Those that belong together, in the order that the semantics ask for. */
  readonly ssrcs: readonly number[];
}

/** `a=extmap` (RFC 8285 §8). */
export interface ExtMap {
  /** Number of the extension in packets. */
  readonly id: number;
  /** Undefined for that of the section. */
  readonly direction: Direction | undefined;
  /** What the extension is. */
  readonly uri: string;
  /** What the extension defines. */
  readonly attributes: string | undefined;
}

/** The direction of a section, else of the session, else `sendrecv`. */
export function sectionDirection(section: readonly Attribute[], session: readonly Attribute[] = []): Direction {
  for (const attributes of [section, session]) {
    const found = attributes.find(({ name }) => DIRECTIONS.includes(name));
    if (found !== undefined) return found.name as Direction;
  }
  // RFC 8866 §6.7: "If none of the attributes 'sendonly', 'recvonly', 'inactive', and 'sendrecv' is present, 'sendrecv'
  // SHOULD be assumed as the default."
  return 'sendrecv';
}

/** Reads `<id>[ <appdata>]`. */
export function parseMsid(value: string): Msid | undefined {
  const [id, appData] = splitFirst(value, ' ');
  return isWord(id) && (appData === undefined || isWord(appData)) ? { id, appData } : undefined;
}

/** The value of `a=msid`. */
export function serializeMsid(msid: Msid): string {
  return msid.appData === undefined ? msid.id : `${msid.id} ${msid.appData}`;
}

/** Reads `<ssrc> <attribute>[:<value>]`. */
export function parseSsrc(value: string): SsrcAttribute | undefined {
  const [number, attribute] = splitFirst(value, ' ');
  const ssrc = parseInteger(number, 0xffff_ffff);
  if (ssrc === undefined || attribute === undefined) return undefined;
  const [name, content] = splitFirst(attribute, ':');
  return isToken(name) ? { ssrc, name, value: content } : undefined;
}

/** The value of `a=ssrc`. */
export function serializeSsrc(ssrc: SsrcAttribute): string {
  return `${ssrc.ssrc} ${ssrc.name}${ssrc.value === undefined ? '' : `:${ssrc.value}`}`;
}

/** Reads `<semantics> <ssrc>…`. */
export function parseSsrcGroup(value: string): SsrcGroup | undefined {
  const [semantics, ...numbers] = value.trimEnd().split(' ');
  if (semantics === undefined || !isToken(semantics)) return undefined;
  const ssrcs: number[] = [];
  for (const number of numbers) {
    const ssrc = parseInteger(number, 0xffff_ffff);
    if (ssrc === undefined) return undefined;
    ssrcs.push(ssrc);
  }
  return { semantics, ssrcs };
}

/** The value of `a=ssrc-group`. */
export function serializeSsrcGroup(group: SsrcGroup): string {
  return [group.semantics, ...group.ssrcs].join(' ');
}

/** Reads `<id>[/<direction>] <uri>[ <attributes>]`. */
export function parseExtMap(value: string): ExtMap | undefined {
  const [entry, rest] = splitFirst(value, ' ');
  const [number, direction] = splitFirst(entry, '/');
  const id = parseInteger(number, 4_351);
  if (id === undefined || rest === undefined) return undefined;
  if (direction !== undefined && !DIRECTIONS.includes(direction)) return undefined;
  const [uri, attributes] = splitFirst(rest, ' ');
  return isWord(uri) ? { id, direction: direction as Direction | undefined, uri, attributes } : undefined;
}

/** The value of `a=extmap`. */
export function serializeExtMap(map: ExtMap): string {
  const direction = map.direction === undefined ? '' : `/${map.direction}`;
  const attributes = map.attributes === undefined ? '' : ` ${map.attributes}`;
  return `${map.id}${direction} ${map.uri}${attributes}`;
}
