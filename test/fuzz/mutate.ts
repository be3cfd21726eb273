/** Seeded mutations of byte strings: what bad luck and bad will do to a packet. */

/** A number in [0, limit). */
export type Dice = (limit: number) => number;

/** mulberry32: small, fast, the same everywhere. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return limit => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * limit) | 0;
  };
}

/** Longest input that is tried; a datagram of ours is never longer. */
const LONGEST = 65_535;

const TELLING = [0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff];
const TELLING_16 = [0x0000, 0x0001, 0x0003, 0x0004, 0x0005, 0x00ff, 0x0100, 0x7fff, 0x8000, 0xfffc, 0xffff];

type Mutation = (bytes: Uint8Array, roll: Dice, other: () => Uint8Array) => Uint8Array;

const flipBit: Mutation = (bytes, roll) => {
  const at = roll(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << roll(8));
  return bytes;
};

const setByte: Mutation = (bytes, roll) => {
  bytes[roll(bytes.length)] = roll(2) === 0 ? (TELLING[roll(TELLING.length)] ?? 0) : roll(256);
  return bytes;
};

/** Length fields are 16 bits wide nearly everywhere. */
const setWord: Mutation = (bytes, roll) => {
  const at = roll(Math.max(1, bytes.length - 1));
  const value = roll(2) === 0 ? (TELLING_16[roll(TELLING_16.length)] ?? 0) : bytes.length - at + roll(9) - 4;
  bytes[at] = value >>> 8;
  if (at + 1 < bytes.length) bytes[at + 1] = value;
  return bytes;
};

const truncate: Mutation = (bytes, roll) => bytes.subarray(0, roll(bytes.length));

const remove: Mutation = (bytes, roll) => {
  const from = roll(bytes.length);
  const to = Math.min(bytes.length, from + 1 + roll(16));
  return join(bytes.subarray(0, from), bytes.subarray(to));
};

const insert: Mutation = (bytes, roll) => {
  const at = roll(bytes.length + 1);
  return join(bytes.subarray(0, at), noise(1 + roll(16), roll), bytes.subarray(at));
};

const repeat: Mutation = (bytes, roll) => {
  const from = roll(bytes.length);
  const part = bytes.subarray(from, from + 1 + roll(bytes.length - from));
  const times = 1 + roll(roll(20) === 0 ? 200 : 3);
  return join(bytes.subarray(0, from), ...new Array<Uint8Array>(times).fill(part), bytes.subarray(from));
};

const swap: Mutation = (bytes, roll) => {
  const [a, b] = [roll(bytes.length), roll(bytes.length)].sort((left, right) => left - right) as [number, number];
  return join(bytes.subarray(b), bytes.subarray(a, b), bytes.subarray(0, a));
};

const splice: Mutation = (bytes, roll, other) => {
  const tail = other();
  return join(bytes.subarray(0, roll(bytes.length + 1)), tail.subarray(roll(tail.length + 1)));
};

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  flipBit,
  setByte,
  setByte,
  setWord,
  setWord,
  truncate,
  remove,
  insert,
  repeat,
  swap,
  splice,
];

/** One input: mostly a mutated seed, sometimes noise, now and then a seed as it is. */
export function mutate(seeds: readonly Uint8Array[], roll: Dice): Uint8Array {
  const pick = (): Uint8Array => seeds[roll(seeds.length)] ?? new Uint8Array(0);
  const kind = roll(50);
  if (kind === 0 || seeds.length === 0) return noise(roll(roll(4) === 0 ? 2000 : 64), roll);
  let bytes: Uint8Array = pick().slice();
  if (kind === 1) return bytes;
  for (let times = 1 + roll(roll(3) === 0 ? 12 : 3); times > 0; times--) {
    if (bytes.length === 0) bytes = noise(1 + roll(8), roll);
    const mutation = MUTATIONS[roll(MUTATIONS.length)] as Mutation;
    bytes = mutation(bytes, roll, pick).slice(0, LONGEST);
  }
  return bytes;
}

function noise(length: number, roll: Dice): Uint8Array {
  return Uint8Array.from({ length }, () => roll(256));
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
