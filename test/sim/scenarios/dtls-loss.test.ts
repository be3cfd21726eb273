/** The DTLS handshake over links that lose, repeat and reorder. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Stage } from '../stage.ts';

for (let seed = 1; seed <= 12; seed++) {
  test(`connects at 30 % loss with reordering and duplicates, seed ${seed}`, () => {
    const stage = new Stage({
      seed,
      link: { delay: 50, jitter: 20, loss: 0.3, duplicate: 0.2, reorder: 0.3, reorderDelay: 100 },
    });
    stage.connect(60_000);
    stage.chat();
    stage.close();
  });
}

test('the server answers a ClientHello that came before it could start at once', () => {
  const stage = new Stage({ link: { delay: 20 }, signallingDelay: 20 });
  const { offerer, answerer } = stage;
  // The answer with the fingerprint is late; the answerer has long said hello.
  const offered = offerer.transport.ice.localParameters;
  const answered = answerer.transport.ice.localParameters;
  offerer.transport.gather();
  answerer.transport.gather();
  offerer.transport.setRemoteParameters(answered);
  answerer.transport.setRemoteParameters(offered);
  answerer.startDtls('client');
  answerer.transport.startSctp({});
  offerer.createChannel({ label: 'chat' });
  stage.world.advance(1500);
  assert.equal(answerer.dtls, 'connecting');
  const at = stage.world.now;
  offerer.startDtls('server');
  offerer.transport.startSctp({});
  stage.until(() => stage.peers.every(peer => peer.channels.has('chat')), 10_000, 'no channel');
  // Two round trips of DTLS, two of SCTP, one of DCEP: 200 ms without a retransmission.
  assert.ok(stage.world.now - at < 300, `${stage.world.now - at} ms`);
  stage.close();
});

for (const wrong of ['offerer', 'answerer'] as const) {
  test(`a certificate that the ${wrong} did not expect ends DTLS on both sides, and no channel opens`, () => {
    const stage = new Stage();
    stage[wrong].fingerprints = [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => '00').join(':') }];
    stage.offerer.createChannel({ label: 'chat' });
    stage.signalling.negotiate();
    stage.until(() => stage[wrong].dtls === 'failed', 5000, 'not failed');
    assert.equal(stage[wrong].errors[0]?.layer, 'dtls');
    stage.until(() => stage.peers.every(peer => peer.dtls === 'failed'), 5000, 'the other side was not told');
    stage.world.advance(5000);
    for (const peer of stage.peers) {
      assert.equal(peer.channels.size, 0);
      assert.equal(peer.sctp, 'closed');
    }
    stage.close();
  });
}
