/** The last packets of a transport. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DtlsConnection } from '../../../src/dtls/index.ts';
import type { DataPath } from '../../../src/transport/data-path.ts';
import { farewell } from '../../../src/transport/farewell.ts';
import type { MediaPath } from '../../../src/transport/media-path.ts';

/** Gives out its packets, one a call. */
const from = (...packets: number[]): { pollTransmit(): Uint8Array | undefined } => ({
  pollTransmit: () => (packets.length === 0 ? undefined : Uint8Array.of(packets.shift() as number)),
});

function said(state: string): number[] {
  const calls: string[] = [];
  const dtls = {
    ...from(9),
    state,
    seal: (packet: Uint8Array) => packet.map(byte => byte + 100),
    close: () => void calls.push('close'),
  } as unknown as DtlsConnection;
  const packets = farewell(
    dtls,
    from(1, 2) as unknown as MediaPath,
    { association: from(3) } as unknown as DataPath,
    0,
  );
  assert.deepEqual(calls, ['close']);
  return packets.map(([byte]) => byte as number);
}

test('BYE, then the ABORT in a record, then close_notify; before DTLS is connected only what it has to say', () => {
  assert.deepEqual(said('connected'), [1, 2, 103, 9]);
  assert.deepEqual(said('connecting'), [9]);
});
