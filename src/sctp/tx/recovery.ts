/** One answer to all losses of a window, and whether they were losses (RFC 9260 §7.2.4 Fast Recovery; RFC 9438 §4.9). */

export class Recovery {
  /** Since a loss, nothing that was sent after it was found is acknowledged. */
  active: boolean;
  /** Losses of packets before this one were answered. */
  #end: number;
  /** Chunks taken for lost since then, less those that had arrived after all. */
  #suspects: number;

  constructor() {
    this.active = false;
    this.#end = 0;
    this.#suspects = 0;
  }

  /** A packet is lost, and `next` is yet to be sent. Answers whether this loss is to be answered. */
  packetLost(packet: number, next: number): boolean {
    if (packet < this.#end) return false;
    this.#end = next;
    this.#suspects = 0;
    this.active = true;
    return true;
  }

  /** So many chunks are taken for lost. */
  suspect(chunks: number): void {
    this.#suspects += chunks;
  }

  /** So many of them were not lost. Answers whether none is left, and the answer to be undone. */
  arrivedAfterAll(chunks: number): boolean {
    if (this.#suspects === 0 || chunks === 0) return false;
    this.#suspects = Math.max(0, this.#suspects - chunks);
    return this.#suspects === 0;
  }

  /** A packet was acknowledged. Answers whether that ends it. */
  acknowledged(packet: number): boolean {
    if (!this.active || packet < this.#end) return false;
    this.active = false;
    return true;
  }

  /** Everything in flight, `chunks` of it, is taken for lost. */
  timedOut(next: number, chunks: number): void {
    this.active = false;
    this.#end = next;
    this.#suspects = chunks;
  }
}
