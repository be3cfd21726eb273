/** Many connections on one port: they open, restart, move, end and are replaced, and strangers are counted. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transportAddress } from '../../../src/base/address.ts';
import type { Logger } from '../../../src/base/log.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { Driver } from '../../../src/runtime/driver.ts';
import { SharedEndpoint } from '../../../src/runtime/endpoint.ts';
import type { TransportDriver } from '../../../src/runtime/pumped.ts';
import { METHOD, USERNAME, writeAttribute, writeMessage } from '../../../src/stun/index.ts';
import { ENDPOINT_PORT, EndpointStage, isOpen } from '../endpoint-stage.ts';
import { Host } from '../network.ts';
import { simulatedRuntime } from '../runtime.ts';
import { addServer, SERVER_ADDRESS, SERVERS } from '../stage.ts';

test('a hundred clients share one port, and leave nothing behind', () => {
  const stage = new EndpointStage();
  const visits = Array.from({ length: 100 }, (_, i) => stage.visit({ nat: i % 3 === 0, serverOffers: i % 2 === 0 }));
  for (const visit of visits) stage.begin(visit);
  stage.until(() => visits.every(isOpen), 30_000, 'not all are open');
  assert.equal(stage.host.socketCount, 1);
  assert.equal(stage.endpoint.connectionCount, 100);
  assert.ok(stage.endpoint.sourceCount >= 100);
  for (const visit of visits) stage.chat(visit);
  for (const { server } of visits) {
    const overUdp = server.candidates.filter(({ protocol }) => protocol === 'udp');
    assert.deepEqual([...new Set(overUdp.map(({ port }) => port))], [ENDPOINT_PORT]);
  }
  stage.close(...visits);
  assert.equal(stage.endpoint.connectionCount, 0);
  assert.equal(stage.endpoint.sourceCount, 0);
  stage.endpoint.close();
  assert.equal(stage.host.socketCount, 0);
  assert.equal(stage.world.holds, 0);
});

test('host candidates of an open endpoint cost no time', () => {
  const stage = new EndpointStage();
  const { server } = stage.visit();
  const before = stage.world.now;
  server.transport.gather();
  stage.until(() => server.gathering === 'complete', 100, 'not gathered');
  assert.equal(stage.world.now, before);
  assert.deepEqual(
    server.candidates.map(({ protocol, tcpType }) => tcpType ?? protocol),
    ['udp', 'active', 'passive'],
  );
});

test('restarts by either side go on over the same port', () => {
  const stage = new EndpointStage();
  const visit = stage.visit();
  stage.open(visit);
  for (const initiator of [visit.client, visit.server, visit.client]) {
    const changes = visit.server.transport.counters.selectedCandidatePairChanges;
    visit.signalling.restart(initiator);
    stage.until(
      () => visit.server.transport.counters.selectedCandidatePairChanges > changes,
      10_000,
      'the restart did not end',
    );
    stage.chat(visit);
  }
  assert.equal(stage.host.socketCount, 1);
  stage.close(visit);
  assert.equal(stage.endpoint.connectionCount, 0);
});

test('an address that another client takes over belongs to the newer one', () => {
  const stage = new EndpointStage();
  const first = stage.visit();
  stage.open(first);
  // The process dies without a word; another one gets its address and its port.
  const { host, transport } = first.client;
  const port = transport.ice.selectedPair?.base.address.port as number;
  const { address } = first.place as { address: string };
  host.removeInterface(first.place as never);
  const other = new Host(stage.world);
  const second = stage.visit({ address });
  (second.client.host as { openDatagram: Host['openDatagram'] }).openDatagram = (on, events) =>
    second.client.host.open(on, port, events);
  assert.ok(other.socketCount === 0);
  stage.open(second);
  stage.chat(second);
  assert.equal(second.client.transport.ice.selectedPair?.base.address.port, port);
  stage.until(() => first.server.ice === 'failed', 60_000, 'the dead one was not noticed');
  stage.chat(second);
  stage.close(second, first);
  assert.equal(stage.endpoint.sourceCount, 0);
});

test('two connections between the same two ports hear their peers by turns, and that is said', () => {
  const stage = new EndpointStage();
  const host = new Host(stage.world);
  stage.place(host, 99);
  const warnings: string[] = [];
  const log: Logger = {
    enabled: () => true,
    log: (level, _, text) => void (level === 'warn' && warnings.push(text)),
  };
  const runtime = { ...simulatedRuntime(stage.world, host), log };
  const driver = new Driver(runtime);
  const endpoint = new SharedEndpoint({ port: 5000, select: interfaces => interfaces }, runtime);
  endpoint.open(failure => assert.equal(failure, undefined));
  const transportDriver = (): TransportDriver => {
    const own = { ...runtime, network: endpoint.attach() };
    return { runtime: own, attach: transport => driver.attach(transport, own) };
  };
  const options = { seat: { host, runtime, driver, transportDriver }, client: { ice: { tcp: { active: false } } } };
  const visits = [stage.visit(options), stage.visit(options)];
  for (const visit of visits) stage.open(visit);
  assert.deepEqual(warnings, []);
  for (let i = 0; i < 3; i++) for (const visit of visits) stage.chat(visit);
  assert.ok(visits.every(({ client }) => client.ice === 'completed'));
  assert.deepEqual(warnings, [
    'two connections on 198.51.0.99 have their peers at 19….1:3478, and hear them by turns only',
  ]);
  stage.close(...visits);
  assert.equal(endpoint.connectionCount, 0);
});

test('the address of another client cannot be taken by writing it on packets', () => {
  const stage = new EndpointStage();
  const victim = stage.visit();
  stage.open(victim);
  const thief = stage.visit();
  stage.open(thief);
  const from = victim.server.transport.ice.selectedPair?.to;
  const to = transportAddress('192.0.2.1', ENDPOINT_PORT);
  assert.ok(from !== undefined && to !== undefined);
  const check = forgedCheck(thief.server.transport.ice.localParameters, 'thief');
  for (let i = 0; i < 50; i++) {
    stage.internet.route({ bytes: check, from, to });
    stage.world.advance(20);
  }
  stage.chat(victim);
  stage.chat(thief);
  stage.close(victim, thief);
});

test('strangers are counted and get no answer', () => {
  const stage = new EndpointStage();
  const visit = stage.visit();
  stage.open(visit);
  const stranger = new Host(stage.world);
  stage.place(stranger, 250);
  let answers = 0;
  const socket = stranger.open('198.51.0.250', 9, {
    opened: () => {},
    failed: assert.fail,
    datagram: () => void answers++,
  });
  const to = transportAddress('192.0.2.1', ENDPOINT_PORT) as NonNullable<ReturnType<typeof transportAddress>>;
  const unknown = forgedCheck({ ufrag: 'nobody', pwd: 'x'.repeat(22) }, 'x');
  const response = unknown.slice();
  response[0] = 1;
  const junk = [
    unknown,
    response,
    Uint8Array.of(22, 254, 253),
    Uint8Array.of(0x80, 96),
    new Uint8Array(20),
    new Uint8Array(0),
  ];
  for (let i = 0; i < 200; i++) for (const bytes of junk) socket.send(bytes, to);
  stage.world.advance(1000);
  assert.equal(answers, 0);
  const { drops } = stage.endpoint;
  assert.equal(drops.count('unknown-fragment'), 200);
  assert.equal(drops.count('unknown-transaction'), 200);
  assert.equal(drops.count('unknown-source'), 400);
  assert.equal(drops.count('malformed'), 400);
  stage.chat(visit);
  stage.close(visit);
});

test('a reflexive and a relayed candidate are gathered through the endpoint, the relayed one from a port of its own', () => {
  const stage = new EndpointStage();
  addServer(stage.world, stage.internet, SERVER_ADDRESS, { delay: 10 });
  const server = { ice: { servers: SERVERS } };
  const [first, second] = [stage.visit({ server }), stage.visit({ server })];
  for (const visit of [first, second]) {
    stage.open(visit);
    stage.until(() => visit.server.gathering === 'complete', 20_000, 'not gathered');
    assert.deepEqual(visit.server.candidateErrors, []);
    assert.equal(visit.server.candidates.filter(({ type }) => type === 'relay').length, 1);
  }
  stage.close(first, second);
  assert.equal(stage.host.socketCount, 1);
});

test('closing the endpoint ends the paths of those that are left', () => {
  const stage = new EndpointStage();
  const visit = stage.visit();
  stage.open(visit);
  stage.endpoint.close();
  stage.until(() => visit.server.ice === 'failed', 60_000, 'still alive');
  stage.close(visit);
  assert.equal(stage.host.socketCount, 0);
  assert.equal(stage.world.holds, 0);
});

/** A check that anybody with these credentials may send. */
function forgedCheck(to: { readonly ufrag: string; readonly pwd: string }, from: string): Uint8Array {
  const transactionId = new Uint8Array(12).fill(7);
  return writeMessage(
    {
      class: 'request',
      method: METHOD.binding,
      transactionId,
      attributes: [writeAttribute(USERNAME, `${to.ufrag}:${from}`, transactionId)],
    },
    { integrityKey: new TextEncoder().encode(to.pwd), fingerprint: true },
    nodeCrypto,
  );
}
