/** `allocate`: memory that nobody has zeroed. */

/** A `Buffer` is one more object, which costs more than zeroing what is shorter. */
const LONG = 4_096;

/** As {@link Runtime.allocate}. */
export function allocate(length: number): Uint8Array {
  if (length < LONG) return new Uint8Array(length);
  const { buffer, byteOffset } = Buffer.allocUnsafeSlow(length);
  return new Uint8Array(buffer, byteOffset, length);
}
