/** The addresses of this machine, asked for at most once a second since the system call is slow. */

import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { formatAddress, transportAddress } from '../base/address.ts';
import type { Instant } from '../base/instant.ts';
import type { NetworkInterface } from '../runtime/network.ts';

const FRESH_FOR = 1000;

let cached: readonly NetworkInterface[] = [];
let readAt: Instant = Number.NEGATIVE_INFINITY;

/** Every address that can be bound: loopback and link-local ones too, which ICE sorts out. */
export function interfaces(now: Instant): readonly NetworkInterface[] {
  if (now - readAt >= FRESH_FOR) {
    cached = read();
    readAt = now;
  }
  return cached;
}

function read(): readonly NetworkInterface[] {
  const found: NetworkInterface[] = [];
  const flags = readFlags();
  for (const [name, infos] of Object.entries(networkInterfaces())) {
    const mtu = mtuOf(name);
    for (const info of infos ?? []) {
      const literal = transportAddress(info.address.replace(/%.*$/, ''), 0);
      if (literal === undefined) continue;
      const { address, family } = literal;
      found.push({ name, address, family, internal: info.internal, mtu, ...flags.get(address) });
    }
  }
  return found;
}

/** Linux tells; elsewhere no file does. */
function mtuOf(name: string): number | undefined {
  try {
    const mtu = Number(readFileSync(`/sys/class/net/${name}/mtu`, 'latin1'));
    return mtu > 0 ? mtu : undefined;
  } catch {
    return undefined;
  }
}

interface AddressFlags {
  readonly temporary: boolean;
  readonly deprecated: boolean;
}

/** Of IPv6 addresses on Linux; Node itself does not tell. */
function readFlags(): ReadonlyMap<string, AddressFlags> {
  if (process.platform !== 'linux') return new Map();
  try {
    return parseFlags(readFileSync('/proc/net/if_inet6', 'latin1'));
  } catch {
    return new Map();
  }
}

/** IFA_F_TEMPORARY and IFA_F_DEPRECATED of <linux/if_addr.h>. */
const TEMPORARY = 0x01;
const DEPRECATED = 0x20;

/** Lines of `/proc/net/if_inet6`: address, index, prefix length, scope, flags, name; all but the name hexadecimal. */
export function parseFlags(text: string): Map<string, AddressFlags> {
  const found = new Map<string, AddressFlags>();
  for (const line of text.split('\n')) {
    const [, hex, flags] = /^([\da-f]{32}) [\da-f]+ [\da-f]+ [\da-f]+ ([\da-f]+) /.exec(line) ?? [];
    if (hex === undefined || flags === undefined) continue;
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
    const bits = Number.parseInt(flags, 16);
    const told = { temporary: (bits & TEMPORARY) !== 0, deprecated: (bits & DEPRECATED) !== 0 };
    if (told.temporary || told.deprecated) found.set(formatAddress(bytes), told);
  }
  return found;
}
