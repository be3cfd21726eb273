/** Lite agents (RFC 8445 §2.5): with full peers of either role, with one another, and with peers that vanish. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EndpointStage, isOpen } from '../endpoint-stage.ts';

const LITE = { ice: { lite: true } } as const;

/** What descriptions would say. */
function tellLite(visit: ReturnType<EndpointStage['visit']>, sides: readonly ('client' | 'server')[]): void {
  for (const side of sides) {
    const other = side === 'client' ? visit.server : visit.client;
    const { transport } = other;
    const set = transport.setRemoteParameters.bind(transport);
    transport.setRemoteParameters = parameters => set({ ...parameters, lite: true });
  }
}

for (const serverOffers of [false, true]) {
  test(`a lite server ${serverOffers ? 'that offers' : 'that answers'} connects, controlled, and never asks`, () => {
    const stage = new EndpointStage();
    const visit = stage.visit({ server: LITE, nat: true, serverOffers });
    tellLite(visit, ['server']);
    stage.open(visit);
    stage.chat(visit);
    assert.equal(visit.server.transport.ice.role, 'controlled');
    assert.equal(visit.client.transport.ice.role, 'controlling');
    stage.world.advance(30_000);
    stage.chat(visit);
    assert.ok(visit.server.transport.ice.pairs.every(({ requestsSent }) => requestsSent === 0));
    assert.ok(['connected', 'completed'].includes(visit.server.ice));
    visit.signalling.restart(visit.client);
    stage.world.advance(3000);
    stage.chat(visit);
    stage.close(visit);
    assert.equal(stage.endpoint.sourceCount, 0);
  });
}

test('a lite server notices that its peer is gone, and that it is back', () => {
  const stage = new EndpointStage();
  const visit = stage.visit({ server: LITE });
  tellLite(visit, ['server']);
  stage.open(visit);
  const place = visit.place as NonNullable<typeof visit.place>;
  const { conditions } = place.up;
  place.up.conditions = { ...conditions, loss: 1 };
  stage.until(() => visit.server.ice === 'disconnected', 8_000, 'not noticed');
  place.up.conditions = conditions;
  stage.until(() => visit.server.ice !== 'disconnected', 3_000, 'return not noticed');
  place.up.conditions = { ...conditions, loss: 1 };
  stage.until(() => visit.server.ice === 'failed', 40_000, 'not failed');
  stage.close(visit);
});

test('a lite server whose socket breaks, or whose peer’s TCP connection ends, says so at once, and only once', () => {
  for (const blocksDatagrams of [false, true]) {
    const stage = new EndpointStage();
    const visit = stage.visit({ server: LITE, blocksDatagrams });
    tellLite(visit, ['server']);
    stage.open(visit);
    stage.world.advance(1000);
    visit.server.told.length = 0;
    if (blocksDatagrams) stage.host.breakStreams();
    else stage.endpoint.close();
    stage.world.advance(10);
    assert.deepEqual(visit.server.told, ['ice disconnected']);
    if (blocksDatagrams) stage.until(() => visit.server.ice === 'completed', 10_000, 'return not noticed');
    else stage.until(() => visit.server.ice === 'failed', 40_000, 'not failed');
    assert.equal(visit.server.told.filter(each => each.startsWith('ice')).length, 2);
    stage.close(visit);
  }
});

test('two lite agents take the best pair without a check', () => {
  const stage = new EndpointStage();
  const visit = stage.visit({ server: LITE, client: LITE });
  tellLite(visit, ['server', 'client']);
  stage.open(visit);
  stage.chat(visit);
  stage.close(visit);
});

test('a lite agent without a peer gives up', () => {
  const stage = new EndpointStage();
  const visit = stage.visit({ server: LITE });
  tellLite(visit, ['server']);
  (visit.place as NonNullable<typeof visit.place>).up.conditions = { loss: 1 };
  stage.begin(visit);
  stage.world.advance(60_000);
  assert.equal(isOpen(visit), false);
  assert.equal(visit.server.ice, 'failed');
  stage.close(visit);
});

test('a lite agent that is checked, but whose answers do not arrive, gives up once the checks end', () => {
  const stage = new EndpointStage();
  const visit = stage.visit({ server: LITE });
  tellLite(visit, ['server']);
  (visit.place as NonNullable<typeof visit.place>).down.conditions = { loss: 1 };
  stage.begin(visit);
  stage.world.advance(10_000);
  assert.ok(visit.server.transport.ice.pairs.some(({ requestsReceived }) => requestsReceived > 0));
  assert.equal(visit.server.ice, 'checking');
  stage.until(() => visit.client.ice === 'failed', 60_000, 'the client does not fail');
  stage.until(() => visit.server.ice === 'failed', 45_000, 'the server does not fail');
  stage.close(visit);
});
