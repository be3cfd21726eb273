/** Fuzz target: SRTP and SRTCP that was changed on the way opens nothing and changes no state. */

import assert from 'node:assert/strict';
import { SRTP_PROFILES, type SrtpSession } from '../../src/srtp/index.ts';
import { rtcpPacket, rtpHeader, sessions } from '../unit/srtp/support.ts';

export const name = 'srtp';

const FIRST = 65_000;
const payload = new Uint8Array(24).fill(3);
const extended = Uint8Array.of(
  0x92,
  ...rtpHeader(FIRST).subarray(1),
  0,
  0,
  0,
  1,
  0,
  0,
  0,
  2,
  0xbe,
  0xde,
  0,
  1,
  0x10,
  1,
  0,
  0,
);

interface Station {
  readonly sender: SrtpSession;
  readonly receiver: SrtpSession;
  /** What was protected, and may come again: it is authentic, but old. */
  readonly known: ReadonlySet<string>;
  sequence: number;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

const packets = (sender: SrtpSession): Uint8Array[] =>
  [
    sender.protectRtp(extended, payload),
    sender.protectRtp(rtpHeader(FIRST + 1), payload),
    sender.protectRtcp(rtcpPacket()),
    sender.protectRtcp(rtcpPacket(77, payload)),
  ].filter(packet => packet !== undefined);

const stations: Station[] = SRTP_PROFILES.map(profile => {
  const { client, server } = sessions(profile);
  const sent = packets(client);
  for (const packet of sent) {
    const copy = packet.slice();
    assert.ok((server.unprotectRtp(copy) ?? server.unprotectRtcp(copy)) !== undefined);
  }
  return { sender: client, receiver: server, known: new Set(sent.map(text)), sequence: FIRST + 2 };
});

export function fuzzOne(bytes: Uint8Array): void {
  for (const station of stations) {
    const { receiver, sender } = station;
    for (const open of [
      (packet: Uint8Array) => receiver.unprotectRtp(packet),
      (packet: Uint8Array) => receiver.unprotectRtcp(packet),
    ]) {
      const packet = bytes.slice();
      const drops = receiver.drops.total;
      assert.equal(open(packet), undefined, station.known.has(text(bytes)) ? 'opened twice' : 'opened a forgery');
      assert.equal(receiver.drops.total, drops + 1);
      assert.deepEqual(packet, bytes, 'a refused packet was changed');
    }
    // Window and rollover counter are where they were: the next packet passes, at any sequence number.
    const next = sender.protectRtp(rtpHeader(station.sequence & 0xffff), payload);
    assert.ok(next !== undefined && receiver.unprotectRtp(next) !== undefined, 'the next packet was refused');
    station.sequence += 1;
    const report = sender.protectRtcp(rtcpPacket());
    assert.ok(report !== undefined && receiver.unprotectRtcp(report) !== undefined, 'the next report was refused');
  }
}

export function seeds(): Uint8Array[] {
  return SRTP_PROFILES.flatMap(profile => packets(sessions(profile).client));
}
