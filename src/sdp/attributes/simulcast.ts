/** `a=rid` (RFC 8851 §4) and `a=simulcast` (RFC 8853 §5.1). */

import { splitFirst } from '../grammar.ts';

/** `a=rid`: a stream that can be named. */
export interface Rid {
  /** Its name. */
  readonly id: string;
  /** Whose it is, seen from who wrote it. */
  readonly direction: 'send' | 'recv';
  /** Payload types of `pt=`; undefined for all. */
  readonly payloadTypes: readonly string[] | undefined;
  /** `max-width` and the like. */
  readonly restrictions: ReadonlyMap<string, string>;
}

/** One choice of a simulcast stream. */
export interface SimulcastAlternative {
  /** Its name. */
  readonly rid: string;
  /** Written with `~`: initially paused. */
  readonly paused: boolean;
}

/** One simulcast stream: its alternatives, the preferred one first. */
export type SimulcastStream = readonly SimulcastAlternative[];

/** `a=simulcast`: which streams there are at once. */
export interface Simulcast {
  /** Those of who wrote it; undefined for none. */
  readonly send: readonly SimulcastStream[] | undefined;
  /** Those that are wished for; undefined for none. */
  readonly recv: readonly SimulcastStream[] | undefined;
  /** Whether `recv` is written first. */
  readonly recvFirst: boolean;
}

// RFC 8851 §10: rid-id = 1*(alpha-numeric / "-" / "_"), as its erratum and RFC 8852 have it: browsers take all three.
const RID = /^[A-Za-z\d_-]{1,255}$/;

/** Reads `<id> <direction>[ pt=<payload types>;<restriction>=<value>;…]`. */
export function parseRid(value: string): Rid | undefined {
  const [id, afterId] = splitFirst(value, ' ');
  if (!RID.test(id) || afterId === undefined) return undefined;
  const [direction, parameters] = splitFirst(afterId, ' ');
  if (direction !== 'send' && direction !== 'recv') return undefined;
  let payloadTypes: string[] | undefined;
  const restrictions = new Map<string, string>();
  if (parameters !== undefined) {
    for (const parameter of parameters.split(';')) {
      const [name, content] = splitFirst(parameter.trim(), '=');
      if (name === '') return undefined;
      if (name === 'pt') payloadTypes = (content ?? '').split(',');
      else restrictions.set(name, content ?? '');
    }
  }
  return { id, direction, payloadTypes, restrictions };
}

/** The value of `a=rid`. */
export function serializeRid(rid: Rid): string {
  const parameters: string[] = [];
  if (rid.payloadTypes !== undefined) parameters.push(`pt=${rid.payloadTypes.join(',')}`);
  for (const [name, value] of rid.restrictions) parameters.push(value === '' ? name : `${name}=${value}`);
  return `${rid.id} ${rid.direction}${parameters.length === 0 ? '' : ` ${parameters.join(';')}`}`;
}

/** Reads `send <streams>[ recv <streams>]`, in either order. */
export function parseSimulcast(value: string): Simulcast | undefined {
  const words = value.trimEnd().split(' ');
  if (words.length !== 2 && words.length !== 4) return undefined;
  let send: readonly SimulcastStream[] | undefined;
  let recv: readonly SimulcastStream[] | undefined;
  for (let i = 0; i < words.length; i += 2) {
    const streams = parseStreams(words[i + 1] as string);
    if (streams === undefined) return undefined;
    if (words[i] === 'send' && send === undefined) send = streams;
    else if (words[i] === 'recv' && recv === undefined) recv = streams;
    else return undefined;
  }
  return { send, recv, recvFirst: words[0] === 'recv' };
}

/** The value of `a=simulcast`. */
export function serializeSimulcast(simulcast: Simulcast): string {
  const parts: string[] = [];
  if (simulcast.send !== undefined) parts.push(`send ${serializeStreams(simulcast.send)}`);
  if (simulcast.recv !== undefined) parts.push(`recv ${serializeStreams(simulcast.recv)}`);
  return (simulcast.recvFirst ? parts.reverse() : parts).join(' ');
}

function parseStreams(text: string): SimulcastStream[] | undefined {
  const streams: SimulcastStream[] = [];
  for (const part of text.split(';')) {
    const stream: SimulcastAlternative[] = [];
    for (const alternative of part.split(',')) {
      const paused = alternative.startsWith('~');
      const rid = paused ? alternative.slice(1) : alternative;
      if (!RID.test(rid)) return undefined;
      stream.push({ rid, paused });
    }
    streams.push(stream);
  }
  return streams;
}

function serializeStreams(streams: readonly SimulcastStream[]): string {
  return streams.map(stream => stream.map(({ rid, paused }) => (paused ? `~${rid}` : rid)).join(',')).join(';');
}
