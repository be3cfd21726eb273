/** Bytes in hexadecimal, two lower-case digits each. */

const DIGITS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function hex(bytes: Uint8Array, separator: string = ''): string {
  const digits = new Array<string>(bytes.length);
  for (let i = 0; i < bytes.length; i++) digits[i] = DIGITS[bytes[i] as number] as string;
  return digits.join(separator);
}
