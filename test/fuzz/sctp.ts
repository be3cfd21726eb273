/** An established association, with DATA or I-DATA, and a channel table above it, takes any packet: bytes as they are, and with the tag and checksum put right. */

import { createHmac } from 'node:crypto';
import { writeU16, writeU32 } from '../../src/base/be.ts';
import { crc32c } from '../../src/base/checksum.ts';
import { SILENT } from '../../src/base/log.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { ChannelTable } from '../../src/datachannel/index.ts';
import { DEFAULT_SCTP_OPTIONS, SctpAssociation } from '../../src/sctp/index.ts';
import { allocate } from '../sim/allocate.ts';
import { release } from '../sim/release.ts';

export const name: string = 'sctp';

interface Subject {
  readonly association: SctpAssociation;
  readonly table: ChannelTable;
}

const WINDOW = 100_000;
const IGNORE = {
  opened: () => {},
  incoming: () => {},
  bufferedAmountLow: () => {},
  closing: () => {},
  closed: () => {},
};

function subject(seed: number, interleaving: boolean): Subject {
  const table = new ChannelTable({ maxChannels: 100 }, { ...IGNORE, message: () => {} }, { log: SILENT });
  table.setRole(seed === 1 ? 'client' : 'server');
  const extensions = { ...DEFAULT_SCTP_OPTIONS.extensions, interleaving };
  const association: SctpAssociation = new SctpAssociation(
    { receiveWindow: WINDOW, maxMessageSize: WINDOW, maxPartialBytes: WINDOW, maxTsnDistance: 4096, extensions },
    {
      connected: () => table.associationConnected(association),
      message: (streamId, ppid, data) => table.message(streamId, ppid, data),
      bufferedAmountLow: id => table.bufferedAmountLow(id),
      incomingStreamsReset: ids => table.incomingStreamsReset(ids),
      outgoingStreamsReset: (ids, performed) => table.outgoingStreamsReset(ids, performed),
      restarted: () => table.associationClosed(),
      closed: error => table.associationClosed(error),
    },
    {
      random: new SeededRandom(seed),
      hmac: (key, data) => createHmac('sha256', key).update(data).digest(),
      allocate,
      release,
      log: SILENT,
    },
  );
  return { association, table };
}

/** A pair that shook hands and has data under way; every packet on the way is noted. */
function pair(noted: Uint8Array[], interleaving: boolean): { a: Subject; b: Subject } {
  const a = subject(1, interleaving);
  const b = subject(2, interleaving);
  for (const { association } of [a, b]) association.pathChanged({ ceiling: 9000, overhead: 65, local: false }, 0);
  const channel = a.table.create({ label: 'l', protocol: 'p', ordered: true, negotiated: false }, 0);
  const exchange = (): void => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      from.table.flush(0);
      for (let i = 0; i < 100; i++) {
        const packet = from.association.pollTransmit(0);
        if (packet === undefined) break;
        noted.push(packet.slice());
        to.association.receive(packet, 0);
      }
    }
  };
  a.association.connect(0);
  b.association.connect(0);
  for (let i = 0; i < 6; i++) exchange();
  channel?.send(new Uint8Array(5000), false, 0);
  exchange();
  a.association.send(8, 51, new Uint8Array(3000), { ordered: true, maxRetransmits: 0 }, 0);
  a.association.resetStreams([0], 0);
  exchange();
  a.association.send(9, 51, new Uint8Array(30_000), { ordered: true, maxRetransmits: 0 }, 0);
  a.association.pollTransmit(0);
  return { a, b };
}

let current: { a: Subject; b: Subject } | undefined;
let fed = 0;

/** Sealed as the peer would. */
function sealed(bytes: Uint8Array, tag: number): Uint8Array {
  const packet = bytes.slice();
  if (packet.length < 16) return packet;
  writeU16(packet, 0, 5000);
  writeU16(packet, 2, 5000);
  if (packet[12] !== 1) writeU32(packet, 4, tag);
  writeU32(packet, 8, 0);
  const sum = crc32c(packet);
  packet.set([sum & 0xff, (sum >>> 8) & 0xff, (sum >>> 16) & 0xff, sum >>> 24], 8);
  return packet;
}

let tag = 0;

export function fuzzOne(bytes: Uint8Array): void {
  if (current === undefined || fed++ % 50 === 0 || current.a.association.state === 'closed') {
    const noted: Uint8Array[] = [];
    current = pair(noted, fed % 4 > 1);
    const data = noted.find(packet => [0, 3, 64].includes(packet[12] as number)) as Uint8Array;
    tag = new DataView(data.buffer, data.byteOffset).getUint32(4);
    // Of the packets to `a`, not to `b`: try both.
    if (fed % 100 > 50)
      tag =
        [...noted]
          .reverse()
          .map(packet => new DataView(packet.buffer, packet.byteOffset).getUint32(4))
          .find(each => each !== tag && each !== 0) ?? tag;
  }
  const { a, b } = current;
  for (const { association, table } of [a, b]) {
    for (const packet of [bytes.slice(), sealed(bytes, tag)]) association.receive(packet, fed, packet);
    table.flush(fed);
    for (let i = 0; association.pollTransmit(fed) !== undefined; i++)
      if (i > 1000) throw new Error('It sends without end.');
    if (association.nextTimeout() <= fed) association.handleTimeout(fed);
    if (association.waitingBytes > 4 * WINDOW + 70_000) throw new Error(`It holds ${association.waitingBytes} bytes.`);
  }
}

export function seeds(): Uint8Array[] {
  const noted: Uint8Array[] = [];
  pair(noted, true);
  const { a } = pair(noted, false);
  a.association.shutdown(0);
  a.association.abort(0);
  const abort = a.association.pollTransmit(0);
  if (abort !== undefined) noted.push(abort.slice());
  // FORWARD TSN, I-FORWARD-TSN, I-DATA, PAD and RE-CONFIG by hand, so that their chunks are found at once.
  for (const chunk of [
    [192, 0, 0, 12, 0, 0, 0, 9, 0, 8, 0, 1],
    [194, 0, 0, 16, 0, 0, 0, 9, 0, 8, 0, 1, 0, 0, 0, 1],
    [64, 2, 0, 21, 0, 0, 0, 9, 0, 8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 51, 7],
    [64, 1, 0, 21, 0, 0, 0, 11, 0, 8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 7],
    [132, 0, 0, 8, 0, 0, 0, 0],
    [130, 0, 0, 24, 0, 13, 0, 18, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0],
    [4, 0, 0, 12, 0, 1, 0, 8, 1, 2, 3, 4],
    [7, 0, 0, 8, 0, 0, 0, 1],
  ]) {
    noted.push(new Uint8Array([...new Uint8Array(12), ...chunk]));
  }
  return noted;
}
