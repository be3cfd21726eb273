/** Connections through every pair of NAT behaviours of RFC 4787: direct where that is possible, else relayed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NatBehaviour, NatOptions } from '../nat.ts';
import { Stage } from '../stage.ts';

const BEHAVIOURS: readonly NatBehaviour[] = ['endpoint-independent', 'address-dependent', 'address-and-port-dependent'];

const NATS: readonly (NatOptions | undefined)[] = [
  undefined,
  ...BEHAVIOURS.flatMap(mapping => BEHAVIOURS.map(filtering => ({ mapping, filtering, preservesPorts: false }))),
];

const name = (nat: NatOptions | undefined): string =>
  nat === undefined ? 'no NAT' : `${nat.mapping}/${nat.filtering}`;

/** Whether packets of `to` can reach the address that the other side sees after `from` has punched its hole. */
function direct(a: NatOptions | undefined, b: NatOptions | undefined): boolean {
  const steady = (nat: NatOptions | undefined): boolean =>
    nat?.mapping === undefined || nat.mapping === 'endpoint-independent';
  // A NAT that gives each remote endpoint another port is met half-way only by one whose filter asks for no port.
  const lenient = (nat: NatOptions | undefined): boolean =>
    nat === undefined || nat.filtering !== 'address-and-port-dependent';
  if (steady(a) && steady(b)) return true;
  if (steady(a)) return lenient(a);
  if (steady(b)) return lenient(b);
  return false;
}

for (const [index, a] of NATS.entries()) {
  for (const b of NATS.slice(index)) {
    test(`${name(a)} ↔ ${name(b)}`, () => {
      const stage = new Stage({
        server: true,
        ...(a === undefined ? {} : { offererNat: a }),
        ...(b === undefined ? {} : { answererNat: b }),
      });
      const took = stage.connect();
      assert.ok(took < 6000, `${took} ms`);
      stage.world.advance(3000);
      stage.chat();
      const pair = stage.offerer.transport.ice.selectedPair;
      const relayed = pair?.local.type === 'relay' || pair?.remote.type === 'relay';
      if (direct(a, b)) assert.equal(relayed, false, `${pair?.local.type} ${pair?.remote.type}`);
      stage.close();
      stage.world.advance(1000);
      assert.equal(stage.server?.allocationCount, 0, 'an allocation was not released');
    });
  }
}

test('with policy relay nothing but relayed candidates leaves', () => {
  const stage = new Stage({ server: true });
  for (const peer of stage.peers) {
    peer.transport.setServers(peer.options.ice?.servers ?? [], 'relay');
  }
  stage.connect();
  for (const peer of stage.peers) {
    assert.ok(peer.candidates.length > 0);
    assert.ok(peer.candidates.every(candidate => candidate.type === 'relay'));
  }
  stage.chat();
  stage.close();
});

test('two peers behind one NAT meet without it', () => {
  const stage = new Stage({ server: true, offererNat: {}, answererNat: {} });
  const neighbour = stage.answerer.host.addInterface('10.0.1.3', {
    realm: stage.interfaces[0].realm,
    up: { delay: 1 },
  });
  assert.equal(neighbour.family, 4);
  stage.connect();
  stage.world.advance(3000);
  assert.equal(stage.offerer.transport.ice.selectedPair?.remote.type, 'host');
  stage.close();
});

test('a NAT that forgets its mappings is survived by an ICE restart', () => {
  const stage = new Stage({ server: true, offererNat: { preservesPorts: false }, answererNat: {} });
  stage.connect();
  stage.world.advance(1000);
  stage.nats[0]?.reset();
  stage.signalling.restart(stage.answerer);
  stage.world.advance(5000);
  stage.chat();
  stage.close();
});
