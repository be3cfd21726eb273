/** Fuzz: a connection in every state, fed with datagrams, and when connected with anything a peer can protect. */

import assert from 'node:assert/strict';
import type { KeyMaterial } from '../../src/dtls/key-schedule12.ts';
import { recordLength } from '../../src/dtls/record/header.ts';
import { connectTapped, drain, type Party, pair, party, pump } from '../unit/dtls/support.ts';
import { handshakeDatagrams } from './support/dtls.ts';

export const name = 'dtls-connection';

const STATES = 6;

let connected: { client: Party; server: Party; keys: KeyMaterial; sequence: number } | undefined;
let clock = 0;

/** The first byte chooses the state, the rest is what comes. */
export function fuzzOne(bytes: Uint8Array): void {
  const rest = bytes.slice(1);
  switch ((bytes[0] ?? 0) % STATES) {
    case 0:
      return begun('client', rest);
    case 1:
      return begun('server', rest);
    case 2:
      return stranger(rest);
    case 3:
      return peer(rest);
    case 4:
      return midway(rest);
    default:
      return ended(rest);
  }
}

/** A connection that waits for the first message, and gives up in the end. */
function begun(role: 'client' | 'server', packet: Uint8Array): void {
  const self = party(role);
  self.connection.start(0);
  drain(self.connection, 0);
  for (let now = 0; now < 3; now++) self.connection.receive(packet.slice(), now);
  assert.ok(drain(self.connection, 3).length < 20);
  assert.equal(self.connected, 0);
  for (let i = 0; i < 50 && self.connection.state === 'connecting'; i++) {
    self.connection.handleTimeout(self.connection.nextTimeout());
    drain(self.connection, self.connection.nextTimeout());
  }
  assert.notEqual(self.connection.state, 'connecting');
  assert.equal(self.closed, self.connection.state === 'failed' ? 1 : 0);
}

function pairUp(): NonNullable<typeof connected> {
  if (connected === undefined) {
    const { client, server } = pair();
    connected = { client, server, keys: connectTapped(client, server), sequence: 100 };
  }
  return connected;
}

/** Without the keys nothing can harm a connection. */
function stranger(packet: Uint8Array): void {
  const { client, server } = pairUp();
  clock += 1000;
  client.connection.receive(packet, clock);
  assert.equal(client.connection.state, 'connected');
  assert.deepEqual(drain(client.connection, clock), []);
  client.received.length = 0;
  client.connection.receive(server.connection.seal(Uint8Array.of(1)), clock);
  assert.deepEqual(client.received, [Uint8Array.of(1)]);
}

/** A peer can end it, and no more. */
function peer(content: Uint8Array): void {
  const pairing = pairUp();
  const { server, keys } = pairing;
  clock += 1000;
  // Ahead of what the client itself has sent, which then falls out of the window; so this pair is used once.
  const type = 20 + ((content[0] ?? 0) % 5);
  server.connection.receive(keys.client.seal(type, 1, pairing.sequence++, content.slice(1, 16_000)), clock);
  assert.ok(drain(server.connection, clock).length <= 2);
  assert.ok(['connected', 'closed', 'failed'].includes(server.connection.state));
  if (server.connection.state !== 'connected' || pairing.sequence > 120) connected = undefined;
}

/** A handshake that garbage comes in between of: it may fail, but only with an error, and once. */
function midway(packet: Uint8Array): void {
  const { client, server } = pair();
  client.connection.start(0);
  server.connection.start(0);
  let count = 0;
  pump(client, server, 0, (sent, from) => {
    if (count++ === (packet[0] ?? 0) % 4) (from === client ? server : client).connection.receive(packet.slice(1), 0);
    return sent;
  });
  for (const self of [client, server]) {
    assert.ok(self.connected <= 1 && self.closed <= 1);
    if (self.connection.state === 'failed') assert.ok(self.error !== undefined);
  }
}

function ended(packet: Uint8Array): void {
  const self = party('client');
  self.connection.start(0);
  self.connection.close(0);
  drain(self.connection, 0);
  for (let now = 1000; now < 20_000; now += 1000) self.connection.receive(packet.slice(), now);
  assert.equal(self.connection.state, 'closed');
  assert.ok(drain(self.connection, 20_000).length <= 5);
}

export function seeds(): Uint8Array[] {
  const { client, server } = handshakeDatagrams();
  const found: Uint8Array[] = [];
  for (const packet of [...client, ...server]) {
    for (const state of [0, 1, 2, 5]) found.push(Uint8Array.of(state, ...packet));
    found.push(Uint8Array.of(4, found.length, ...packet));
    found.push(Uint8Array.of(3, found.length, ...packet.subarray(13, 13 + recordLength(packet, 0))));
  }
  for (const alert of [
    [2, 40],
    [1, 0],
    [1, 100],
  ] as const)
    found.push(Uint8Array.of(3, 1, ...alert));
  return found;
}
