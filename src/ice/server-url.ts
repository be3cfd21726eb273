/** `stun:`, `stuns:`, `turn:` and `turns:` URIs (RFC 7064 §3.1, RFC 7065 §3.1). */

import { parseIPv4, parseIPv6 } from '../base/address.ts';

/** A STUN or TURN URL, taken apart. */
export interface ServerUrl {
  /** As given. */
  readonly url: string;
  /** What the server is, with or without TLS. */
  readonly scheme: 'stun' | 'stuns' | 'turn' | 'turns';
  /** A name or an IP literal, without brackets. */
  readonly host: string;
  /** Given, or the scheme's own. */
  readonly port: number;
  /** Given, or the scheme's own. */
  readonly transport: 'udp' | 'tcp';
}

/** Undefined if `url` does not follow the grammar, or names a transport that is neither `udp` nor `tcp`. */
export function parseServerUrl(url: string): ServerUrl | undefined {
  const match = /^(stuns?|turns?):(\[[^\]]*\]|[^:?[\]/@#\s]+)(?::(\d{1,5}))?(?:\?transport=([\w-]+))?$/i.exec(url);
  if (match === null) return undefined;
  const scheme = (match[1] as string).toLowerCase() as ServerUrl['scheme'];
  const host = parseHost(match[2] as string);
  const secure = scheme === 'stuns' || scheme === 'turns';
  const port = match[3] === undefined ? (secure ? 5349 : 3478) : Number(match[3]);
  const transport = match[4]?.toLowerCase() ?? (secure ? 'tcp' : 'udp');
  if (host === undefined || port < 1 || port > 65535) return undefined;
  if (transport !== 'udp' && transport !== 'tcp') return undefined;
  // RFC 7064 §3.1: a stun URI has no query.
  if (match[4] !== undefined && (scheme === 'stun' || scheme === 'stuns')) return undefined;
  return { url, scheme, host, port, transport };
}

function parseHost(text: string): string | undefined {
  if (text.startsWith('[')) {
    const address = text.slice(1, -1);
    return parseIPv6(address) === undefined ? undefined : address;
  }
  if (/^\d+(?:\.\d+){3}$/.test(text)) return parseIPv4(text) === undefined ? undefined : text;
  // RFC 3986 §3.2.2, reg-name: unreserved, sub-delims and percent-encoded octets.
  return /^(?:[\w\-.~!$&'()*+,;=]|%[\da-f]{2})+$/i.test(text) ? text : undefined;
}
