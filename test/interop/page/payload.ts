/** Payloads that can be told by size and seed, and their SHA-256: the same in a page and in Node. */

/** `size` bytes that follow from `seed`. */
export function payload(size: number, seed: number): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(size / 4));
  let state = (seed * 2654435761) >>> 0 || 1;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return new Uint8Array(words.buffer, 0, size);
}

/** Text whose UTF-8 form has `size` bytes, some of them in longer sequences. */
export function text(size: number, seed: number): string {
  const alphabet = ['a', 'Z', '0', ' ', 'é', 'ß', '漢', '字', '🙂'];
  const widths = [1, 1, 1, 1, 2, 2, 3, 3, 4];
  const parts: string[] = [];
  let left = size;
  let state = seed >>> 0;
  while (left > 0) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const pick = (state >>> 8) % alphabet.length;
    const fits = (widths[pick] ?? 1) <= left;
    parts.push(fits ? (alphabet[pick] ?? 'a') : 'x');
    left -= fits ? (widths[pick] ?? 1) : 1;
  }
  return parts.join('');
}

export async function sha256(parts: readonly Uint8Array[]): Promise<string> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('');
}
