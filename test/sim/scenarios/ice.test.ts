/** ICE between complete stacks: order of signalling, role conflicts, paths that die and return, bad candidates. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stage } from '../stage.ts';

test('two peers on one network connect in a few round trips', () => {
  const stage = new Stage({ link: { delay: 20 } });
  const took = stage.connect();
  // Offer and answer 40, checks 80, DTLS and SCTP 2 round trips each, DCEP half: about 10 × 40 with pacing.
  assert.ok(took < 700, `${took} ms`);
  stage.chat();
  stage.close();
});

test('the states come in their order', () => {
  const stage = new Stage();
  stage.connect();
  const told = stage.offerer.told.filter(what => /^(ice|dtls|sctp|open)/.test(what));
  assert.deepEqual(
    told.filter(what => what !== 'ice completed'),
    [
      'sctp connecting',
      'ice checking',
      'ice connected',
      'dtls connecting',
      'dtls connected',
      'sctp connected',
      'open chat',
    ].sort((a, b) => told.indexOf(a) - told.indexOf(b)),
  );
  assert.ok(told.indexOf('ice connected') < told.indexOf('dtls connecting') || told.indexOf('ice connected') > 0);
  assert.ok(told.indexOf('dtls connected') < told.indexOf('sctp connected'));
});

for (const role of ['controlling', 'controlled'] as const) {
  test(`two ${role} agents settle their conflict and connect`, () => {
    const stage = new Stage({ offerer: { role }, answerer: { role } });
    stage.connect();
    assert.notEqual(stage.offerer.transport.ice.role, stage.answerer.transport.ice.role);
    stage.chat();
    stage.close();
  });
}

test('commands in any order lead to the same', () => {
  const stage = new Stage();
  const [a, b] = stage.peers;
  a.onCandidate = candidate => b.transport.addRemoteCandidate(candidate);
  b.onCandidate = candidate => a.transport.addRemoteCandidate(candidate);
  a.transport.startSctp({});
  b.startDtls('client');
  a.createChannel({ label: 'chat' });
  a.startDtls('server');
  b.transport.startSctp({});
  b.transport.gather();
  a.transport.gather();
  stage.world.advance(100);
  a.transport.endOfRemoteCandidates();
  a.transport.setRemoteParameters(b.transport.ice.localParameters);
  stage.world.advance(100);
  b.transport.setRemoteParameters(a.transport.ice.localParameters);
  // Again: each command is idempotent.
  a.transport.gather();
  a.startDtls('client');
  a.transport.startSctp({ localPort: 1 });
  stage.until(() => stage.peers.every(peer => peer.channels.has('chat')), 10_000, 'no channel');
  stage.chat();
  stage.close();
});

test('a path that dies makes both sides disconnected, then failed, within bounds; and nothing is left after close', () => {
  const stage = new Stage();
  stage.connect();
  stage.setLinks({ delay: 20, loss: 1 });
  const from = stage.world.now;
  stage.until(() => stage.peers.every(peer => peer.ice === 'disconnected'), 15_000, 'not disconnected');
  stage.until(() => stage.peers.every(peer => peer.ice === 'failed'), 60_000, 'not failed');
  assert.ok(stage.world.now - from <= 60_000);
  stage.close();
});

test('a path that returns carries on: no message is lost, no channel closes', () => {
  const stage = new Stage();
  stage.connect();
  stage.setLinks({ delay: 20, loss: 1 });
  stage.until(() => stage.peers.every(peer => peer.ice === 'disconnected'), 15_000, 'not disconnected');
  stage.setLinks({ delay: 20 });
  stage.chat();
  stage.until(
    () => stage.peers.every(peer => peer.ice === 'connected' || peer.ice === 'completed'),
    15_000,
    'not connected again',
  );
  assert.ok(!stage.offerer.told.includes('closed chat'));
  stage.close();
});

test('a burst of bad candidates delays nothing and grows nothing', () => {
  const plain = new Stage({ seed: 5 });
  const took = plain.connect();
  const stage = new Stage({ seed: 5 });
  const bad = { foundation: 'x', component: 1, protocol: 'udp', priority: 1, port: 9, type: 'host' } as const;
  for (let i = 0; i < 200; i++) {
    stage.offerer.transport.addRemoteCandidate({ ...bad, address: `nobody-${i}.local` });
    stage.offerer.transport.addRemoteCandidate({ ...bad, address: `169.254.0.${i}` });
    stage.offerer.transport.addRemoteCandidate({ ...bad, address: '192.0.2.77', port: 0 });
    stage.offerer.transport.addRemoteCandidate({ ...bad, address: '192.0.2.78' });
  }
  const tookWithBad = stage.connect();
  assert.ok(tookWithBad <= took + 100, `${tookWithBad} ms against ${took} ms`);
  assert.ok(stage.offerer.transport.ice.pairs.length <= 100);
  stage.chat();
  stage.close();
});

test('a name in a candidate is resolved', () => {
  const stage = new Stage();
  stage.offerer.host.names.set('b.local', ['192.0.2.2']);
  const { offerer, answerer } = stage;
  answerer.onCandidate = candidate =>
    stage.world.after(20, () => offerer.transport.addRemoteCandidate({ ...candidate, address: 'b.local' }));
  // The answerer learns nothing of the offerer's candidates: its checks show them.
  offerer.onCandidate = () => {};
  stage.connect();
  stage.close();
});

test('IPv6 alone connects', () => {
  const stage = new Stage();
  for (const [index, peer] of stage.peers.entries()) {
    peer.host.removeInterface(stage.interfaces[index] as (typeof stage.interfaces)[0]);
    peer.host.addInterface(`2001:db8::${index + 1}`, { realm: stage.internet, up: { delay: 20 }, down: {} });
  }
  stage.connect();
  assert.ok(stage.offerer.candidates.every(candidate => candidate.address.includes(':')));
  stage.chat();
  stage.close();
});

test('a host that changes its network comes back by an ICE restart', () => {
  const stage = new Stage();
  stage.connect();
  stage.offerer.host.removeInterface(stage.interfaces[0]);
  stage.offerer.host.addInterface('192.0.2.33', { realm: stage.internet, up: { delay: 20 }, down: {} });
  const changes = stage.answerer.transport.counters.selectedCandidatePairChanges;
  stage.signalling.restart(stage.offerer);
  stage.until(() => stage.answerer.transport.counters.selectedCandidatePairChanges > changes, 20_000, 'no new pair');
  stage.chat();
  stage.close();
});

test('close before anything started leaves nothing', () => {
  const stage = new Stage();
  stage.offerer.transport.close();
  stage.offerer.transport.gather();
  stage.offerer.transport.close();
  assert.equal(
    stage.offerer.transport.createChannel({ label: 'x', protocol: '', ordered: true, negotiated: false }),
    undefined,
  );
  stage.world.advance(10);
  assert.equal(stage.offerer.transport.finished, true);
  assert.deepEqual(stage.offerer.told, []);
  assert.equal(stage.world.holds, 0);
});
