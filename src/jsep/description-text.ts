/** Edits of a description's text that leave every other line as it is: candidates, and the default destination. */

import { parseCandidate } from '../ice/candidate-attribute.ts';

/** The text with `line` (without line end) as the last of section `index`. */
export function appendToSection(text: string, index: number, line: string): string {
  const [, end] = sectionRange(text, index);
  const before = text.slice(0, end);
  const separator = before.endsWith('\n') ? '' : '\r\n';
  return `${before}${separator}${line}\r\n${text.slice(end)}`;
}

/** The text with `m=` port and `c=` of section `index` set to the default destination among `candidates`. */
export function setDestination(text: string, index: number, candidates: readonly string[]): string {
  const [start, end] = sectionRange(text, index);
  const { port, addressType, address } = defaultDestination(candidates);
  const section = text
    .slice(start, end)
    .replace(/^m=(\S+) \d+ /, `m=$1 ${port} `)
    .replace(/^c=IN IP[46] \S+/m, `c=IN ${addressType} ${address}`);
  return text.slice(0, start) + section + text.slice(end);
}

/** The text without the candidates of section `index`. */
export function removeCandidates(text: string, index: number): string {
  const [start, end] = sectionRange(text, index);
  const section = text.slice(start, end).replace(/^a=(?:candidate:.*|end-of-candidates)\r?\n/gm, '');
  return setDestination(text.slice(0, start) + section + text.slice(end), index, []);
}

/** Start of the `m=` line of section `index`, and end of the section. */
function sectionRange(text: string, index: number): [number, number] {
  let start = text.startsWith('m=') ? 0 : text.indexOf('\nm=') + 1;
  for (let i = 0; i < index; i++) start = text.indexOf('\nm=', start) + 1;
  const next = text.indexOf('\nm=', start);
  return [start, next < 0 ? text.length : next + 1];
}

export interface Destination {
  readonly port: number;
  readonly addressType: 'IP4' | 'IP6';
  readonly address: string;
}

// RFC 9429 §5.2.1: no candidates yet: "the default port value of 9 (Discard) MUST be used", "IN IP4 0.0.0.0".
const NO_DESTINATION: Destination = { port: 9, addressType: 'IP4', address: '0.0.0.0' };

// RFC 8839 §4.2.1.2: "It is RECOMMENDED that default candidates be chosen based on the likelihood of those candidates to
// work with the peer that is being contacted": relayed, reflexive, then host.
const LIKELIHOOD: readonly string[] = ['host', 'prflx', 'srflx', 'relay'];

/** The default destination among candidates in `candidate:…` form. */
export function defaultDestination(candidates: readonly string[]): Destination {
  let best = NO_DESTINATION;
  let bestRank = -1;
  for (const text of candidates) {
    const candidate = parseCandidate(text);
    if (candidate === undefined || candidate.protocol !== 'udp' || candidate.component !== 1) continue;
    const isIPv4 = /^[\d.]+$/.test(candidate.address);
    // A name (mDNS) is no address to fall back to.
    if (!isIPv4 && !candidate.address.includes(':')) continue;
    const rank = LIKELIHOOD.indexOf(candidate.type) * 2 + (isIPv4 ? 1 : 0);
    if (rank <= bestRank) continue;
    bestRank = rank;
    best = { port: candidate.port, addressType: isIPv4 ? 'IP4' : 'IP6', address: candidate.address };
  }
  return best;
}
