/** The tables of aggregate states. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  aggregateConnectionState,
  aggregateIceConnectionState,
  aggregateIceGatheringState,
} from '../../../../src/api/peer-connection/connection-state.ts';

type States = Parameters<typeof aggregateConnectionState>[0][number];
type Ice = States['ice']['iceTransportState'];
const one = (
  ice: Ice,
  dtls: States['dtls']['dtlsTransportState'] = 'new',
  gathering: States['ice']['iceGathererState'] = 'new',
): States => ({
  ice: { iceTransportState: ice, iceGathererState: gathering },
  dtls: { dtlsTransportState: dtls },
});

test('the state of ICE is that of its worst transport', () => {
  const table: [Ice[], string][] = [
    [[], 'new'],
    [['new', 'closed'], 'new'],
    [['new', 'connected'], 'checking'],
    [['checking', 'completed'], 'checking'],
    [['completed', 'closed'], 'completed'],
    [['completed', 'connected'], 'connected'],
    [['disconnected', 'checking'], 'disconnected'],
    [['disconnected', 'failed'], 'failed'],
  ];
  for (const [states, expected] of table) {
    assert.equal(aggregateIceConnectionState(states.map(state => one(state))), expected, states.join());
  }
});

test('the connection is connected when both ICE and DTLS are', () => {
  assert.equal(aggregateConnectionState([]), 'new');
  assert.equal(aggregateConnectionState([one('new', 'closed')]), 'new');
  assert.equal(aggregateConnectionState([one('checking')]), 'connecting');
  assert.equal(aggregateConnectionState([one('completed', 'connecting')]), 'connecting');
  assert.equal(aggregateConnectionState([one('completed', 'connected')]), 'connected');
  assert.equal(aggregateConnectionState([one('connected', 'closed'), one('closed', 'connected')]), 'connected');
  assert.equal(aggregateConnectionState([one('disconnected', 'connected')]), 'disconnected');
  assert.equal(aggregateConnectionState([one('connected', 'failed')]), 'failed');
  assert.equal(aggregateConnectionState([one('failed')]), 'failed');
});

test('gathering is complete when all transports are, and there are any', () => {
  assert.equal(aggregateIceGatheringState([]), 'new');
  assert.equal(aggregateIceGatheringState([one('new', 'new', 'complete')]), 'complete');
  assert.equal(aggregateIceGatheringState([one('new', 'new', 'complete'), one('new')]), 'new');
  assert.equal(aggregateIceGatheringState([one('new', 'new', 'gathering'), one('new')]), 'gathering');
});
