/** The ICE candidate pool (W3C webrtc-pc §4.2.1; RFC 9429 §3.5.4, §4.1.18). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listen } from '../../../../src/api/endpoint.ts';
import type { RTCConfiguration } from '../../../../src/api/peer-connection/configuration.ts';
import { RTCPeerConnection } from '../../../../src/api/rtc-peer-connection.ts';
import type { ServerOptions } from '../../../../src/api/server-options.ts';
import { Host, type Interface, Realm } from '../../../sim/network.ts';
import { simulatedRuntime } from '../../../sim/runtime.ts';
import { addServer } from '../../../sim/stage.ts';
import type { StunTurnServer } from '../../../sim/stun-turn.ts';
import { World } from '../../../sim/world.ts';
import { Pair } from '../connections.ts';

const STUN = { urls: 'stun:203.0.113.1' };
const TURN = { urls: 'turn:203.0.113.1', username: 'user', credential: 'password' };
/** Milliseconds to the server. */
const FAR = 400;

/** One connection, its machine, and a STUN and TURN server that is far away. */
class Scene {
  readonly world: World;
  readonly realm: Realm;
  readonly host: Host;
  readonly own: Interface;
  readonly server: StunTurnServer;
  readonly connection: RTCPeerConnection;
  /** What came, and when: `candidate host`, `error 701`, `gathering`… */
  readonly told: [string, number][];

  constructor(configuration: RTCConfiguration, options: ServerOptions = {}) {
    this.world = new World(1);
    this.realm = new Realm();
    this.host = new Host(this.world);
    this.own = this.host.addInterface('192.0.2.1', { realm: this.realm });
    this.server = addServer(this.world, this.realm, '203.0.113.1', { delay: FAR });
    const runtime = simulatedRuntime(this.world, this.host);
    this.connection = new RTCPeerConnection(configuration, { iceTcp: { active: false }, ...options, runtime });
    this.told = [];
    const tell = (what: string): void => void this.told.push([what, this.world.now]);
    const { connection } = this;
    connection.onicecandidate = ({ candidate }) => tell(`candidate ${candidate?.type ?? 'none'}`);
    connection.onicecandidateerror = ({ errorCode }) => tell(`error ${errorCode}`);
    connection.onicegatheringstatechange = () => tell(connection.iceGatheringState);
  }

  get types(): string[] {
    return this.told.map(([what]) => what);
  }

  async wait<T>(promise: Promise<T>): Promise<T> {
    let done = false;
    const settled = (): void => {
      done = true;
    };
    promise.then(settled, settled);
    assert.ok(await this.world.settle(() => done, 10_000));
    return promise;
  }

  async offer(): Promise<void> {
    this.connection.createDataChannel('test');
    await this.wait(this.connection.setLocalDescription());
  }

  async close(): Promise<void> {
    this.connection.close();
    await this.world.pass(2000);
    // The server has a socket of its own.
    assert.deepEqual([this.host.socketCount, this.server.allocationCount, this.world.holds], [0, 0, 0]);
  }
}

/** The ICE user name of each section of our description. */
function names(connection: RTCPeerConnection): string[] {
  return Array.from(connection.localDescription?.sdp.matchAll(/a=ice-ufrag:(\S+)/g) ?? [], ([, name]) => name ?? '');
}

const ALL = ['gathering', 'candidate host', 'candidate relay', 'candidate none', 'complete', 'candidate none'];

test('what the pool has gathered is told at once, after the description, by the names in it', async () => {
  const scene = new Scene({ iceServers: [TURN], iceCandidatePoolSize: 1 });
  const { world, connection } = scene;
  const seen: (string | null)[] = [];
  connection.addEventListener('icecandidate', event => {
    const { candidate } = event as { candidate?: RTCIceCandidateLike | null };
    if (candidate !== null && candidate?.candidate !== '') seen.push(candidate?.usernameFragment ?? null);
  });
  await world.pass(5000);
  assert.deepEqual(scene.told, []);
  assert.deepEqual([connection.iceGatheringState, world.holds, scene.server.allocationCount], ['new', 0, 1]);
  const before = world.now;
  connection.createDataChannel('test');
  await scene.wait(connection.setLocalDescription().then(() => void scene.told.push(['described', world.now])));
  assert.equal(world.holds, 1);
  await world.pass(0);
  assert.deepEqual(
    scene.told,
    ['described', ...ALL].map(what => [what, before]),
  );
  assert.deepEqual(new Set(seen), new Set(names(connection)));
  assert.equal(connection.localDescription?.sdp.match(/a=candidate/g)?.length, 2);
  assert.equal(scene.server.counts.get('allocate'), 2);
  await scene.close();
});

interface RTCIceCandidateLike {
  readonly candidate: string;
  readonly usernameFragment: string | null;
}

test('a pool that had too little time goes on where it is', async () => {
  const scene = new Scene({ iceServers: [STUN, TURN], iceCandidatePoolSize: 1 });
  await scene.world.pass(FAR / 2);
  await scene.offer();
  await scene.world.pass(0);
  assert.deepEqual(scene.types, ['gathering', 'candidate host']);
  await scene.world.pass(10_000);
  assert.deepEqual(scene.types.slice(0, 4), ['gathering', 'candidate host', 'candidate relay', 'candidate none']);
  assert.equal(scene.connection.iceGatheringState, 'complete');
  assert.equal(scene.server.counts.get('binding'), 1);
  await scene.close();
});

test('errors of the pool wait for the description, too', async () => {
  const scene = new Scene({ iceServers: [{ ...TURN, credential: 'wrong' }], iceCandidatePoolSize: 1 });
  await scene.world.pass(5000);
  assert.deepEqual(scene.types, []);
  await scene.offer();
  await scene.world.pass(0);
  assert.deepEqual(scene.types.slice(0, 3), ['gathering', 'candidate host', 'error 401']);
  assert.equal(scene.connection.iceGatheringState, 'complete');
  await scene.close();
});

test('an answer takes from the pool as well', async () => {
  const pair = new Pair(1, { iceCandidatePoolSize: 1 });
  await pair.world.pass(1000);
  const sockets = pair.b.host.socketCount;
  const [near, far] = await pair.connect();
  assert.equal(sockets, 1);
  assert.equal(pair.b.host.socketCount, sockets);
  far.onmessage = ({ data }) => far.send(data as string);
  let answer = '';
  near.onmessage = ({ data }) => {
    answer = data as string;
  };
  near.send('hello');
  await pair.until(() => answer === 'hello');
  await pair.close();
  assert.deepEqual([pair.a.host.socketCount, pair.b.host.socketCount, pair.world.holds], [0, 0, 0]);
});

test('the pool is as large as the bundle policy can use, and as the configuration says now', async () => {
  for (const [bundlePolicy, usable] of [
    ['max-bundle', 1],
    ['balanced', 3],
    ['max-compat', 5],
  ] as const) {
    const scene = new Scene({ bundlePolicy, iceCandidatePoolSize: 5 });
    assert.equal(scene.host.socketCount, usable);
    scene.connection.setConfiguration({ bundlePolicy, iceCandidatePoolSize: 1 });
    await scene.world.pass(10);
    assert.equal(scene.host.socketCount, 1);
    scene.connection.setConfiguration({ bundlePolicy, iceCandidatePoolSize: 5 });
    assert.equal(scene.host.socketCount, usable);
    scene.connection.setConfiguration({ bundlePolicy });
    await scene.close();
  }
});

test('an offer takes one for each of its transports, and what the answer leaves is given up', async () => {
  const pair = new Pair(1, { iceCandidatePoolSize: 3 });
  const { connection } = pair.a;
  await pair.world.pass(100);
  connection.addTransceiver('audio');
  connection.createDataChannel('test');
  await pair.negotiate();
  assert.equal(new Set(names(connection)).size, 1);
  await pair.until(() => connection.connectionState === 'connected');
  assert.deepEqual([pair.a.host.socketCount, pair.b.host.socketCount], [1, 1]);
  connection.setConfiguration({ iceServers: [STUN], iceCandidatePoolSize: 3 });
  assert.equal(pair.a.host.socketCount, 1);
  assert.throws(() => connection.setConfiguration({ iceCandidatePoolSize: 2 }), { name: 'InvalidModificationError' });
  await pair.close();
});

test('other servers are asked anew; the same ones are not', async () => {
  const scene = new Scene({ iceServers: [STUN], iceCandidatePoolSize: 1 });
  const { connection, server, world } = scene;
  await world.pass(2000);
  connection.setConfiguration({ iceServers: [{ ...STUN, urls: ['stun:203.0.113.1'] }], iceCandidatePoolSize: 1 });
  await world.pass(2000);
  assert.deepEqual([server.counts.get('binding'), server.allocationCount], [1, 0]);
  const offer = await scene.wait(connection.createOffer());
  connection.setConfiguration({ iceServers: [TURN], iceCandidatePoolSize: 1 });
  await world.pass(2000);
  assert.deepEqual([server.allocationCount, scene.host.socketCount], [1, 1]);
  // The offer was made before, and names what has gathered since.
  await scene.wait(connection.setLocalDescription(offer));
  connection.createDataChannel('test');
  await scene.wait(connection.setLocalDescription());
  await world.pass(0);
  assert.deepEqual(scene.types, ALL);
  await scene.close();
});

test('a pool that is asked for after the offer was made has its names', async () => {
  const scene = new Scene({ iceServers: [TURN] });
  const { connection, world } = scene;
  connection.createDataChannel('test');
  const offer = await scene.wait(connection.createOffer());
  connection.setConfiguration({ iceServers: [TURN], iceCandidatePoolSize: 1 });
  await world.pass(5000);
  await scene.wait(connection.setLocalDescription(offer));
  await world.pass(0);
  assert.deepEqual(scene.types, ALL);
  await scene.close();
});

test('another policy leaves the pool alone, and filters what comes of it', async () => {
  const scene = new Scene({ iceServers: [STUN, TURN], iceCandidatePoolSize: 1 });
  const { connection, world, server } = scene;
  await world.pass(5000);
  connection.setConfiguration({ iceServers: [STUN, TURN], iceTransportPolicy: 'relay', iceCandidatePoolSize: 1 });
  await scene.offer();
  await world.pass(0);
  assert.deepEqual(
    scene.types,
    ALL.filter(what => what !== 'candidate host'),
  );
  assert.match(connection.localDescription?.sdp ?? '', /typ relay raddr 0\.0\.0\.0 rport 0/);
  assert.equal(server.counts.get('allocate'), 2);
  await scene.close();
});

test('a relay that was lost meanwhile is asked for again', async () => {
  const scene = new Scene({ iceServers: [TURN], iceCandidatePoolSize: 1 });
  const { world, server } = scene;
  await world.pass(5000);
  server.restart();
  await world.pass(600_000);
  assert.equal(server.allocationCount, 0);
  await scene.offer();
  await world.pass(5000);
  assert.deepEqual(scene.types, ['gathering', 'candidate host', 'error 437', ...ALL.slice(2)]);
  assert.equal(server.allocationCount, 1);
  await scene.close();
});

test('a machine that has moved gathers from scratch', async () => {
  const scene = new Scene({ iceServers: [TURN], iceCandidatePoolSize: 1 });
  const { connection, world, host } = scene;
  await world.pass(5000);
  host.removeInterface(scene.own);
  host.addInterface('192.0.2.7', { realm: scene.realm });
  await scene.offer();
  await world.pass(5000);
  assert.deepEqual(scene.types, ALL);
  assert.match(connection.localDescription?.sdp ?? '', / 192\.0\.2\.7 \d+ typ host/);
  assert.doesNotMatch(connection.localDescription?.sdp ?? '', /192\.0\.2\.1 /);
  connection.close();
  await world.pass(2000);
  assert.equal(host.socketCount, 0);
});

test('a rollback gives up what was taken, and the next description has a pool of its own', async () => {
  const scene = new Scene({ iceServers: [TURN], iceCandidatePoolSize: 1 });
  const { connection, world, server } = scene;
  await world.pass(5000);
  await scene.offer();
  const first = names(connection);
  await world.pass(10);
  await scene.wait(connection.setLocalDescription({ type: 'rollback' }));
  assert.equal(connection.iceGatheringState, 'new');
  await world.pass(5000);
  assert.deepEqual([server.allocationCount, world.holds], [1, 0]);
  scene.told.length = 0;
  await scene.wait(connection.setLocalDescription());
  await world.pass(0);
  assert.deepEqual(scene.types, ALL);
  assert.notDeepEqual(names(connection), first);
  await scene.close();
});

test('the offer of the peer that wins is answered from a fresh pool', async () => {
  const pair = new Pair(1, { iceCandidatePoolSize: 1 });
  const [a, b] = [pair.a.connection, pair.b.connection];
  pair.trickle();
  for (const connection of [a, b]) {
    connection.createDataChannel('test');
    await pair.wait(connection.setLocalDescription());
  }
  await pair.wait(a.setRemoteDescription(b.localDescription as never));
  await pair.wait(a.setLocalDescription());
  await pair.wait(b.setRemoteDescription(a.localDescription as never));
  await pair.until(() => a.connectionState === 'connected' && b.connectionState === 'connected');
  assert.deepEqual([pair.a.host.socketCount, pair.b.host.socketCount], [1, 1]);
  await pair.close();
});

test('an ICE restart before the answer has names of its own', async () => {
  const scene = new Scene({ iceCandidatePoolSize: 1 });
  await scene.offer();
  const first = names(scene.connection);
  const offer = await scene.wait(scene.connection.createOffer({ iceRestart: true }));
  await scene.wait(scene.connection.setLocalDescription(offer));
  assert.notDeepEqual(names(scene.connection), first);
  await scene.close();
});

test('a connection that is closed before it was used leaves nothing, and says nothing', async () => {
  const scene = new Scene({ iceServers: [STUN, TURN], bundlePolicy: 'max-compat', iceCandidatePoolSize: 2 });
  await scene.world.pass(5000);
  assert.deepEqual([scene.host.socketCount, scene.server.allocationCount, scene.world.holds], [2, 2, 0]);
  await scene.close();
  assert.deepEqual(scene.types, []);
  assert.throws(() => scene.connection.setConfiguration({ iceCandidatePoolSize: 2 }), { name: 'InvalidStateError' });
  assert.equal(scene.host.socketCount, 0);
});

test('the answer to an offer that does not bundle takes one for each transport', async () => {
  const scene = new Scene({ iceServers: [TURN], bundlePolicy: 'max-compat', iceCandidatePoolSize: 3 });
  const { world, realm, host, server, connection } = scene;
  const far = new Host(world);
  far.addInterface('192.0.2.2', { realm });
  const peer = new RTCPeerConnection({ bundlePolicy: 'max-compat' }, { runtime: simulatedRuntime(world, far) });
  await world.pass(5000);
  assert.deepEqual([host.socketCount, server.allocationCount], [3, 3]);
  const before = world.now;
  peer.addTransceiver('audio');
  peer.createDataChannel('test');
  await scene.wait(peer.setLocalDescription());
  await world.pass(10);
  const sdp = (peer.localDescription?.sdp ?? '').replace(/a=group:.*\r\n/, '');
  await scene.wait(connection.setRemoteDescription({ type: 'offer', sdp }));
  await scene.wait(connection.setLocalDescription());
  await world.pass(0);
  assert.equal(connection.iceGatheringState, 'complete');
  assert.deepEqual(
    scene.types.filter(what => /host|relay/.test(what)),
    ['candidate host', 'candidate relay', 'candidate host', 'candidate relay'],
  );
  assert.equal(world.now, before + 10);
  assert.equal(new Set(names(connection)).size, 2);
  await scene.wait(peer.setRemoteDescription(connection.localDescription as never));
  await world.pass(5000);
  assert.deepEqual([connection.connectionState, peer.connectionState], ['connected', 'connected']);
  assert.deepEqual([host.socketCount, server.allocationCount], [2, 2]);
  peer.close();
  await scene.close();
});

test('on a shared port the pool has one transport, which its peer finds', async () => {
  const world = new World(1);
  const realm = new Realm();
  const hosts = [1, 2].map(last => {
    const host = new Host(world);
    host.addInterface(`192.0.2.${last}`, { realm });
    return host;
  });
  const [host, far] = hosts as [Host, Host];
  const opened = listen({ port: 4000, tcpPort: 4000, runtime: simulatedRuntime(world, host) });
  await world.pass(10);
  const endpoint = await opened;
  const a = new RTCPeerConnection({ iceCandidatePoolSize: 9 }, { endpoint, runtime: simulatedRuntime(world, host) });
  const b = new RTCPeerConnection({ iceCandidatePoolSize: 9 }, { runtime: simulatedRuntime(world, far) });
  a.onicecandidate = ({ candidate }) => void b.addIceCandidate(candidate);
  b.onicecandidate = ({ candidate }) => void a.addIceCandidate(candidate);
  assert.equal(endpoint.stats.connections, 1);
  a.addTransceiver('audio');
  a.createDataChannel('test');
  void a
    .setLocalDescription()
    .then(() => b.setRemoteDescription(a.localDescription as never))
    .then(() => b.setLocalDescription())
    .then(() => a.setRemoteDescription(b.localDescription as never));
  await world.pass(5000);
  assert.deepEqual([a.connectionState, b.connectionState], ['connected', 'connected']);
  assert.match(a.localDescription?.sdp ?? '', / 4000 typ host tcptype passive/);
  assert.equal(endpoint.stats.connections, 1);
  for (const connection of [a, b]) connection.close();
  await world.pass(1000);
  assert.equal(endpoint.stats.connections, 0);
  endpoint.close();
  assert.deepEqual([host.socketCount, far.socketCount, world.holds], [0, 0, 0]);
});
