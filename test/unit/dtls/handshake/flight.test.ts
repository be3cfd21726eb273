/** The flight buffer: packing to the MTU, the retransmission schedule, repeats on demand. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Deque } from '../../../../src/base/deque.ts';
import { NEVER } from '../../../../src/base/instant.ts';
import { Flight } from '../../../../src/dtls/handshake/flight.ts';
import { type HandshakeFragment, readFragment } from '../../../../src/dtls/handshake/header.ts';
import { Reassembly } from '../../../../src/dtls/handshake/reassembly.ts';
import { WriteEpoch } from '../../../../src/dtls/record/epoch.ts';
import * as record from '../../../../src/dtls/record/header.ts';

function flightOf(mtu: number, ...lengths: number[]): Flight {
  const flight = new Flight(mtu, 100, 800);
  const epoch = new WriteEpoch(0, undefined);
  lengths.forEach((length, seq) => {
    flight.addMessage(11, seq, new Uint8Array(length).fill(seq + 1), epoch, record.DTLS_1_2);
  });
  return flight;
}

function transmit(flight: Flight, now: number): Uint8Array[] {
  const out = new Deque<Uint8Array>();
  flight.transmit(out, now);
  return [...out];
}

function fragments(datagrams: readonly Uint8Array[]): HandshakeFragment[] {
  const found: HandshakeFragment[] = [];
  for (const datagram of datagrams) {
    for (let at = 0; at < datagram.length; at += 13 + record.recordLength(datagram, at)) {
      if (record.recordType(datagram, at) !== record.HANDSHAKE) continue;
      found.push(readFragment(datagram, at + 13) as HandshakeFragment);
    }
  }
  return found;
}

test('several short messages share a datagram', () => {
  const flight = flightOf(1200, 80, 400, 100, 40, 0);
  flight.end('awaits-answer');
  const datagrams = transmit(flight, 0);
  assert.equal(datagrams.length, 1);
  assert.deepEqual(
    fragments(datagrams).map(({ messageSeq, data }) => [messageSeq, data.length]),
    [
      [0, 80],
      [1, 400],
      [2, 100],
      [3, 40],
      [4, 0],
    ],
  );
});

test('messages are cut so that no datagram exceeds the MTU and every byte is sent', () => {
  for (const mtu of [60, 100, 256, 1200]) {
    const flight = flightOf(mtu, 10, 3000, 0, 1175, 1176, 500);
    flight.end('awaits-answer');
    const datagrams = transmit(flight, 0);
    for (const datagram of datagrams) assert.ok(datagram.length <= mtu, `${datagram.length} > ${mtu}`);
    const reassembly = new Reassembly();
    for (const fragment of fragments(datagrams)) reassembly.add(fragment, 0);
    for (const length of [10, 3000, 0, 1175, 1176, 500]) assert.equal(reassembly.take()?.body.length, length);
  }
});

test('nothing is sent before the flight has ended, and once only after', () => {
  const flight = flightOf(1200, 10);
  assert.deepEqual(transmit(flight, 0), []);
  flight.end('awaits-answer');
  assert.equal(transmit(flight, 0).length, 1);
  assert.deepEqual(transmit(flight, 50), []);
});

test('retransmissions double their wait up to the maximum, with new record numbers', () => {
  const flight = flightOf(1200, 10);
  flight.end('awaits-answer');
  const waits: number[] = [];
  let now = 0;
  for (let i = 0; i < 6; i++) {
    const [datagram] = transmit(flight, now);
    assert.equal(record.recordSequence(datagram as Uint8Array, 0), i);
    waits.push(flight.deadline.at - now);
    flight.handleTimeout(flight.deadline.at - 1);
    assert.deepEqual(transmit(flight, now), [], 'not yet due');
    now = flight.deadline.at;
    flight.handleTimeout(now);
  }
  assert.deepEqual(waits, [100, 200, 400, 800, 800, 800]);
});

test('the wait is kept for the next flight if there was loss, and reset after a flight without', () => {
  const flight = flightOf(1200, 10);
  const epoch = new WriteEpoch(0, undefined);
  flight.end('awaits-answer');
  transmit(flight, 0);
  flight.handleTimeout(100);
  transmit(flight, 100);
  for (const wait of [200, 100]) {
    flight.begin();
    assert.equal(flight.deadline.at, NEVER);
    flight.addMessage(16, 1, new Uint8Array(1), epoch, record.DTLS_1_2);
    flight.end('awaits-answer');
    transmit(flight, 1000);
    assert.equal(flight.deadline.at, 1000 + wait);
  }
});

test('a repetition by the peer is answered, but not twice in a moment', () => {
  const flight = flightOf(1200, 10);
  flight.end('last');
  assert.equal(transmit(flight, 0).length, 1);
  assert.equal(flight.deadline.at, NEVER, 'no timer for the last flight');
  flight.repeat(49);
  assert.deepEqual(transmit(flight, 49), []);
  flight.repeat(50);
  flight.repeat(50);
  assert.equal(transmit(flight, 50).length, 1);
  flight.drop();
  flight.repeat(500);
  assert.deepEqual(transmit(flight, 500), []);
});

test('from the fourth time on, datagrams are small enough for any path', () => {
  const flight = flightOf(1400, 3000);
  flight.end('awaits-answer');
  for (let i = 1; i <= 5; i++) {
    const largest = Math.max(...transmit(flight, flight.deadline.at).map(datagram => datagram.length));
    assert.equal(largest, i <= 3 ? 1400 : 540);
    assert.equal(flight.transmissions, i);
    flight.handleTimeout(flight.deadline.at);
  }
});

test('ChangeCipherSpec has a record of its own', () => {
  const flight = new Flight(1200, 100, 800);
  const epoch = new WriteEpoch(0, undefined);
  flight.addChangeCipherSpec(epoch, record.DTLS_1_2);
  flight.end('last');
  const [datagram] = transmit(flight, 0);
  assert.deepEqual(datagram, Uint8Array.of(20, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1));
});
