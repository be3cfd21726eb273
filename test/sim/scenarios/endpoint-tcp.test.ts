/** Many connections on one TCP port (RFC 6544): peers without UDP, strangers that say nothing, or nothing of use. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransportAddress } from '../../../src/base/address.ts';
import { LENGTH_FRAMING } from '../../../src/base/length-framing.ts';
import { MAX_STRANGERS, STRANGER_TIMEOUT } from '../../../src/runtime/endpoint-listener.ts';
import type { StreamSocket } from '../../../src/runtime/network.ts';
import { ENDPOINT_PORT, EndpointStage, isOpen } from '../endpoint-stage.ts';
import { Host } from '../network.ts';

const SERVER: TransportAddress = { address: '192.0.2.1', port: ENDPOINT_PORT, family: 4 };

/** A host whose connections to the endpoint say how they fare. */
function stranger(stage: EndpointStage, number: number) {
  const host = new Host(stage.world);
  stage.place(host, number);
  const told: string[] = [];
  const connect = (): StreamSocket =>
    host.openStream(
      { remote: SERVER },
      {
        opened: () => void told.push('opened'),
        failed: reason => void told.push(reason),
        bytes: () => void told.push('bytes'),
        closed: () => void told.push('closed'),
      },
    );
  return { host, told, connect };
}

test('forty clients without UDP, behind NATs or not, share one TCP port and leave nothing behind', () => {
  const stage = new EndpointStage();
  const visits = Array.from({ length: 40 }, (_, i) =>
    stage.visit({ blocksDatagrams: true, nat: i % 3 === 0, serverOffers: i % 2 === 0 }),
  );
  for (const visit of visits) stage.begin(visit);
  stage.until(() => visits.every(isOpen), 30_000, 'not all are open');
  assert.equal(stage.endpoint.connectionCount, 40);
  assert.equal(stage.endpoint.strangerCount, 0);
  for (const visit of visits) stage.chat(visit);
  for (const { server } of visits) {
    const pair = server.transport.ice.selectedPair;
    assert.deepEqual([pair?.base.kind, pair?.base.address.port], ['passive', ENDPOINT_PORT]);
  }
  stage.close(...visits);
  assert.equal(stage.host.streamCount, 0);
  assert.equal(stage.endpoint.connectionCount, 0);
  stage.endpoint.close();
  assert.equal(stage.world.holds, 0);
});

test('a restart over TCP goes on by the new name, and an old one is nobody', () => {
  const stage = new EndpointStage();
  const visit = stage.visit({ blocksDatagrams: true });
  stage.open(visit);
  const before = visit.server.transport.ice.localParameters.ufrag;
  const changes = visit.server.transport.counters.selectedCandidatePairChanges;
  visit.signalling.restart(visit.client);
  stage.until(() => visit.server.transport.counters.selectedCandidatePairChanges > changes, 10_000, 'no restart');
  assert.notEqual(visit.server.transport.ice.localParameters.ufrag, before);
  stage.chat(visit);
  stage.close(visit);
});

test('connections that break are made again, by a client that moves as well', () => {
  const stage = new EndpointStage();
  const visit = stage.visit({ blocksDatagrams: true });
  stage.open(visit);
  stage.host.breakStreams();
  stage.chat(visit);
  visit.client.host.removeInterface(visit.place as never);
  visit.client.host.addInterface('198.51.9.9', {
    realm: stage.internet,
    up: stage.link,
    down: {},
    blocksDatagrams: true,
  });
  stage.chat(visit);
  stage.close(visit);
  // What was under way to the old address is given up in time.
  stage.world.advance(60_000);
  assert.equal(stage.host.streamCount, 0);
});

test('strangers that send something else are turned away at once, silent ones in time', () => {
  const stage = new EndpointStage();
  const visit = stage.visit({ blocksDatagrams: true });
  stage.open(visit);
  const { told, connect } = stranger(stage, 200);
  const tls = Uint8Array.of(22, 3, 1, 2, 0, 1, 0);
  connect().write(tls);
  connect().write(LENGTH_FRAMING.frame(new Uint8Array(100)) as Uint8Array);
  connect();
  stage.world.advance(1000);
  assert.deepEqual(told, ['opened', 'opened', 'opened', 'closed', 'closed']);
  assert.equal(stage.endpoint.strangerCount, 1);
  stage.world.advance(STRANGER_TIMEOUT);
  assert.deepEqual(told.slice(5), ['closed']);
  const { drops } = stage.endpoint;
  assert.deepEqual([drops.count('no-check'), drops.count('silent-stream')], [2, 1]);
  stage.chat(visit);
  stage.close(visit);
});

test('a flood of silent connections holds a bounded number, and does not keep clients out', () => {
  const stage = new EndpointStage();
  const { connect } = stranger(stage, 200);
  const flood = (): void => {
    for (let i = 0; i < 3; i++) connect();
    if (stage.world.now < 20_000) stage.world.after(10, flood);
  };
  flood();
  stage.world.advance(5000);
  assert.equal(stage.endpoint.strangerCount, MAX_STRANGERS);
  assert.ok(stage.endpoint.drops.count('too-many-streams') > 1000);
  const visit = stage.visit({ blocksDatagrams: true });
  stage.open(visit, 5000);
  stage.chat(visit);
  assert.equal(stage.endpoint.strangerCount, MAX_STRANGERS);
  stage.close(visit);
});

test('closing the endpoint ends the TCP paths of those that are left', () => {
  const stage = new EndpointStage();
  const visit = stage.visit({ blocksDatagrams: true });
  stage.open(visit);
  const { told, connect } = stranger(stage, 200);
  connect();
  stage.world.advance(1000);
  stage.endpoint.close();
  stage.until(() => visit.server.ice === 'failed', 60_000, 'still alive');
  stage.world.advance(100);
  assert.deepEqual(told, ['opened', 'closed']);
  stage.close(visit);
  assert.equal(stage.host.streamCount, 0);
  assert.equal(stage.world.holds, 0);
});
