/**
 * The `candidate:` attribute (RFC 8839 §5.1), text to record and back.
 *
 * ```
 * candidate:<foundation> <component> <transport> <priority> <address> <port> typ <type>
 *           [raddr <address>] [rport <port>] [tcptype <type>] [ufrag <ufrag>] [<extension name> <value>]…
 * ```
 */

import { canonicalAddress } from '../base/address.ts';
import type { CandidateType, IceCandidate, TcpCandidateType } from './candidate.ts';

/** Longer text is no candidate: a fully grown one with a 255-byte name stays far below. */
const MAX_LENGTH = 2_048;

const TYPES: readonly string[] = ['host', 'srflx', 'prflx', 'relay'];
const TCP_TYPES: readonly string[] = ['active', 'passive', 'so'];

/** What was read of late: the layers above read the lines of a description one after the other, and again with each new one. */
const recent: Map<string, IceCandidate | undefined> = new Map();
const MAX_RECENT = 64;

/** Reads `candidate:…`, without `a=`; undefined if it does not follow the grammar. Unknown extensions are passed over. */
export function parseCandidate(text: string): IceCandidate | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  let candidate = recent.get(text);
  if (candidate === undefined && !recent.has(text)) {
    candidate = readCandidate(text);
    if (recent.size >= MAX_RECENT) recent.clear();
    recent.set(text, candidate);
  }
  return candidate;
}

function readCandidate(text: string): IceCandidate | undefined {
  if (!text.startsWith('candidate:')) return undefined;
  const fields = text.slice('candidate:'.length).trim().split(/ +/);
  // Eight fixed fields, then pairs of name and value.
  if (fields.length < 8 || fields.length % 2 !== 0) return undefined;
  const [foundation, component, transport, priority, address, port, typ, type] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const protocol = transport.toLowerCase();
  if (!/^[A-Za-z\d+/]{1,32}$/.test(foundation)) return undefined;
  if (protocol !== 'udp' && protocol !== 'tcp') return undefined;
  if (typ.toLowerCase() !== 'typ' || !TYPES.includes(type)) return undefined;
  const componentNumber = parseNumber(component, 256);
  const priorityNumber = parseNumber(priority, 0xffff_ffff);
  const portNumber = parseNumber(port, 65535);
  const host = parseConnectionAddress(address);
  if (componentNumber === undefined || componentNumber < 1 || priorityNumber === undefined) return undefined;
  if (portNumber === undefined || host === undefined) return undefined;
  const extensions = parseExtensions(fields);
  if (extensions === undefined) return undefined;
  // RFC 6544 §4.5: a TCP candidate has a tcptype, a UDP candidate has none.
  if ((protocol === 'tcp') !== (extensions.tcpType !== undefined)) return undefined;
  return {
    foundation,
    component: componentNumber,
    protocol,
    priority: priorityNumber,
    address: host,
    port: portNumber,
    type: type as CandidateType,
    ...extensions,
  };
}

interface Extensions {
  readonly tcpType: TcpCandidateType | undefined;
  readonly relatedAddress: string | undefined;
  readonly relatedPort: number | undefined;
  readonly usernameFragment: string | undefined;
}

function parseExtensions(fields: readonly string[]): Extensions | undefined {
  let tcpType: TcpCandidateType | undefined;
  let relatedAddress: string | undefined;
  let relatedPort: number | undefined;
  let usernameFragment: string | undefined;
  for (let i = 8; i < fields.length; i += 2) {
    const value = fields[i + 1] as string;
    switch (fields[i]) {
      case 'raddr':
        relatedAddress = parseConnectionAddress(value);
        if (relatedAddress === undefined) return undefined;
        break;
      case 'rport':
        relatedPort = parseNumber(value, 65535);
        if (relatedPort === undefined) return undefined;
        break;
      case 'tcptype':
        if (!TCP_TYPES.includes(value)) return undefined;
        tcpType = value as TcpCandidateType;
        break;
      case 'ufrag':
        if (!/^[\x21-\x7e]{1,256}$/.test(value)) return undefined;
        usernameFragment = value;
        break;
      default:
      // RFC 8839 §5.1: "An implementation MUST ignore name-value pairs it doesn't understand"
    }
  }
  return { tcpType, relatedAddress, relatedPort, usernameFragment };
}

/** Writes `candidate:…`, without `a=`. */
export function serializeCandidate(candidate: IceCandidate): string {
  const { foundation, component, protocol, priority, address, port, type } = candidate;
  // Joined at once, since it is kept: text added up piece by piece stays a tree.
  const fields = [`candidate:${foundation}`, component, protocol, priority, address, port, 'typ', type];
  if (candidate.relatedAddress !== undefined) fields.push('raddr', candidate.relatedAddress);
  if (candidate.relatedPort !== undefined) fields.push('rport', candidate.relatedPort);
  if (candidate.tcpType !== undefined) fields.push('tcptype', candidate.tcpType);
  if (candidate.usernameFragment !== undefined) fields.push('ufrag', candidate.usernameFragment);
  return fields.join(' ');
}

function parseNumber(text: string, limit: number): number | undefined {
  if (!/^\d{1,10}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= limit ? value : undefined;
}

/** An IP literal in canonical form, or a name as it is. */
function parseConnectionAddress(text: string): string | undefined {
  if (text.includes(':') || /^[\d.]+$/.test(text)) return canonicalAddress(text);
  return text.length <= 255 && /^[A-Za-z\d_](?:[A-Za-z\d_.-]*[A-Za-z\d_])?\.?$/.test(text) ? text : undefined;
}
