/**
 * Which addresses of this machine become candidates, in which order, and as what the peer is told of them
 * (RFC 8445 §5.1.1.1, RFC 8421, RFC 8828).
 */

import { addressScope, parseAddress } from '../base/address.ts';
import type { IceInterface } from './ports.ts';

/** Which family leads: `prefer-…` orders, `…-only` leaves the other one out. */
export type IpFamilyPolicy = 'prefer-ipv6' | 'prefer-ipv4' | 'ipv6-only' | 'ipv4-only';

/** Addresses by which a NAT that maps one to one is known outside. */
export type AnnouncedAddresses = readonly string[] | Readonly<Record<string, string | readonly string[]>>;

/** Which of this machine's addresses become candidates. */
export interface AddressPolicy {
  /** Gather loopback addresses too. Without it they serve only where there is no other address. */
  readonly includeLoopback?: boolean | undefined;
  /** Gather 169.254/16 and fe80::/10 addresses too. */
  readonly includeLinkLocal?: boolean | undefined;
  /** Gather from bridges of containers and virtual machines too; last, since they rarely lead anywhere. Default true. */
  readonly includeVirtual?: boolean | undefined;
  /** Whether an address may be used at all. */
  readonly interfaceFilter?: ((candidate: IceInterface) => boolean) | undefined;
  /** Which address family leads, or is the only one. */
  readonly ipFamily?: IpFamilyPolicy | undefined;
}

/** The addresses to open sockets on, best first. */
export function selectAddresses(interfaces: readonly IceInterface[], policy: AddressPolicy): IceInterface[] {
  const { includeLinkLocal, includeLoopback, includeVirtual = true, interfaceFilter, ipFamily } = policy;
  const seen = new Set<string>();
  const usable = interfaces.filter(each => {
    const { address, family } = each;
    if (seen.has(address) || !isUnicast(address)) return false;
    seen.add(address);
    if (ipFamily === 'ipv4-only' ? family === 6 : ipFamily === 'ipv6-only' && family === 4) return false;
    // Link-local addresses have zones that candidates cannot name.
    if (addressScope(address) === 'link-local' && includeLinkLocal !== true) return false;
    if (kindOf(each) === 'virtual' && !includeVirtual) return false;
    return interfaceFilter === undefined || interfaceFilter(each);
  });
  const lasting = usable.filter(each => each.deprecated !== true || !usable.some(other => replaces(other, each)));
  const private_ = lasting.filter(each => !lasting.some(other => hides(other, each)));
  // RFC 8445 §5.1.1.1: "Addresses from a loopback interface MUST NOT be included in the candidate addresses."
  const others = private_.filter(each => !isLoopback(each));
  const chosen = includeLoopback === true || others.length === 0 ? private_ : others;
  return orderInterfaces(chosen, ipFamily === 'prefer-ipv4' ? 4 : 6);
}

/**
 * Interfaces, best first: real ones before VPNs, VPNs before bridges, and among each both families in turn.
 *
 * RFC 8421 §4: interleaving families keeps an unusable IPv6 network from delaying all IPv4 pairs.
 */
export function orderInterfaces(interfaces: readonly IceInterface[], leading: 4 | 6 = 6): IceInterface[] {
  const ordered: IceInterface[] = [];
  const ranks = interfaces.map(rankOf);
  for (const rank of [0, 1, 2, 3]) {
    const ofRank = interfaces.filter((_, i) => ranks[i] === rank);
    if (ofRank.length === 0) continue;
    const first = ofRank.filter(each => each.family === leading);
    const second = ofRank.filter(each => each.family !== leading);
    for (let i = 0; i < Math.max(first.length, second.length); i++) {
      if (i < first.length) ordered.push(first[i] as IceInterface);
      if (i < second.length) ordered.push(second[i] as IceInterface);
    }
  }
  return ordered;
}

/**
 * As what a base is announced: by the map, or by the list, which stands for the best base of each family. Answers
 * nothing for a base that is announced as it is.
 */
export function announcedFor(address: string, isBest: boolean, announced: AnnouncedAddresses | undefined): string[] {
  if (announced === undefined) return [];
  if (!isList(announced)) {
    const found = announced[address];
    return found === undefined ? [] : typeof found === 'string' ? [found] : [...found];
  }
  if (!isBest || addressScope(address) === 'loopback') return [];
  return announced.filter(each => each.includes(':') === address.includes(':'));
}

function isList(announced: AnnouncedAddresses): announced is readonly string[] {
  return Array.isArray(announced);
}

function isUnicast(address: string): boolean {
  const scope = addressScope(address);
  if (scope === 'unspecified' || scope === 'multicast') return false;
  if (!address.includes(':')) return true;
  const bytes = parseAddress(address) as Uint8Array;
  // RFC 8445 §5.1.1.1: "Deprecated IPv4-compatible IPv6 addresses … and IPv6 site-local unicast addresses … MUST NOT be
  // included", and IPv4-mapped ones "SHOULD NOT".
  const isSiteLocal = bytes[0] === 0xfe && ((bytes[1] as number) & 0xc0) === 0xc0;
  const isEmbedded = bytes.subarray(0, 10).every(byte => byte === 0) && scope !== 'loopback';
  return !isSiteLocal && !isEmbedded;
}

function isLoopback({ address, internal }: IceInterface): boolean {
  return internal || addressScope(address) === 'loopback';
}

/** Whether `other` serves where `deprecated` does (RFC 6724 §5, rule 3: avoid deprecated addresses). */
function replaces(other: IceInterface, deprecated: IceInterface): boolean {
  return other.deprecated !== true && other.name === deprecated.name && other.family === deprecated.family;
}

/**
 * RFC 8445 §5.1.1.1: beside an address that prevents location tracking, those that "do allow location tracking, are
 * configured on the same interface, and are part of the same network prefix MUST NOT be gathered", nor link-local ones.
 */
function hides(other: IceInterface, each: IceInterface): boolean {
  if (other.temporary !== true || each.temporary === true || other.name !== each.name || each.family !== 6)
    return false;
  if (addressScope(each.address) === 'link-local') return true;
  const ours = parseAddress(each.address) as Uint8Array;
  const theirs = parseAddress(other.address) as Uint8Array;
  const isFromHardware = ours[11] === 0xff && ours[12] === 0xfe;
  return isFromHardware && ours.subarray(0, 8).every((byte, i) => byte === theirs[i]);
}

type InterfaceKind = 'real' | 'vpn' | 'virtual';

const VPN = /^(tun|tap|wg|utun|ppp|ipsec|tailscale|zt|nordlynx|proton|vpn)/i;
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vnic|vboxnet|vEthernet|lxc|lxd|podman|cni|flannel|cali)/i;

function kindOf({ name }: IceInterface): InterfaceKind {
  return VIRTUAL.test(name) ? 'virtual' : VPN.test(name) ? 'vpn' : 'real';
}

function rankOf(each: IceInterface): number {
  if (isLoopback(each) || addressScope(each.address) === 'link-local') return 3;
  const kind = kindOf(each);
  return kind === 'virtual' ? 2 : kind === 'vpn' ? 1 : 0;
}
