/** ICE restarts while data flows: no byte is lost, DTLS and SCTP are not told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Channel } from '../../../src/datachannel/index.ts';
import { Stage } from '../stage.ts';

for (const initiator of ['offerer', 'answerer'] as const) {
  test(`three restarts by the ${initiator} in mid-transfer lose nothing`, () => {
    const stage = new Stage({ link: { delay: 30, loss: 0.02, jitter: 5 } });
    stage.connect();
    const channel = stage.offerer.channels.get('chat') as Channel;
    const message = new Uint8Array(16_384);
    let bytes = 0;
    let count = 0;
    let expected = 0;
    stage.answerer.onMessage = ({ data }) => {
      assert.equal(data[0], expected++ & 0xff);
      bytes += data.length;
    };
    const target = 4 * 1024 * 1024;
    for (; count * message.length < target; count++) {
      const copy = message.slice();
      copy[0] = count & 0xff;
      assert.ok(stage.offerer.transport.send(channel, copy, false));
    }
    for (const share of [0.2, 0.4, 0.6]) {
      stage.until(() => bytes > target * share, 600_000, 'stalled');
      const changes = stage.peers.map(peer => peer.transport.counters.selectedCandidatePairChanges);
      stage.signalling.restart(stage[initiator]);
      stage.until(
        () =>
          stage.peers.every((peer, i) => peer.transport.counters.selectedCandidatePairChanges > (changes[i] as number)),
        30_000,
        'the restart did not end',
      );
    }
    stage.until(() => bytes === target, 600_000, 'stalled');
    for (const peer of stage.peers) {
      assert.equal(peer.told.filter(what => what === 'dtls connecting').length, 1);
      assert.equal(peer.told.filter(what => what === 'sctp connected').length, 1);
    }
    stage.close();
  });
}

test('both sides restarting at once still connect', () => {
  const stage = new Stage();
  stage.connect();
  stage.signalling.restart(stage.offerer);
  stage.world.advance(3000);
  stage.signalling.restart(stage.answerer);
  stage.world.advance(3000);
  stage.chat();
  stage.close();
});
