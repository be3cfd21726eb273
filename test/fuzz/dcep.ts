/** DCEP messages: whatever is read is written back to what reads the same. */

import { readDcep, writeOpen } from '../../src/datachannel/dcep.ts';

export const name: string = 'dcep';

export function fuzzOne(bytes: Uint8Array): void {
  const message = readDcep(bytes);
  if (message?.kind !== 'open') return;
  const again = readDcep(writeOpen(message));
  if (JSON.stringify(again) !== JSON.stringify(message)) throw new Error('Read, written and read is another message.');
}

export function seeds(): Uint8Array[] {
  const open = {
    label: 'label',
    protocol: 'protocol',
    ordered: true,
    maxRetransmits: undefined,
    maxPacketLifeTime: undefined,
    priority: 256,
  };
  return [
    writeOpen(open),
    writeOpen({ ...open, ordered: false, maxRetransmits: 3 }),
    writeOpen({ ...open, maxPacketLifeTime: 1000 }),
    new Uint8Array([2]),
  ];
}
