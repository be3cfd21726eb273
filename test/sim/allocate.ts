/** `allocate`: what is not written over shows. */

/** As a runtime's, with what a process may have left there. */
export function allocate(length: number): Uint8Array {
  return new Uint8Array(length).fill(0xa5);
}
