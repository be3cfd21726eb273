/** Paths that change under a transfer: another address, another network, a path that is away for a while. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Channel } from '../../../src/datachannel/index.ts';
import type { Visit } from '../endpoint-stage.ts';
import { EndpointStage, isOpen } from '../endpoint-stage.ts';
import type { Peer } from '../peers.ts';

const BYTES = 2 * 1024 * 1024;
const SIZE = 16_384;

/** Sends `BYTES` and answers how many have come, each in its order. */
function transfer(from: Peer, to: Peer): () => number {
  let bytes = 0;
  let expected = 0;
  to.onMessage = ({ data }) => {
    assert.equal(data[0], expected++ & 0xff);
    bytes += data.length;
  };
  for (let i = 0; i < BYTES / SIZE; i++) {
    const message = new Uint8Array(SIZE);
    message[0] = i & 0xff;
    assert.ok(from.transport.send(from.channels.get('chat') as Channel, message, false));
  }
  return () => bytes;
}

/** The client's cable is pulled, and it joins another network. */
function move(stage: EndpointStage, { client, place }: Visit, address: string): void {
  client.host.removeInterface(place as never);
  client.host.addInterface(address, { realm: stage.internet, up: stage.link, down: {} });
}

for (const serverOffers of [false, true]) {
  const who = serverOffers ? 'server' : 'client';
  for (const upload of [true, false]) {
    test(`a client moves in mid-transfer (${upload ? 'up' : 'down'}, the ${who} controls): no byte is lost, nobody restarts`, () => {
      const stage = new EndpointStage(3, { delay: 20, rate: 4_000_000 });
      const visit = stage.visit({ serverOffers });
      stage.open(visit);
      const [from, to] = upload ? [visit.client, visit.server] : [visit.server, visit.client];
      const received = transfer(from, to);
      stage.until(() => received() > BYTES / 4, 60_000, 'no transfer');
      const name = visit.client.transport.ice.localParameters.ufrag;
      move(stage, visit, '198.51.77.7');
      stage.until(() => received() === BYTES, 60_000, 'not recovered');
      assert.equal(visit.client.transport.ice.localParameters.ufrag, name);
      assert.equal(visit.server.transport.ice.selectedPair?.to.address, '198.51.77.7');
      for (const { told } of [visit.client, visit.server]) {
        assert.equal(told.filter(what => what === 'sctp connected').length, 1);
        assert.ok(!told.includes('ice failed'));
      }
      // Twice is no harder than once, and back is a move as well.
      const again = transfer(to, from);
      const [second] = visit.client.host.interfaces();
      visit.client.host.removeInterface(second as never);
      visit.client.host.addInterface('198.51.77.8', { realm: stage.internet, up: stage.link, down: {} });
      stage.until(() => again() === BYTES, 120_000, 'not recovered again');
      stage.close(visit);
      assert.equal(stage.endpoint.sourceCount, 0);
    });
  }

  test(`a client moves and restarts ICE (the ${who} controls): no byte is lost`, () => {
    const stage = new EndpointStage(4, { delay: 20, rate: 4_000_000 });
    const visit = stage.visit({ serverOffers });
    stage.open(visit);
    const received = transfer(visit.client, visit.server);
    stage.until(() => received() > BYTES / 4, 60_000, 'no transfer');
    move(stage, visit, '198.51.77.7');
    visit.signalling.restart(visit.client);
    const before = stage.world.now;
    stage.until(() => received() === BYTES, 60_000, 'not recovered');
    assert.ok(stage.world.now - before < 15_000, `${stage.world.now - before} ms`);
    stage.close(visit);
  });
}

for (const seconds of [2, 4]) {
  test(`a path that is away for ${seconds} s is used again without a restart`, () => {
    const stage = new EndpointStage(5, { delay: 20, rate: 4_000_000 });
    const visit = stage.visit();
    stage.open(visit);
    const received = transfer(visit.client, visit.server);
    stage.until(() => received() > BYTES / 4, 60_000, 'no transfer');
    const place = visit.place as NonNullable<Visit['place']>;
    const { conditions } = place.up;
    place.up.conditions = { ...conditions, loss: 1 };
    stage.world.advance(seconds * 1000);
    place.up.conditions = conditions;
    const before = stage.world.now;
    stage.until(() => received() === BYTES, 60_000, 'not recovered');
    assert.ok(stage.world.now - before < 12_000, `${stage.world.now - before} ms`);
    const pairs = visit.client.told.filter(what => what.startsWith('pair'));
    assert.equal(pairs.length, new Set(pairs).size);
    stage.close(visit);
  });
}

test('of two networks that a client has, the other one takes over', () => {
  const stage = new EndpointStage(6, { delay: 20, rate: 4_000_000 });
  const visit = stage.visit();
  visit.client.host.addInterface('198.51.99.9', { name: 'wlan0', realm: stage.internet, up: stage.link, down: {} });
  stage.open(visit);
  const received = transfer(visit.client, visit.server);
  stage.until(() => received() > BYTES / 4, 60_000, 'no transfer');
  const used = visit.client.transport.ice.selectedPair?.base.address.address;
  const [lost] = visit.client.host.interfaces().filter(({ address }) => address === used);
  visit.client.host.removeInterface(lost as never);
  stage.until(() => received() === BYTES, 60_000, 'not recovered');
  stage.close(visit);
});

for (const late of ['the client', 'both'] as const) {
  test(`${late} gathered before the interface was up: they connect once it is`, () => {
    const stage = new EndpointStage();
    const visit = stage.visit();
    const { client, server, place } = visit;
    client.host.removeInterface(place as never);
    const [own] = stage.host.interfaces();
    if (late === 'both') stage.host.removeInterface(own as never);
    stage.begin(visit);
    stage.until(() => client.gathering === 'complete' && server.gathering === 'complete', 1000, 'not gathered');
    stage.world.advance(2500);
    assert.equal(client.ice, 'checking');
    client.host.addInterface('198.51.77.7', { realm: stage.internet, up: stage.link, down: {} });
    if (late === 'both') stage.host.addInterface('192.0.2.1', { realm: stage.internet, up: stage.link, down: {} });
    stage.until(() => isOpen(visit), 2500, 'not connected');
    stage.chat(visit);
    stage.close(visit);
  });
}

test('an address that cannot be bound yet holds nothing up, and is tried again', () => {
  const stage = new EndpointStage();
  const visit = stage.visit();
  const { client, place } = visit;
  // It is listed, as a tentative IPv6 address is, and cannot be bound (RFC 4862 §5.4).
  const listed = place as never;
  client.host.removeInterface(listed);
  client.host.interfaces = () => [listed];
  stage.begin(visit);
  stage.until(() => client.gathering === 'complete', 1000, 'not gathered');
  assert.equal(client.candidates.filter(({ protocol }) => protocol === 'udp').length, 0);
  stage.world.advance(1500);
  client.host.addInterface('198.51.0.1', { realm: stage.internet, up: stage.link, down: {} });
  stage.until(() => isOpen(visit), 2500, 'not connected');
  stage.close(visit);
});
