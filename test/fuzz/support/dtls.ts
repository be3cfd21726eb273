/** Real DTLS traffic for the fuzz targets to mutate: the datagrams and messages of one handshake. */

import * as hs from '../../../src/dtls/handshake/header.ts';
import { Reassembly } from '../../../src/dtls/handshake/reassembly.ts';
import * as record from '../../../src/dtls/record/header.ts';
import { pair, pump } from '../../unit/dtls/support.ts';

/** Every datagram of a handshake, by sender. */
export function handshakeDatagrams(): { readonly client: Uint8Array[]; readonly server: Uint8Array[] } {
  const { client, server } = pair(
    { mtu: 400, srtpProfiles: [7] },
    { mtu: 400, srtpProfiles: [7], cookieExchange: true },
  );
  const sent = { client: [] as Uint8Array[], server: [] as Uint8Array[] };
  client.connection.start(0);
  server.connection.start(0);
  pump(client, server, 0, (packet, from) => {
    (from === client ? sent.client : sent.server).push(packet);
    return packet;
  });
  return sent;
}

/** Bodies of the plain handshake messages of these types. */
export function handshakeBodies(types: readonly number[]): Uint8Array[] {
  const bodies: Uint8Array[] = [];
  for (const datagrams of Object.values(handshakeDatagrams())) {
    const reassembly = new Reassembly();
    for (const datagram of datagrams) {
      for (let at = 0; at < datagram.length; at += 13 + record.recordLength(datagram, at)) {
        if (record.recordType(datagram, at) !== record.HANDSHAKE || record.recordEpoch(datagram, at) !== 0) continue;
        const fragment = hs.readFragment(datagram, at + 13);
        if (fragment !== undefined) reassembly.add(fragment, 0);
      }
      for (let message = reassembly.take(); message !== undefined; message = reassembly.take()) {
        if (types.includes(message.type)) bodies.push(message.body);
      }
    }
  }
  return bodies;
}
