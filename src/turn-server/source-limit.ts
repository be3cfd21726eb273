/** How many answers strangers are given: token buckets by source, in memory that does not grow (RFC 8489 §16.1.2). */

import { parseAddress } from '../base/address.ts';
import type { Instant } from '../base/instant.ts';
import type { Random } from '../base/random.ts';
import { randomU32 } from '../base/random.ts';

/** Sources that fall on one bucket share it; a secret seed keeps an attacker from choosing whose. */
const BUCKETS = 4_096;
/** Seconds' worth of answers that may come at once. */
const BURST = 2;

export class SourceLimit {
  readonly #rate: number;
  readonly #seed: number;
  readonly #tokens: Float64Array;
  readonly #filledAt: Float64Array;

  /** `rate` answers per second. */
  constructor(rate: number, random: Random) {
    this.#rate = rate;
    this.#seed = randomU32(random);
    this.#tokens = new Float64Array(BUCKETS).fill(rate * BURST);
    this.#filledAt = new Float64Array(BUCKETS);
  }

  /** Whether this source, an IP literal, may be answered once more. */
  take(address: string, now: Instant): boolean {
    const bucket = this.#bucket(address);
    const elapsed = now - (this.#filledAt[bucket] as number);
    const tokens = Math.min(this.#rate * BURST, (this.#tokens[bucket] as number) + (elapsed * this.#rate) / 1000);
    this.#filledAt[bucket] = now;
    const granted = tokens >= 1;
    this.#tokens[bucket] = granted ? tokens - 1 : tokens;
    return granted;
  }

  /** FNV-1a over the address, of IPv6 over its first 64 bits: a subscriber has all the others. */
  #bucket(address: string): number {
    const bytes = parseAddress(address) ?? new Uint8Array(0);
    let hash = this.#seed;
    for (let i = 0; i < Math.min(bytes.length, 8); i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x0100_0193);
    return ((hash ^ (hash >>> 15)) >>> 0) % BUCKETS;
  }
}
