/** NAL units in a byte stream with start codes (ITU-T H.264 and H.265, Annex B), and their raw bytes. */

/** Where a NAL unit is, its header included, start code and trailing zeros excluded. */
export interface NalRange {
  readonly start: number;
  readonly end: number;
}

/** Offset of the first 00 00 01 at or after `from`; -1 if there is none before `end`. */
export function findStartCode(bytes: Uint8Array, from: number, end: number = bytes.length): number {
  // The third byte decides how far to go on: most of the stream is passed three bytes at a time.
  let at = from + 2;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte > 1) at += 3;
    else if (byte === 0) at += 1;
    else if (bytes[at - 1] === 0 && bytes[at - 2] === 0) return at - 2;
    else at += 3;
  }
  return -1;
}

/** The NAL units of an Annex B stream; none if there is no start code. */
export function splitAnnexB(bytes: Uint8Array): NalRange[] {
  const units: NalRange[] = [];
  let code = findStartCode(bytes, 0);
  while (code >= 0) {
    const start = code + 3;
    const next = findStartCode(bytes, start);
    let end = next < 0 ? bytes.length : next;
    // Annex B: zero bytes behind a NAL unit are not of it (trailing_zero_8bits, or the next start code's first byte).
    while (end > start && bytes[end - 1] === 0) end--;
    if (end > start) units.push({ start, end });
    code = next;
  }
  return units;
}

/** NAL units joined to an Annex B stream, each behind a start code of four bytes. */
export function joinAnnexB(units: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const unit of units) length += 4 + unit.length;
  const stream = new Uint8Array(length);
  let at = 0;
  for (const unit of units) {
    stream[at + 3] = 1;
    stream.set(unit, at + 4);
    at += 4 + unit.length;
  }
  return stream;
}

/** A NAL unit without the emulation prevention bytes (the 03 of 00 00 03), header included. */
export function unescapeNal(unit: Uint8Array): Uint8Array {
  const raw = new Uint8Array(unit.length);
  let at = 0;
  let zeros = 0;
  for (const byte of unit) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    raw[at++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return raw.subarray(0, at);
}
