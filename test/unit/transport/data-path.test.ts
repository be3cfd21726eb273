/** The data path between two associations without DTLS: order of starting, ends, silence. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProtocolError } from '../../../src/base/errors.ts';
import { SILENT } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import type { Channel } from '../../../src/datachannel/index.ts';
import type { CandidatePair } from '../../../src/ice/index.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { createInit } from '../../../src/sctp/index.ts';
import { TransportCounters } from '../../../src/transport/counters.ts';
import { DataPath } from '../../../src/transport/data-path.ts';
import type { TransportEvents } from '../../../src/transport/events.ts';
import { allocate } from '../../sim/allocate.ts';
import { release } from '../../sim/release.ts';

interface Side {
  readonly path: DataPath;
  readonly counters: TransportCounters;
  readonly told: string[];
  readonly messages: string[];
}

function side(seed: number): Side {
  const told: string[] = [];
  const messages: string[] = [];
  const counters = new TransportCounters();
  const tell =
    (what: string) =>
    (channel: Channel, error?: ProtocolError): void =>
      void told.push(`${what} ${channel.label}${error === undefined ? '' : ` ${error.code}`}`);
  const events: Partial<TransportEvents> = {
    sctpState: (state, error) => void told.push(error === undefined ? `sctp ${state}` : `sctp ${state} ${error.code}`),
    channelIncoming: tell('incoming'),
    channelOpened: tell('open'),
    channelClosing: tell('closing'),
    channelClosed: tell('closed'),
    channelBufferedAmountLow: tell('low'),
    channelMessage: (_channel, data) => void messages.push(new TextDecoder().decode(data)),
  };
  const env = { crypto: nodeCrypto, random: new SeededRandom(seed), allocate, release, log: SILENT };
  const path = new DataPath({}, events as TransportEvents, counters, env);
  return { path, counters, told, messages };
}

/** Carries packets both ways until neither side has any. */
function settle(a: Side, b: Side, now: number): void {
  for (let quiet = false; !quiet; ) {
    quiet = true;
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      from.path.flush(now);
      for (
        let packet = from.path.association?.pollTransmit(now);
        packet !== undefined;
        packet = from.path.association?.pollTransmit(now)
      ) {
        const received = packet.slice();
        to.path.receive(received, received, now);
        quiet = false;
      }
    }
  }
}

function connected(): { a: Side; b: Side; channel: Channel } {
  const a = side(1);
  const b = side(2);
  a.path.setRole('client');
  b.path.setRole('server');
  const channel = a.path.table.create({ label: 'x', protocol: '', ordered: true, negotiated: false }, 0);
  assert.ok(channel !== undefined);
  for (const { path } of [a, b]) path.start({}, 0);
  a.path.carrierConnected('client', 0);
  b.path.carrierConnected('server', 0);
  settle(a, b, 0);
  return { a, b, channel };
}

test('a channel whose carrier ends still says what was not sent', () => {
  const { a, b, channel } = connected();
  channel.send(new Uint8Array(1_000_000), false, 0);
  a.path.flush(0);
  while (a.path.association?.pollTransmit(0) !== undefined);
  const left = channel.bufferedAmount;
  assert.ok(left > 0 && left < 1_000_000);
  a.path.carrierClosed(undefined, 0);
  assert.equal(channel.state, 'closed');
  assert.equal(channel.bufferedAmount, left);
  assert.ok(a.path.association?.pollTransmit(0) !== undefined, 'ABORT');
  b.path.close(0);
});

test('SCTP starts when both its parameters and its carrier are there, in either order', () => {
  for (const order of ['parameters first', 'carrier first']) {
    const { path, told } = side(1);
    if (order === 'parameters first') path.start({}, 0);
    else path.carrierConnected('server', 0);
    assert.equal(path.flush(0), undefined);
    if (order === 'parameters first') path.carrierConnected('server', 0);
    else path.start({}, 0);
    const association = path.flush(0);
    assert.ok(association !== undefined && association === path.association);
    assert.ok(association.pollTransmit(0) !== undefined, 'INIT');
    assert.ok(Number.isFinite(association.nextTimeout()));
    path.start({ localPort: 1 }, 0);
    assert.deepEqual(told, ['sctp connecting']);
  }
});

test('the DTLS client leaves the INIT to the server, for a moment', () => {
  const { path } = side(1);
  path.start({}, 0);
  path.carrierConnected('client', 0);
  assert.equal(path.association?.pollTransmit(0), undefined);
  const due = path.association?.nextTimeout() ?? 0;
  assert.ok(due > 0 && due <= 10);
  path.association?.handleTimeout(due);
  // RFC 9260 §3.3.2: chunk type 1.
  assert.equal(path.association?.pollTransmit(due)?.[12], 1);
});

test('a channel opens on both sides and carries messages', () => {
  const { a, b, channel } = connected();
  assert.deepEqual(a.told, ['sctp connecting', 'sctp connected', 'open x']);
  assert.deepEqual(b.told, ['sctp connecting', 'sctp connected', 'incoming x', 'open x']);
  assert.equal(channel.send(new TextEncoder().encode('hello'), true, 0), true);
  settle(a, b, 0);
  assert.deepEqual(b.messages, ['hello']);
});

test('a packet before the association is counted and dropped', () => {
  const { path, counters } = side(1);
  path.receive(new Uint8Array(20), undefined, 0);
  assert.equal(counters.drops.count('early-sctp'), 1);
});

test('the end of the carrier closes the association and every channel, with its error', () => {
  const { a } = connected();
  a.path.carrierClosed(new ProtocolError('dtls', 'alert-received', 'the peer failed'), 0);
  assert.deepEqual(a.told.slice(-2), ['sctp closed alert-received', 'closed x alert-received']);
  assert.equal(a.path.state, 'closed');
  const told = a.told.length;
  a.path.carrierClosed(undefined, 0);
  a.path.carrierConnected('server', 0);
  a.path.start({}, 0);
  assert.equal(a.told.length, told);
});

test('our own close is silent here and heard there', () => {
  const { a, b } = connected();
  const told = a.told.length;
  a.path.close(0);
  settle(a, b, 0);
  assert.equal(a.told.length, told);
  assert.equal(b.path.state, 'closed');
  assert.ok(b.told.some(what => what.startsWith('closed x')));
  assert.equal(a.path.association?.nextTimeout(), Number.POSITIVE_INFINITY);
});

test('a restart of the path is passed on only while there is something to restore', () => {
  const { a, b } = connected();
  a.path.pathRestored(0);
  settle(a, b, 0);
  a.path.close(0);
  a.path.pathRestored(0);
  assert.equal(side(3).path.pathRestored(0), undefined);
});

test('another pair takes nothing for lost that is under way on the one before', () => {
  const { a, b, channel } = connected();
  const to = { address: '198.51.100.9', port: 9, family: 4 };
  const pair = { base: { address: to }, to, remote: { type: 'host' } } as unknown as CandidatePair;
  channel.send(new Uint8Array(3000), false, 10);
  a.path.flush(10);
  const packets: Uint8Array[] = [];
  for (
    let packet = a.path.association?.pollTransmit(10);
    packet !== undefined;
    packet = a.path.association?.pollTransmit(10)
  )
    packets.push(packet.slice());
  a.path.pairSelected(pair, [], 11);
  a.path.association?.handleTimeout(11);
  assert.equal(a.path.association?.counters.retransmissionTimeouts, 0);
  for (const packet of packets) b.path.receive(packet, packet, 12);
  settle(a, b, 12);
  assert.deepEqual([b.messages.length, a.path.association?.counters.retransmissions], [1, 0]);
});

test('a peer that starts anew is told that its association has no channels', () => {
  const { a } = connected();
  const anew = side(3);
  anew.path.table.setRole('server');
  anew.path.start({}, 0);
  anew.path.carrierConnected('server', 0);
  const channel = anew.path.table.create({ label: 'y', protocol: '', ordered: true, negotiated: false }, 0);
  assert.ok(channel !== undefined);
  settle(a, anew, 0);
  assert.deepEqual(a.told.slice(-2), ['sctp closed', 'closed x']);
  assert.deepEqual([anew.path.state, channel.state], ['closed', 'closed']);
  assert.equal(a.path.association?.nextTimeout(), Number.POSITIVE_INFINITY);
});

test('with the INITs of both sides the channel is open with the first packet', () => {
  const [a, b] = [side(1), side(2)];
  a.path.setRole('server');
  b.path.setRole('client');
  const channel = a.path.table.create({ label: 'x', protocol: '', ordered: true, negotiated: false }, 0);
  assert.ok(channel !== undefined);
  const [first, second] = [3, 4].map(seed => createInit({}, new SeededRandom(seed))) as [Uint8Array, Uint8Array];
  a.path.start({}, 0, { local: first, remote: second });
  b.path.start({}, 0, { local: second, remote: first });
  a.path.carrierConnected('server', 0);
  b.path.carrierConnected('client', 0);
  a.path.flush(0);
  const packet = a.path.association?.pollTransmit(0);
  assert.ok(packet !== undefined);
  b.path.receive(packet, undefined, 0);
  assert.deepEqual(a.told, ['sctp connecting', 'sctp connected', 'open x']);
  assert.deepEqual(b.told, ['sctp connecting', 'sctp connected', 'incoming x', 'open x']);
  settle(a, b, 0);
  assert.equal(channel.send(new TextEncoder().encode('hello'), true, 0), true);
  settle(a, b, 0);
  assert.deepEqual(b.messages, ['hello']);
});

test('what was stopped tells the peer, and begins anew with other channels and the same role', () => {
  const { a, b } = connected();
  for (const { told } of [a, b]) told.length = 0;
  a.path.stop(0);
  a.path.stop(0);
  settle(a, b, 0);
  assert.deepEqual(a.told, ['sctp closed', 'closed x']);
  assert.deepEqual(b.told, ['sctp closed aborted-by-user', 'closed x aborted-by-user']);
  assert.equal(a.path.state, 'new');
  b.path.stop(0);
  for (const { told } of [a, b]) told.length = 0;
  const channel = a.path.table.create({ label: 'y', protocol: '', ordered: true, negotiated: false }, 0);
  assert.equal(channel?.id, 0);
  for (const { path } of [a, b]) path.start({}, 0);
  settle(a, b, 0);
  assert.deepEqual(a.told, ['sctp connecting', 'sctp connected', 'open y']);
  assert.deepEqual(b.told, ['sctp connecting', 'sctp connected', 'incoming y', 'open y']);
});
