/** `EarlyPackets`: what arrived before the machine that reads it could start, in order and within bounds. */

/** A ClientHello of today's browsers takes two packets and is repeated; a whole flight of a server takes five. */
const MAX_PACKETS = 32;
const MAX_BYTES = 64 * 1024;

export class EarlyPackets {
  #packets: Uint8Array[];
  #bytes: number;

  constructor() {
    this.#packets = [];
    this.#bytes = 0;
  }

  /** False if there is no room. */
  keep(packet: Uint8Array): boolean {
    if (this.#packets.length >= MAX_PACKETS || this.#bytes + packet.length > MAX_BYTES) return false;
    this.#packets.push(packet);
    this.#bytes += packet.length;
    return true;
  }

  /** All of them, the oldest first; none are left. */
  take(): readonly Uint8Array[] {
    const packets = this.#packets;
    this.#packets = [];
    this.#bytes = 0;
    return packets;
  }
}
