/** Bytes in hexadecimal, two lower-case digits each. */

const DIGITS: Uint8Array = Uint8Array.from('0123456789abcdef', digit => digit.charCodeAt(0));
const ascii = new TextDecoder();

/** `separator` is one character, or none. */
export function hex(bytes: Uint8Array, separator: ':' | '' = ''): string {
  const step = 2 + separator.length;
  // Filled with the separator, and decoded at once: strings that are joined cost three times as much.
  const text = new Uint8Array(bytes.length * step).fill(separator === ':' ? 0x3a : 0);
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    text[i * step] = DIGITS[byte >>> 4] as number;
    text[i * step + 1] = DIGITS[byte & 15] as number;
  }
  return ascii.decode(text.subarray(0, text.length - (bytes.length > 0 ? separator.length : 0)));
}
