/** `ownBytes`: what may be kept of bytes that lie in something larger. */

/** `bytes` if they fill their buffer, else a copy that does. */
export function ownBytes(bytes: Uint8Array): Uint8Array {
  // A copy by this constructor costs two thirds of one by `slice`, which must ask for the species.
  return bytes.length === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
