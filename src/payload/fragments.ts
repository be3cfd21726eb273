/** How a frame is divided into pieces of about one size, and how pieces become a frame again. */

/** Size of a piece, if `length` bytes go into as few pieces of at most `capacity` as can be, all about alike. */
export function evenPieceSize(length: number, capacity: number): number {
  const room = Math.max(1, capacity);
  return Math.ceil(length / Math.max(1, Math.ceil(length / room)));
}

/** What follows the first `offsets[i]` bytes of each payload, in one piece. */
export function joinFrom(payloads: readonly Uint8Array[], offsets: readonly number[]): Uint8Array {
  let length = 0;
  for (let i = 0; i < payloads.length; i++) {
    length += (payloads[i] as Uint8Array).length - (offsets[i] as number);
  }
  const frame = new Uint8Array(length);
  let at = 0;
  for (let i = 0; i < payloads.length; i++) {
    const rest = (payloads[i] as Uint8Array).subarray(offsets[i] as number);
    frame.set(rest, at);
    at += rest.length;
  }
  return frame;
}
