/** Bytes and pairs of sessions for the tests of SRTP. */

import { nodeCrypto } from '../../../src/node/crypto.ts';
import { exportedLength, type SrtpProfile, SrtpSession, srtpKeys } from '../../../src/srtp/index.ts';
import type { DirectionKeys, SessionKeys } from '../../../src/srtp/key-derivation.ts';

export const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));

export const text = (bytes: Uint8Array | undefined): string =>
  bytes === undefined ? 'undefined' : Buffer.from(bytes).toString('hex');

/** Two ends of one association, with keys that are always the same. */
export function sessions(profile: SrtpProfile): { client: SrtpSession; server: SrtpSession } {
  const exported = Uint8Array.from({ length: exportedLength(profile) }, (_, i) => i * 5 + 1);
  return {
    client: new SrtpSession(profile, srtpKeys(exported, profile, 'client'), nodeCrypto),
    server: new SrtpSession(profile, srtpKeys(exported, profile, 'server'), nodeCrypto),
  };
}

/** A fixed RTP header. */
export function rtpHeader(sequenceNumber: number, ssrc: number = 0x1234_5678): Uint8Array {
  const header = new Uint8Array(12);
  const view = new DataView(header.buffer);
  view.setUint16(0, 0x8060);
  view.setUint16(2, sequenceNumber);
  view.setUint32(4, 3000);
  view.setUint32(8, ssrc);
  return header;
}

/** A receiver report without blocks, with some bytes of an application's own behind it. */
export function rtcpPacket(ssrc: number = 0x1234_5678, extra: Uint8Array = new Uint8Array(0)): Uint8Array {
  const packet = new Uint8Array(8 + extra.length);
  const view = new DataView(packet.buffer);
  view.setUint32(0, 0x80c9_0001);
  view.setUint32(4, ssrc);
  packet.set(extra, 8);
  return packet;
}

/** The same session keys for RTP and RTCP, as the RFCs' packet vectors give them. */
export function sessionKeys(key: string, salt: string, authenticationKey = ''): SessionKeys {
  const keys: DirectionKeys = { key: hex(key), salt: hex(salt), authenticationKey: hex(authenticationKey) };
  return { rtp: keys, rtcp: keys };
}
