/** The flight buffer: packing to the MTU, the retransmission schedule, repeats on demand. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatenate } from '../../../../src/base/concatenate.ts';
import { Deque } from '../../../../src/base/deque.ts';
import { NEVER } from '../../../../src/base/instant.ts';
import { Flight } from '../../../../src/dtls/handshake/flight.ts';
import { type HandshakeFragment, readFragment } from '../../../../src/dtls/handshake/header.ts';
import { Reassembly } from '../../../../src/dtls/handshake/reassembly.ts';
import { WriteEpoch } from '../../../../src/dtls/record/epoch.ts';
import * as record from '../../../../src/dtls/record/header.ts';
import { toHex, whole } from '../support.ts';

function flightOf(mtu: number): Flight {
  const flight = new Flight(mtu, 100, 800);
  flight.begin(new WriteEpoch(0, undefined));
  return flight;
}

function messagesOf(...lengths: number[]): Uint8Array {
  return concatenate(lengths.map((length, seq) => whole(11, seq, new Uint8Array(length).fill(seq + 1))));
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
  const flight = flightOf(1200);
  flight.end('awaits-answer', messagesOf(80, 400, 100, 40, 0));
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
    const flight = flightOf(mtu);
    flight.end('awaits-answer', messagesOf(10, 3000, 0, 1175, 1176, 500));
    const datagrams = transmit(flight, 0);
    for (const datagram of datagrams) assert.ok(datagram.length <= mtu, `${datagram.length} > ${mtu}`);
    const reassembly = new Reassembly();
    for (const fragment of fragments(datagrams)) reassembly.add(fragment, 0);
    for (const length of [10, 3000, 0, 1175, 1176, 500]) assert.equal(reassembly.take()?.body.length, length);
  }
});

test('nothing is sent before the flight has ended, and once only after', () => {
  const flight = flightOf(1200);
  assert.deepEqual(transmit(flight, 0), []);
  flight.end('awaits-answer', messagesOf(10));
  assert.equal(transmit(flight, 0).length, 1);
  assert.deepEqual(transmit(flight, 50), []);
});

test('the first part leaves ahead, and is in every retransmission', () => {
  const flight = flightOf(1200);
  const messages = messagesOf(10, 20, 30);
  const numbers = (datagrams: readonly Uint8Array[]): number[] =>
    fragments(datagrams).map(({ messageSeq }) => messageSeq);
  flight.part(messages.subarray(0, 22));
  assert.deepEqual(numbers(transmit(flight, 0)), [0]);
  assert.deepEqual(transmit(flight, 0), []);
  assert.equal(flight.deadline.at, NEVER);
  flight.end('awaits-answer', messages);
  assert.deepEqual(numbers(transmit(flight, 1)), [1, 2]);
  assert.equal(flight.transmissions, 1);
  flight.handleTimeout(101);
  assert.deepEqual(numbers(transmit(flight, 101)), [0, 1, 2]);
});

test('a flight that is whole before its first part has left goes in one piece', () => {
  const flight = flightOf(1200);
  const messages = messagesOf(10, 20);
  flight.part(messages.subarray(0, 22));
  flight.end('awaits-answer', messages);
  assert.equal(transmit(flight, 0).length, 1);
  flight.begin(new WriteEpoch(0, undefined));
  assert.deepEqual(transmit(flight, 0), []);
});

test('retransmissions double their wait up to the maximum, with new record numbers', () => {
  const flight = flightOf(1200);
  flight.end('awaits-answer', messagesOf(10));
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
  const flight = flightOf(1200);
  const epoch = new WriteEpoch(0, undefined);
  flight.end('awaits-answer', messagesOf(10));
  transmit(flight, 0);
  flight.handleTimeout(100);
  transmit(flight, 100);
  for (const wait of [200, 100]) {
    flight.begin(epoch);
    assert.equal(flight.deadline.at, NEVER);
    flight.end('awaits-answer', messagesOf(1));
    transmit(flight, 1000);
    assert.equal(flight.deadline.at, 1000 + wait);
  }
});

test('a repetition by the peer is answered, but not twice in a moment', () => {
  const flight = flightOf(1200);
  flight.end('last', messagesOf(10));
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
  const flight = flightOf(1400);
  flight.end('awaits-answer', messagesOf(3000));
  for (let i = 1; i <= 5; i++) {
    const largest = Math.max(...transmit(flight, flight.deadline.at).map(datagram => datagram.length));
    assert.equal(largest, i <= 3 ? 1400 : 540);
    assert.equal(flight.transmissions, i);
    flight.handleTimeout(flight.deadline.at);
  }
});

test('ChangeCipherSpec has a record of its own, and what follows is in the next epoch', () => {
  const flight = flightOf(1200);
  flight.changeCipherSpec(12 + 3, new WriteEpoch(1, undefined));
  flight.end('last', messagesOf(3, 2));
  const [datagram] = transmit(flight, 0) as [Uint8Array];
  assert.equal(toHex(datagram.subarray(28, 28 + 14)), '14fefd0000000000000001000101');
  assert.deepEqual([record.recordEpoch(datagram, 0), record.recordEpoch(datagram, 28 + 14)], [0, 1]);
  assert.deepEqual(
    fragments([datagram]).map(({ messageSeq, data }) => [messageSeq, data.length]),
    [
      [0, 3],
      [1, 2],
    ],
  );
});

test('the last flight does not keep what it was a part of', () => {
  const flight = flightOf(1200);
  const transcript = messagesOf(3, 2);
  flight.end('last', transcript.subarray(12 + 3));
  transcript.fill(0xff);
  assert.deepEqual(fragments(transmit(flight, 0))[0]?.data, Uint8Array.of(2, 2));
});

test('a ClientHello is labelled with the version that every server reads', () => {
  const flight = flightOf(1200);
  flight.end('awaits-answer', whole(1, 0, new Uint8Array(3)));
  assert.equal(toHex((transmit(flight, 0)[0] as Uint8Array).subarray(0, 3)), '16feff');
});
