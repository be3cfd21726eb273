/**
 * Which IP addresses may be relayed to (RFC 8656 §21.1, §21.2): by default none that only our side of the network can reach.
 *
 * A relay that reaches loopback, private networks or a cloud's metadata service lends its own place in the network to
 * whoever has credentials, which are handed to every browser.
 */

import { addressScope, parseAddress } from '../base/address.ts';

/** Not global although `addressScope` has no name for them (RFC 6890 and its registries), or embedding IPv4. */
const NEVER_BY_DEFAULT: readonly string[] = [
  // IETF protocol assignments, documentation, benchmarks; the address of a cloud's host.
  '192.0.0.0/24',
  '192.0.2.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '168.63.129.16/32',
  // Site-local, documentation; IPv4 in another coat: compatible, mapped, translated, NAT64, 6to4, Teredo.
  'fec0::/10',
  '2001:db8::/32',
  '::/96',
  '::ffff:0:0/96',
  '::ffff:0:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '2002::/16',
  '2001::/32',
];

interface Subnet {
  readonly bytes: Uint8Array;
  readonly bits: number;
}

export class PeerPolicy {
  readonly #allowed: readonly Subnet[];
  readonly #denied: readonly Subnet[];
  readonly #special: readonly Subnet[];

  /** Throws a `TypeError` for what is no network. */
  constructor(allow: readonly string[] = [], deny: readonly string[] = []) {
    this.#allowed = allow.map(parseSubnet);
    this.#denied = deny.map(parseSubnet);
    this.#special = NEVER_BY_DEFAULT.map(parseSubnet);
  }

  /** Whether the operator named it, and so every port of it is meant. */
  isNamed(address: string): boolean {
    const bytes = parseAddress(address);
    return bytes !== undefined && !includes(this.#denied, bytes) && includes(this.#allowed, bytes);
  }

  isDenied(address: string): boolean {
    const bytes = parseAddress(address);
    return bytes === undefined || includes(this.#denied, bytes);
  }

  allows(address: string): boolean {
    if (this.isNamed(address)) return true;
    const bytes = parseAddress(address);
    if (bytes === undefined || includes(this.#denied, bytes) || includes(this.#special, bytes)) return false;
    return addressScope(address) === 'global';
  }
}

function includes(subnets: readonly Subnet[], bytes: Uint8Array): boolean {
  return subnets.some(subnet => subnet.bytes.length === bytes.length && hasPrefix(bytes, subnet));
}

function hasPrefix(bytes: Uint8Array, { bytes: prefix, bits }: Subnet): boolean {
  for (let i = 0; i * 8 < bits; i++) {
    const mask = bits >= (i + 1) * 8 ? 0xff : (0xff << ((i + 1) * 8 - bits)) & 0xff;
    if ((((bytes[i] as number) ^ (prefix[i] as number)) & mask) !== 0) return false;
  }
  return true;
}

function parseSubnet(text: string): Subnet {
  const [address = '', length] = text.split('/');
  const bytes = parseAddress(address);
  const most = (bytes?.length ?? 0) * 8;
  const bits = length === undefined ? most : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (bytes === undefined || !(bits >= 0 && bits <= most)) throw new TypeError(`Not a network: ${text}`);
  return { bytes, bits };
}
