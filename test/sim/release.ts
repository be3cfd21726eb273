/** `release`: who reads what was released, or releases it twice, is found out. */

const released = new WeakSet<ArrayBufferLike>();

/** As a runtime's, with what another use of the memory may put there. */
export function release(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (bytes.length === 0 || bytes.length !== buffer.byteLength) return;
  if (released.has(buffer)) throw new Error('The same memory was released twice.');
  released.add(buffer);
  bytes.fill(0x5a);
}
