/** A call that comes in behind a NAT, with servers that are far away: what a pool of candidates saves (RFC 9429 §3.5.4). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RTCConfiguration } from '../../../src/api/peer-connection/configuration.ts';
import { RTCPeerConnection } from '../../../src/api/rtc-peer-connection.ts';
import { Nat } from '../nat.ts';
import { Host, Realm } from '../network.ts';
import { simulatedRuntime } from '../runtime.ts';
import { addServer } from '../stage.ts';
import { World } from '../world.ts';

/** Milliseconds: to the server and back; to a server that is never reached. */
const ROUND_TRIP = 600;
const GIVEN_UP = 9_500;

const RELAY = { urls: 'turn:203.0.113.1', username: 'user', credential: 'password' };
const SERVERS = [{ urls: ['stun:203.0.113.1', 'stun:203.0.113.99'] }, RELAY];

interface Callee {
  /** From the answer to all of its candidates. */
  readonly gathering: number;
  /** From the call to the open channel. */
  readonly connecting: number;
  readonly types: readonly string[];
}

/** Someone calls a callee whose connection has been there for `ahead` milliseconds. */
async function call(iceCandidatePoolSize: number, ahead: number, relayed: boolean): Promise<Callee> {
  const world = new World(1);
  const internet = new Realm();
  const home = new Realm();
  const server = addServer(world, internet, '203.0.113.1', { delay: ROUND_TRIP });
  new Nat(world, home, internet, '198.51.100.1', {
    mapping: 'endpoint-independent',
    filtering: 'endpoint-independent',
  });
  const make = (address: string, realm: Realm, configuration: RTCConfiguration) => {
    const host = new Host(world);
    host.addInterface(address, { realm, up: { delay: 10 } });
    return { host, connection: new RTCPeerConnection(configuration, { runtime: simulatedRuntime(world, host) }) };
  };
  const caller = make('192.0.2.2', internet, {});
  const iceTransportPolicy = relayed ? 'relay' : 'all';
  const callee = make('10.0.0.2', home, { iceServers: SERVERS, iceTransportPolicy, iceCandidatePoolSize });
  const [a, b] = [caller.connection, callee.connection];
  await world.pass(ahead);

  const from = world.now;
  const channel = a.createDataChannel('call');
  const types: string[] = [];
  let gathering = Number.NaN;
  a.onicecandidate = ({ candidate }) => void b.addIceCandidate(candidate).catch(() => {});
  b.onicecandidate = ({ candidate }) => {
    if (candidate === null) gathering = world.now - from;
    else if (candidate.type !== null && candidate.protocol === 'udp') types.push(candidate.type);
    void a.addIceCandidate(candidate);
  };
  void a
    .setLocalDescription()
    .then(() => b.setRemoteDescription(a.localDescription as never))
    .then(() => b.setLocalDescription())
    .then(() => a.setRemoteDescription(b.localDescription as never));
  assert.ok(await world.settle(() => channel.readyState === 'open', 30_000), 'not connected');
  const connecting = world.now - from;
  assert.ok(await world.settle(() => !Number.isNaN(gathering), 30_000), 'not gathered');
  for (const connection of [a, b]) connection.close();
  // The server does not hear of the end if its nonce is stale by then; the allocation expires.
  await world.pass(ahead > 600_000 ? 600_000 : 5_000);
  server.handleTimeout(world.now);
  assert.deepEqual([caller.host.socketCount, callee.host.socketCount, server.allocationCount], [0, 0, 0]);
  assert.equal(world.holds, 0);
  return { gathering, connecting, types };
}

test('no time passes from the answer to all candidates, however far and silent the servers are', async () => {
  const without = await call(0, 60_000, false);
  const pooled = await call(1, 60_000, false);
  assert.ok(without.gathering >= GIVEN_UP, `${without.gathering} ms`);
  assert.equal(pooled.gathering, 0);
  assert.deepEqual([...pooled.types].sort(), [...without.types].sort());
  assert.deepEqual([...pooled.types].sort(), ['host', 'relay', 'srflx']);
});

test('a relayed call connects sooner by the round trips of the allocation', async () => {
  const without = await call(0, 60_000, true);
  const pooled = await call(1, 60_000, true);
  assert.ok(without.connecting - pooled.connecting >= 2 * ROUND_TRIP, `${without.connecting}, ${pooled.connecting} ms`);
  assert.deepEqual([pooled.types, without.types], [['relay'], ['relay']]);
});

test('a pool that has waited for an hour is as good: allocation and bindings are kept alive', async () => {
  const pooled = await call(1, 3_600_000, false);
  assert.equal(pooled.gathering, 0);
  assert.deepEqual([...pooled.types].sort(), ['host', 'relay', 'srflx']);
});

test('a call that comes in the midst of it waits for the rest only', async () => {
  const without = await call(0, 60_000, true);
  const half = await call(1, ROUND_TRIP, true);
  const saved = without.connecting - half.connecting;
  assert.ok(saved > ROUND_TRIP / 2 && saved < 2 * ROUND_TRIP, `${saved} ms`);
});
