/** The 48-bit packet index from the 16 bits that a packet carries (RFC 3711 §3.3.1, appendix A). */

const CYCLE = 0x1_0000;
const HALF = 0x8000;

/** RFC 3711 §9.2: packets under one key: 2^48 of SRTP. */
const MAX_INDEX: number = 2 ** 48 - 1;

/**
 * The index that `sequenceNumber` most likely has, where `highest` is the highest index so far, −1 before the first;
 * −1 if it would lie before the first packet of the key or behind the last.
 *
 * @hot
 */
export function packetIndex(highest: number, sequenceNumber: number): number {
  // RFC 3711 §3.3.1: the rollover counter starts at zero, whatever sequence number comes first.
  if (highest < 0) return sequenceNumber;
  const last = highest & 0xffff;
  let index = highest - last + sequenceNumber;
  if (last < HALF) {
    if (sequenceNumber - last > HALF) index -= CYCLE;
  } else if (last - HALF > sequenceNumber) {
    index += CYCLE;
  }
  // RFC 3711 §9.2: past the last index, a key MUST NOT protect more.
  return index < 0 || index > MAX_INDEX ? -1 : index;
}

/** The rollover counter of an index. */
export function rolloverCounter(index: number): number {
  return Math.floor(index / CYCLE);
}
