/** Which of this machine's addresses are used, and as what they are told: options of connections and of endpoints. */

import { parseAddress } from '../base/address.ts';
import type { AddressPolicy, AnnouncedAddresses, IpFamilyPolicy } from '../ice/index.ts';

export type { AnnouncedAddresses } from '../ice/index.ts';

/** An address of this machine, for filters. */
export interface LocalInterface {
  /** `eth0` and the like. */
  readonly name: string;
  /** IP literal, without zone. */
  readonly address: string;
  /** Of IPv4 or IPv6. */
  readonly family: 4 | 6;
  /** Whether it is a loopback address. */
  readonly internal: boolean;
}

/** Which of this machine's addresses are used, and as what they are told. Wrong ones are a `TypeError` by name. */
export interface AddressOptions {
  /**
   * Which interfaces are used: their names (`['eth0']`), or a function that is asked about each address. Default: all
   * but loopback and link-local ones; VPNs after real interfaces, bridges of containers and virtual machines last.
   */
  readonly interfaces?: readonly string[] | ((candidate: LocalInterface) => boolean);
  /** Gather loopback addresses too. Without it they serve only where there is no other address. */
  readonly includeLoopback?: boolean;
  /** Gather link-local addresses (169.254/16, fe80::/10) too. */
  readonly includeLinkLocal?: boolean;
  /** Gather from bridges too (`docker0`, `virbr0`, `vmnet1`…). Default true, as libwebrtc and pion do. */
  readonly includeVirtual?: boolean;
  /** Which address family leads, or is the only one. Default `'prefer-ipv6'`: both in turn, IPv6 first (RFC 8421). */
  readonly ipFamily?: IpFamilyPolicy;
  /**
   * What peers are told instead of our own addresses, behind a NAT that maps addresses one to one (cloud servers,
   * containers with published ports). A list stands for the best address of each family; a map says it for each:
   * `{ '10.0.0.5': '203.0.113.7' }`. Ports stay as they are, so the NAT must not change them.
   */
  readonly announcedAddresses?: AnnouncedAddresses;
}

const FAMILIES: readonly IpFamilyPolicy[] = ['prefer-ipv6', 'prefer-ipv4', 'ipv6-only', 'ipv4-only'];

/** Throws a TypeError that names the option and what is wrong with it. */
export function checkAddressOptions(options: AddressOptions): void {
  const { interfaces, ipFamily, announcedAddresses } = options;
  for (const name of ['includeLoopback', 'includeLinkLocal', 'includeVirtual'] as const) requireBoolean(options, name);
  if (interfaces !== undefined && typeof interfaces !== 'function' && !isListOfText(interfaces)) {
    throw new TypeError('interfaces: a list of names or a function is expected.');
  }
  if (ipFamily !== undefined && !FAMILIES.includes(ipFamily)) {
    throw new TypeError(`ipFamily: '${String(ipFamily)}' is none of ${FAMILIES.join(', ')}.`);
  }
  if (announcedAddresses !== undefined) checkAnnounced(announcedAddresses);
}

export function requireBoolean<T extends object>(options: T, name: keyof T & string): void {
  const value: unknown = options[name];
  if (value !== undefined && typeof value !== 'boolean') throw new TypeError(`${name}: true or false is expected.`);
}

/** For the ICE agent. */
export function addressPolicy(
  options: AddressOptions,
): AddressPolicy & { readonly announcedAddresses?: AnnouncedAddresses } {
  const { includeLoopback, includeLinkLocal, includeVirtual, ipFamily, announcedAddresses } = options;
  return {
    includeLoopback,
    includeLinkLocal,
    includeVirtual,
    ipFamily,
    ...(announcedAddresses !== undefined && { announcedAddresses }),
    interfaceFilter: interfaceFilter(options),
  };
}

/** Whether an address may be used, as far as `interfaces` says. */
export function interfaceFilter({ interfaces }: AddressOptions): AddressPolicy['interfaceFilter'] {
  if (interfaces === undefined || typeof interfaces === 'function') return interfaces;
  return ({ name }) => interfaces.includes(name);
}

function checkAnnounced(announced: AnnouncedAddresses): void {
  if (typeof announced !== 'object' || announced === null) {
    throw new TypeError('announcedAddresses: a list of IP addresses, or a map to them, is expected.');
  }
  const told = Array.isArray(announced) ? announced : [...Object.keys(announced), ...Object.values(announced).flat()];
  for (const address of told as readonly unknown[]) {
    if (typeof address !== 'string' || parseAddress(address) === undefined) {
      throw new TypeError(`announcedAddresses: '${String(address)}' is no IP address.`);
    }
  }
  if (Array.isArray(announced)) return;
  for (const [local, value] of Object.entries(announced as Readonly<Record<string, string | readonly string[]>>)) {
    for (const address of [value].flat()) {
      if (local.includes(':') !== address.includes(':')) {
        throw new TypeError(`announcedAddresses: ${local} and ${address} are of different families.`);
      }
    }
  }
}

function isListOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every(each => typeof each === 'string');
}
