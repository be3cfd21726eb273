/** G.711 (ITU-T G.711, 11/1988): µ-law and A-law to 16-bit samples and back. */

/** Added to the magnitude so that each segment of µ-law begins at a power of two: 33 of G.711's 14 bits, times 4. */
const MU_BIAS = 0x84;
/** The largest magnitude that stays in 15 bits with the bias. */
const MU_CLIP = 0x7fff - MU_BIAS;

/*
 * Both laws: sign, segment, step in the segment. µ-law inverts all bits, A-law every other.
 *
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |S| seg |  step |
 * +-+-+-+-+-+-+-+-+
 */
const MU_LAW: Int16Array = Int16Array.from({ length: 256 }, (_, code) => {
  const plain = ~code & 0xff;
  const magnitude = ((((plain & 0x0f) << 3) + MU_BIAS) << ((plain >> 4) & 7)) - MU_BIAS;
  return (plain & 0x80) === 0 ? magnitude : -magnitude;
});

const A_LAW: Int16Array = Int16Array.from({ length: 256 }, (_, code) => {
  const plain = code ^ 0x55;
  const segment = (plain >> 4) & 7;
  const step = ((plain & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return (plain & 0x80) === 0 ? -magnitude : magnitude;
});

export function decodeMuLaw(bytes: Uint8Array): Int16Array {
  return decode(bytes, MU_LAW);
}

export function decodeALaw(bytes: Uint8Array): Int16Array {
  return decode(bytes, A_LAW);
}

function decode(bytes: Uint8Array, table: Int16Array): Int16Array {
  const samples = new Int16Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) samples[i] = table[bytes[i] as number] as number;
  return samples;
}

export function encodeMuLaw(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) bytes[i] = muLawOf(samples[i] as number);
  return bytes;
}

export function encodeALaw(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) bytes[i] = aLawOf(samples[i] as number);
  return bytes;
}

function muLawOf(sample: number): number {
  const biased = Math.min(Math.abs(sample), MU_CLIP) + MU_BIAS;
  const segment = 24 - Math.clz32(biased);
  return ~((sample < 0 ? 0x80 : 0) | (segment << 4) | ((biased >> (segment + 3)) & 0x0f)) & 0xff;
}

function aLawOf(sample: number): number {
  // A negative sample is one less in magnitude, so that there is no code for minus zero.
  const magnitude = sample < 0 ? -sample - 1 : sample;
  const segment = Math.max(0, 24 - Math.clz32(magnitude));
  const step = (magnitude >> (segment === 0 ? 4 : segment + 3)) & 0x0f;
  return ((sample < 0 ? 0 : 0x80) | (segment << 4) | step) ^ 0x55;
}
