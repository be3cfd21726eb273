/** UTF-8 text of at most 255 bytes, as SDES items and reasons for leaving are (RFC 3550 §6.5, §6.6). */

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

export const MAX_TEXT_LENGTH = 255;

/** Malformed sequences become U+FFFD. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}

/** Cut at 255 bytes, between characters. */
export function encodeText(text: string): Uint8Array {
  const target = new Uint8Array(MAX_TEXT_LENGTH);
  return target.subarray(0, encoder.encodeInto(text, target).written);
}
