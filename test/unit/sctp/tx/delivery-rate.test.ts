/** Delivery rates, packet by packet. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeliveryRate } from '../../../../src/sctp/tx/delivery-rate.ts';
import { SentPackets } from '../../../../src/sctp/tx/sent-packets.ts';

function send(packets: SentPackets, rate: DeliveryRate, at: number, flight: number): void {
  rate.sent(packets.push(at, 0, 1, flight + 1000), flight, at);
}

test('ten packets in a burst, acknowledged one per millisecond, tell of the rate of their acknowledgements', () => {
  const packets = new SentPackets();
  const rate = new DeliveryRate(packets);
  for (let i = 0; i < 10; i++) send(packets, rate, 0, i * 1000);
  for (let i = 1; i <= 10; i++) rate.acknowledged(1000, i, 50 + i);
  // The first flight is timed from its sending on.
  assert.equal(rate.sample.rate, 10_000 / 60);
  for (let i = 0; i < 10; i++) send(packets, rate, 60, i * 1000);
  for (let i = 11; i <= 20; i++) rate.acknowledged(1000, i, 100 + i);
  assert.equal(rate.sample.rate, 10_000 / 60);
  assert.deepEqual([rate.sample.delivered, rate.sample.priorDelivered], [20_000, 10_000]);
});

test('a burst of acknowledgements is no faster than its packets were sent', () => {
  const packets = new SentPackets();
  const rate = new DeliveryRate(packets);
  for (let i = 0; i < 10; i++) send(packets, rate, i * 10, i * 1000);
  rate.acknowledged(10_000, 10, 100);
  assert.ok(rate.sample.rate <= 10_000 / 90);
});

test('samples are marked while the application has nothing to send, and until that is delivered', () => {
  const packets = new SentPackets();
  const rate = new DeliveryRate(packets);
  send(packets, rate, 0, 0);
  rate.ranDry(1000);
  assert.ok(rate.appLimited);
  send(packets, rate, 1, 1000);
  rate.acknowledged(1000, 1, 50);
  assert.ok(!rate.sample.appLimited);
  rate.acknowledged(1000, 2, 51);
  assert.ok(rate.sample.appLimited);
  assert.ok(!rate.appLimited);
});

test('what was lost since a packet left is in its sample', () => {
  const packets = new SentPackets();
  const rate = new DeliveryRate(packets);
  send(packets, rate, 0, 0);
  rate.packetLost(700);
  rate.acknowledged(1000, 1, 50);
  assert.deepEqual([rate.sample.lostInterval, rate.lost], [700, 700]);
});

test('without a packet that is known there is no rate, and nothing is left of the sample of another association', () => {
  const packets = new SentPackets();
  const other = new DeliveryRate(packets);
  for (let i = 0; i < 3; i++) send(packets, other, 0, i * 1000);
  other.packetLost(1000);
  other.acknowledged(1000, 1, 50);
  other.acknowledged(1000, 3, 60);
  const rate = new DeliveryRate(new SentPackets());
  rate.sample.priorFlight = 5000;
  rate.acknowledged(1000, 0, 50);
  const { sample } = rate;
  assert.deepEqual([sample.rate, sample.delivered, sample.priorDelivered], [0, 1000, 0]);
  assert.deepEqual([sample.deliveredInterval, sample.lostInterval, sample.flightAtSend], [0, 0, 5000]);
});
