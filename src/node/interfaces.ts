/** The addresses of this machine, asked for at most once a second since the system call is slow. */

import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { transportAddress } from '../base/address.ts';
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
  for (const [name, infos] of Object.entries(networkInterfaces())) {
    const mtu = mtuOf(name);
    for (const info of infos ?? []) {
      const literal = transportAddress(info.address.replace(/%.*$/, ''), 0);
      if (literal === undefined) continue;
      found.push({ name, address: literal.address, family: literal.family, internal: info.internal, mtu });
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
