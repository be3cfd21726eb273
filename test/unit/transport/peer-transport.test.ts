/** The composed transport: what it does with commands after the end, strange first bytes, early DTLS, its own errors. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransportAddress } from '../../../src/base/address.ts';
import type { Channel } from '../../../src/datachannel/index.ts';
import { Stage } from '../../sim/stage.ts';

/** Hands a packet in as if it had come from the peer over the selected pair. */
function inject(stage: Stage, packet: Uint8Array): void {
  const { ice } = stage.offerer.transport;
  const pair = ice.selectedPair;
  assert.ok(pair !== undefined);
  const from: TransportAddress = pair.to;
  stage.offerer.transport.receive(pair.base.socket, packet, from, stage.world.now);
}

test('the first byte tells what a packet is', () => {
  const stage = new Stage();
  stage.connect();
  const { drops } = stage.offerer.transport.counters;
  inject(stage, Uint8Array.of(128, 0, 0, 0));
  inject(stage, Uint8Array.of(191));
  inject(stage, Uint8Array.of(100));
  inject(stage, Uint8Array.of(255));
  assert.equal(drops.total, 2);
  assert.equal(drops.count('unknown-first-byte'), 2);
  stage.chat();
  const { transport } = stage.offerer;
  transport.close();
  transport.receive(1, Uint8Array.of(128), { address: '192.0.2.2', port: 9, family: 4 }, stage.world.now);
  assert.equal(drops.count('after-close'), 1);
  stage.close();
});

test('DTLS that comes before its parameters is kept within bounds', () => {
  const stage = new Stage();
  const [a, b] = stage.peers;
  a.transport.gather();
  b.transport.gather();
  a.transport.setRemoteParameters(b.transport.ice.localParameters);
  b.transport.setRemoteParameters(a.transport.ice.localParameters);
  stage.until(() => a.transport.ice.writable && b.transport.ice.writable, 5000, 'not writable');
  for (let i = 0; i < 40; i++) inject(stage, Uint8Array.of(22, 254, 253));
  assert.equal(a.transport.counters.drops.count('early-dtls-overflow'), 8);
  stage.close();
});

test('counters count what goes over the selected pair, above ICE', () => {
  const stage = new Stage();
  stage.connect();
  stage.chat();
  stage.world.advance(1000);
  const [a, b] = stage.peers.map(peer => peer.transport.counters);
  assert.ok(a !== undefined && b !== undefined);
  assert.equal(a.packetsSent, b.packetsReceived);
  assert.equal(a.bytesSent, b.bytesReceived);
  assert.equal(b.packetsSent, a.packetsReceived);
  assert.equal(a.selectedCandidatePairChanges, 1);
  stage.close();
});

test('what DTLS agreed on can be read', () => {
  const stage = new Stage();
  assert.deepEqual(stage.offerer.transport.dtlsDescription, {
    role: undefined,
    version: undefined,
    cipherSuite: undefined,
    srtpProfile: undefined,
  });
  assert.deepEqual(stage.offerer.transport.remoteCertificates, []);
  stage.connect();
  const { role, version, cipherSuite } = stage.offerer.transport.dtlsDescription;
  assert.equal(role, 'server');
  assert.equal(version, 'FEFD');
  assert.match(cipherSuite ?? '', /^TLS_ECDHE_ECDSA_/);
  assert.equal(stage.offerer.transport.remoteCertificates.length, 1);
  assert.equal(stage.offerer.transport.sctpState, 'connected');
  assert.equal(stage.offerer.transport.dtlsState, 'connected');
  assert.equal([...stage.offerer.transport.channels].length, 1);
  stage.close();
});

test('after close every command does nothing', () => {
  const stage = new Stage();
  stage.connect();
  const { transport } = stage.offerer;
  const channel = stage.offerer.channels.get('chat') as Channel;
  transport.close();
  const told = stage.offerer.told.length;
  assert.equal(transport.closed, true);
  assert.equal(transport.send(channel, Uint8Array.of(1), false), false);
  transport.consumed(channel, 1);
  transport.closeChannel(channel);
  transport.setBufferedAmountLowThreshold(channel, 1);
  transport.restartIce();
  transport.startSctp({});
  transport.setIceRole('controlled');
  transport.endOfRemoteCandidates();
  transport.close();
  stage.world.advance(5000);
  assert.equal(stage.offerer.told.length, told);
  assert.equal(transport.finished, true);
  stage.close();
});

test('an internal error closes this transport, tells its owner once, and leaves the other side to its time-outs', () => {
  const stage = new Stage();
  stage.connect();
  const { transport } = stage.offerer;
  Object.defineProperty(transport.ice.ingress, 'takes', {
    value: () => {
      throw new Error('a mistake of ours');
    },
  });
  const channel = stage.answerer.channels.get('chat') as Channel;
  stage.answerer.transport.send(channel, Uint8Array.of(1), false);
  stage.world.advance(1000);
  assert.deepEqual(stage.offerer.told.slice(-1), ['failed internal/internal-error']);
  assert.equal(stage.offerer.host.socketCount, 0);
  assert.equal(transport.closed, true);
  stage.until(() => stage.answerer.ice === 'failed', 60_000, 'not failed');
  stage.close();
});

test('a command that throws closes this transport', () => {
  const stage = new Stage();
  stage.connect();
  const { transport } = stage.offerer;
  const channel = stage.offerer.channels.get('chat') as Channel;
  const broken = new Proxy(channel, {
    get: () => () => {
      throw new Error('a mistake of ours');
    },
  });
  assert.equal(transport.send(broken, Uint8Array.of(1), false), false);
  assert.deepEqual(stage.offerer.told.slice(-1), ['failed internal/internal-error']);
  transport.consumed(broken, 1);
  stage.close();
});

test('ports that are agreed on are used', () => {
  const stage = new Stage({
    offerer: { sctp: { localPort: 5001, remotePort: 5002 } },
    answerer: { sctp: { localPort: 5002, remotePort: 5001 } },
  });
  stage.connect();
  stage.chat();
  stage.close();
});

test('what is gathered ahead keeps no process alive, and is not gathered twice', () => {
  const stage = new Stage();
  const { transport, told } = stage.offerer;
  transport.gather(true);
  stage.until(() => transport.ice.gatheringState === 'complete', 1000, 'not gathered');
  assert.equal(stage.world.holds, 0);
  const before = [...told];
  transport.gather();
  stage.world.advance(1000);
  assert.deepEqual(told, before);
  assert.equal(stage.world.holds, 1);
  stage.close();
});

test('checks for consent do not ask the layers above ICE; what is due, sent or received does', () => {
  const stage = new Stage();
  stage.connect();
  stage.chat();
  stage.world.advance(1000);
  const { transport } = stage.offerer;
  const { association } = transport;
  assert.ok(association !== undefined);
  let asked = 0;
  Object.defineProperty(association, 'pollTransmit', {
    value: (now: number) => {
      asked++;
      return Object.getPrototypeOf(association).pollTransmit.call(association, now);
    },
  });
  const checks = (): number => transport.ice.selectedPair?.consentRequestsSent ?? 0;
  const before = checks();
  stage.world.advance(15_000);
  assert.ok(checks() >= before + 2);
  assert.equal(asked, 0);
  const sent = association.counters.packetsSent;
  stage.world.advance(300_000);
  assert.ok(association.counters.packetsSent > sent, 'a HEARTBEAT is due');
  asked = 0;
  stage.chat();
  assert.ok(asked > 0);
  stage.close();
});
