/** Byte arrays, one after the other, in one. */

export function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  return concatenateInto(pieces, length => new Uint8Array(length));
}

/** Into what `allocate` gives for their length; all of it is written. */
export function concatenateInto(pieces: readonly Uint8Array[], allocate: (length: number) => Uint8Array): Uint8Array {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const whole = allocate(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
