/** RFC 1982 serial number arithmetic for 16 and 32 bits, and the unwrapper that makes serials plain numbers. */

/** Whether `a` comes after `b` among 16-bit serial numbers. */
export function after16(a: number, b: number): boolean {
  const distance = (a - b) & 0xffff;
  return distance !== 0 && distance < 0x8000;
}

/** Whether `a` comes after `b` among 32-bit serial numbers. */
export function after32(a: number, b: number): boolean {
  return ((a - b) | 0) > 0;
}

/** Signed distance `a - b` of 16-bit serial numbers. */
export function distance16(a: number, b: number): number {
  return ((a - b) << 16) >> 16;
}

/** Signed distance `a - b` of 32-bit serial numbers. */
export function distance32(a: number, b: number): number {
  return (a - b) | 0;
}

/** `value + step` modulo 2^16. */
export function add16(value: number, step: number): number {
  return (value + step) & 0xffff;
}

/** `value + step` modulo 2^32. */
export function add32(value: number, step: number): number {
  return (value + step) >>> 0;
}

/**
 * Maps 32-bit serial numbers to ever-growing numbers, exact up to 2^53, by their distance from the last reference.
 *
 * `initial` unwraps to itself plus 2^32, so that slightly older serials stay positive.
 */
export class Unwrapper32 {
  #last: number;

  constructor(initial: number) {
    this.#last = initial + 0x1_0000_0000;
  }

  /** The number that `serial` stands for, and makes it the reference if it is the newest. */
  unwrap(serial: number): number {
    const value = this.peek(serial);
    if (value > this.#last) this.#last = value;
    return value;
  }

  /** The number that `serial` stands for; the reference stays. */
  peek(serial: number): number {
    return this.#last + distance32(serial, this.#last % 0x1_0000_0000);
  }
}

/** The 32-bit serial that an unwrapped number is sent as. */
export function wrap32(value: number): number {
  return value % 0x1_0000_0000;
}
