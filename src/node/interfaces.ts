/** The addresses of this machine, asked for at most once a second since the system call is slow. */

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
    for (const info of infos ?? []) {
      const literal = transportAddress(info.address.replace(/%.*$/, ''), 0);
      if (literal === undefined) continue;
      found.push({ name, address: literal.address, family: literal.family, internal: info.internal });
    }
  }
  return found;
}
