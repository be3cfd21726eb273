/** Parameters of `a=fmtp`, as far as a payload format needs them (RFC 4566 §6, RFC 4855 §3). */

/** The value of `name=value` in a list divided by `;`; names compare without regard to case. */
export function formatParameter(fmtp: string | undefined, name: string): string | undefined {
  if (fmtp === undefined) return undefined;
  for (const parameter of fmtp.split(';')) {
    const equals = parameter.indexOf('=');
    if (equals < 0) continue;
    if (parameter.slice(0, equals).trim().toLowerCase() === name) return parameter.slice(equals + 1).trim();
  }
  return undefined;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 (RFC 4648 §4), as the `sprop-` parameters carry NAL units; undefined if it is none. */
export function base64Bytes(text: string): Uint8Array | undefined {
  const digits = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let at = 0;
  let bits = 0;
  let held = 0;
  for (const digit of digits) {
    const value = ALPHABET.indexOf(digit);
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 0xff;
    }
  }
  return bytes;
}
