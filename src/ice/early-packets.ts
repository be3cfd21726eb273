/** Packets from sources that no check has validated yet: DTLS is often faster than the check that vouches for it. */

import type { TransportAddress } from '../base/address.ts';
import { sameAddress } from '../base/address.ts';
import type { Duration, Instant } from '../base/instant.ts';
import type { LocalBase } from './local-base.ts';
import type { IceLimits } from './options.ts';

/** Older packets make room: whoever sent them has sent them again or given up. */
const MAX_AGE: Duration = 5_000;

interface EarlyPacket {
  readonly base: LocalBase;
  readonly from: TransportAddress;
  readonly packet: Uint8Array;
  readonly at: Instant;
}

export class EarlyPackets {
  readonly #limits: IceLimits;
  #packets: EarlyPacket[];
  #bytes: number;

  constructor(limits: IceLimits) {
    this.#limits = limits;
    this.#packets = [];
    this.#bytes = 0;
  }

  get length(): number {
    return this.#packets.length;
  }

  /** False if there is no room. */
  keep(base: LocalBase, from: TransportAddress, packet: Uint8Array, now: Instant): boolean {
    const { earlyPackets, earlyBytes } = this.#limits;
    if (this.#packets.length > 0 && now - (this.#packets[0] as EarlyPacket).at > MAX_AGE) {
      this.#packets = this.#packets.filter(each => now - each.at <= MAX_AGE);
      this.#bytes = this.#packets.reduce((sum, each) => sum + each.packet.length, 0);
    }
    if (this.#packets.length >= earlyPackets || this.#bytes + packet.length > earlyBytes) return false;
    this.#packets.push({ base, from, packet, at: now });
    this.#bytes += packet.length;
    return true;
  }

  /** Takes out what came from this source, oldest first. */
  take(base: LocalBase, from: TransportAddress): Uint8Array[] {
    if (this.#packets.length === 0) return [];
    const taken: Uint8Array[] = [];
    this.#packets = this.#packets.filter(each => {
      if (each.base !== base || !sameAddress(each.from, from)) return true;
      taken.push(each.packet);
      this.#bytes -= each.packet.length;
      return false;
    });
    return taken;
  }

  clear(): void {
    this.#packets = [];
    this.#bytes = 0;
  }
}
