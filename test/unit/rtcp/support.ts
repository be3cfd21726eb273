/** What the tests of RTCP packets share. */

import assert from 'node:assert/strict';
import type { RtcpPacket } from '../../../src/rtcp/index.ts';
import { readCompound, writeCompound } from '../../../src/rtcp/index.ts';

export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
}

/** Writes one packet, compares its bytes, and reads it back. */
export function assertWire(packet: RtcpPacket, text: string): void {
  const written = writeCompound([packet]);
  assert.equal(Buffer.from(written).toString('hex'), text.replaceAll(/\s/g, ''));
  assert.deepEqual(readCompound(written), [packet]);
}

/** The bytes are framed as RTCP should be, and mean nothing. */
export function assertUnknown(text: string): void {
  const packets = readCompound(hex(text));
  assert.deepEqual(
    packets?.map(packet => packet.type),
    ['unknown'],
    text,
  );
}
