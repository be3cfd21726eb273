/** Fuzz target: everything that a TURN server can send to an allocation that is in use. */

import assert from 'node:assert/strict';
import type { TransportAddress } from '../../src/base/address.ts';
import { readU16 } from '../../src/base/be.ts';
import { SILENT } from '../../src/base/log.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { nodeCrypto } from '../../src/node/crypto.ts';
import {
  DATA,
  METHOD,
  readMessage,
  writeAttribute,
  writeMessage,
  XOR_MAPPED_ADDRESS,
  XOR_PEER_ADDRESS,
  XOR_RELAYED_ADDRESS,
} from '../../src/stun/index.ts';
import { channelPayload, isChannelData, TurnAllocation, wrapChannelData } from '../../src/turn/index.ts';

export const name = 'channel-data';

const server: TransportAddress = { address: '192.0.2.1', port: 3478, family: 4 };
const peer: TransportAddress = { address: '203.0.113.1', port: 9, family: 4 };

let delivered = 0;
let ended = false;
const random = new SeededRandom(8656);
let allocation = inUse();

/** An allocation with a permission and a channel, from a server that asks for no credentials. */
function inUse(): TurnAllocation {
  ended = false;
  const fresh = new TurnAllocation(
    { server, username: 'u', password: 'p', requestedFamily: 4 },
    {
      allocated: () => {},
      failed: () => {
        ended = true;
      },
      permitted: () => {},
      refused: () => {},
      data: (_from, data) => {
        delivered += data.length;
      },
      closed: () => {},
    },
    { crypto: nodeCrypto, random, log: SILENT },
  );
  const answer = (): void => {
    for (let out = fresh.pollTransmit(0); out !== undefined; out = fresh.pollTransmit(0)) {
      const request = readMessage(out);
      if (request === undefined) continue;
      const { method, transactionId } = request;
      const attributes = [
        writeAttribute(XOR_RELAYED_ADDRESS, peer, transactionId),
        writeAttribute(XOR_MAPPED_ADDRESS, peer, transactionId),
      ];
      const message = { class: 'success', method, transactionId, attributes } as const;
      fresh.receive(writeMessage(message, {}, nodeCrypto), server, 0);
    }
  };
  fresh.allocate();
  answer();
  fresh.bindChannel(peer);
  answer();
  return fresh;
}

export function fuzzOne(bytes: Uint8Array): void {
  if (isChannelData(bytes)) {
    const payload = channelPayload(bytes);
    assert.deepEqual(wrapChannelData(readU16(bytes, 0), payload), bytes.slice(0, 4 + payload.length));
  }
  const before = delivered;
  assert.equal(allocation.receive(bytes, server, 0), true);
  assert.ok(delivered - before <= bytes.length);
  assert.equal(allocation.pollTransmit(0), undefined, 'a packet from the server made us send');
  if (ended) allocation = inUse();
}

export function seeds(): Uint8Array[] {
  const id = new Uint8Array(12);
  const attributes = [writeAttribute(XOR_PEER_ADDRESS, peer, id), writeAttribute(DATA, new Uint8Array(20), id)];
  return [
    wrapChannelData(0x4000, new Uint8Array(0)),
    wrapChannelData(0x4000, new Uint8Array(100).fill(7)),
    wrapChannelData(0x4fff, new Uint8Array(10)),
    Uint8Array.of(0x40, 0, 0, 1, 5, 0, 0, 0),
    writeMessage({ class: 'indication', method: METHOD.data, transactionId: id, attributes }, {}, nodeCrypto),
  ];
}
