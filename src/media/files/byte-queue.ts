/** `ByteQueue`: bytes that came and were not yet read, in one piece. */

export class ByteQueue {
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  push(bytes: Uint8Array): void {
    const length = this.length;
    if (this.#end + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length + bytes.length, 2 * length, 4096));
      larger.set(this.#bytes.subarray(this.#start, this.#end), 0);
      this.#bytes = larger;
      this.#start = 0;
      this.#end = length;
    }
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** What is there: a view that is valid until the next `push`. */
  view(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  /** A copy of the next `length` bytes, which are gone then. There have to be so many. */
  take(length: number): Uint8Array {
    const taken = this.#bytes.slice(this.#start, this.#start + length);
    this.skip(length);
    return taken;
  }

  skip(length: number): void {
    this.#start = Math.min(this.#start + length, this.#end);
  }
}
