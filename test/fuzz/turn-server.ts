/** Fuzz target: everything that a stranger, a client and a peer can send to a TURN server. */

import assert from 'node:assert/strict';
import type { TransportAddress } from '../../src/base/address.ts';
import { SILENT } from '../../src/base/log.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { nodeCrypto } from '../../src/node/crypto.ts';
import type { StunAttribute } from '../../src/stun/index.ts';
import {
  CHANGE_REQUEST,
  CHANNEL_NUMBER,
  DATA,
  METHOD,
  REQUESTED_ADDRESS_FAMILY,
  REQUESTED_TRANSPORT,
  readMessage,
  writeAttribute,
  writeMessage,
  XOR_PEER_ADDRESS,
} from '../../src/stun/index.ts';
import { LongTermCredentials } from '../../src/turn/credentials.ts';
import { wrapChannelData } from '../../src/turn/index.ts';
import type { Access, Relay } from '../../src/turn-server/index.ts';
import { TurnServer } from '../../src/turn-server/index.ts';

export const name = 'turn-server';

const access: Access = { transport: 'udp', local: { address: '8.8.8.1', port: 3478, family: 4 } };
const stream: Access = { transport: 'tcp', local: access.local };
const client: TransportAddress = { address: '9.9.9.1', port: 40_000, family: 4 };
const stranger: TransportAddress = { address: '9.9.9.2', port: 40_000, family: 4 };
const peer: TransportAddress = { address: '7.7.7.1', port: 5_000, family: 4 };

const random = new SeededRandom(8656);
const relays: Relay[] = [];
let now = 1_000;
const server = new TurnServer(
  { users: new Map([['user', 'password']]), sharedSecret: 'secret', maxAllocations: 64, maxBytesPerSecond: 100_000 },
  { crypto: nodeCrypto, random, log: SILENT, wallTime: at => at },
  {
    families: new Set([4]),
    isOwn: address => address === '8.8.8.2',
    listens: ({ port }) => port === 3478,
    open: () => {
      const relay = { close: () => {} };
      relays.push(relay);
      return relay;
    },
  },
);
const credentials = new LongTermCredentials('user', 'password', nodeCrypto);

function request(method: number, attributes: readonly StunAttribute[], id: Uint8Array = random.bytes(12)): Uint8Array {
  const all = [...attributes, ...credentials.attributes(id)];
  return writeMessage(
    { class: 'request', method, transactionId: id, attributes: all },
    credentials.protection(),
    nodeCrypto,
  );
}

/** Takes what the server sends; answers the bytes of it. */
function drain(): { readonly bytes: number; readonly first: Uint8Array | undefined } {
  let bytes = 0;
  let first: Uint8Array | undefined;
  for (const relay of relays.splice(0)) {
    server.relayOpened(relay, { address: '8.8.8.2', port: 49_152 + random.below(16_000), family: 4 }, now);
  }
  for (let out = server.pollTransmit(); out !== undefined; out = server.pollTransmit()) {
    bytes += out.bytes.length;
    first ??= out.bytes;
  }
  return { bytes, first };
}

const transport = writeAttribute(REQUESTED_TRANSPORT, 17, new Uint8Array(12));

/** An allocation for `client` with a channel; what a mutated message may end is made again. */
function allocate(): void {
  if (server.hasAllocation(access, client)) return;
  credentials.reset();
  server.receive(request(METHOD.allocate, [transport]), access, client, now);
  const challenge = readMessage(drain().first ?? new Uint8Array(0));
  if (challenge === undefined || credentials.challenge(challenge) !== undefined) return;
  server.receive(request(METHOD.allocate, [transport]), access, client, now);
  drain();
  const id = random.bytes(12);
  server.receive(request(METHOD.channelBind, bindAttributes(id), id), access, client, now);
  drain();
}

function bindAttributes(id: Uint8Array): StunAttribute[] {
  return [writeAttribute(CHANNEL_NUMBER, 0x4000, id), writeAttribute(XOR_PEER_ADDRESS, peer, id)];
}

export function fuzzOne(bytes: Uint8Array): void {
  const before = bytes.slice();
  now += 20;
  server.handleTimeout(now);
  allocate();
  // RFC 8489 has no limit, we do: a stranger gets little more than was sent.
  server.receive(bytes, access, stranger, now);
  assert.ok(drain().bytes <= 3 * (bytes.length + 28), 'an amplifier');
  for (const from of [access, stream]) {
    server.receive(bytes, from, client, now);
    assert.ok(drain().bytes <= bytes.length + 200);
  }
  assert.ok(server.allocationCount <= 64);
  assert.deepEqual(bytes, before, 'the packet was changed');
}

export function seeds(): Uint8Array[] {
  allocate();
  const id = new Uint8Array(12);
  const change = writeAttribute(CHANGE_REQUEST, { changeIp: true, changePort: true }, id);
  const data = [writeAttribute(XOR_PEER_ADDRESS, peer, id), writeAttribute(DATA, new Uint8Array(20), id)];
  return [
    request(METHOD.allocate, [transport]),
    request(METHOD.allocate, [transport, writeAttribute(REQUESTED_ADDRESS_FAMILY, 6, id)]),
    request(METHOD.refresh, []),
    request(METHOD.createPermission, [writeAttribute(XOR_PEER_ADDRESS, peer, id)], id),
    request(METHOD.channelBind, bindAttributes(id), id),
    request(METHOD.binding, [change]),
    wrapChannelData(0x4000, new Uint8Array(100)),
    writeMessage({ class: 'indication', method: METHOD.send, transactionId: id, attributes: data }, {}, nodeCrypto),
  ];
}
