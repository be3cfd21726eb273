/** Creating descriptions: when it is allowed, and what the offer contains. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pair } from '../connections.ts';

test('an offer has a data section once a channel was made', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  const before = await pair.wait(connection.createOffer());
  assert.equal(before.type, 'offer');
  assert.doesNotMatch(before.sdp, /^m=/m);
  connection.createDataChannel('x');
  const after = await pair.wait(connection.createOffer());
  assert.match(after.sdp, /^m=application .* UDP\/DTLS\/SCTP webrtc-datachannel/m);
  assert.equal((await pair.wait(connection.createOffer())).sdp, after.sdp);
  await pair.close();
});

test('alwaysNegotiateDataChannels has data in the first section, and channels need no other negotiation', async () => {
  const pair = new Pair(1, { alwaysNegotiateDataChannels: true });
  const { connection } = pair.a;
  assert.equal(connection.getConfiguration().alwaysNegotiateDataChannels, true);
  connection.addTransceiver('audio');
  const { sdp } = await pair.wait(connection.createOffer());
  assert.deepEqual(
    [...sdp.matchAll(/^m=(\S+)/gm)].map(([, kind]) => kind),
    ['application', 'audio'],
  );
  await pair.negotiate();
  let needed = 0;
  connection.onnegotiationneeded = () => void needed++;
  const channel = connection.createDataChannel('later');
  await pair.until(() => channel.readyState === 'open');
  assert.equal(needed, 0);
  await pair.close();
});

test('iceRestart draws new credentials', async () => {
  const pair = new Pair();
  await pair.connect();
  const ufrag = (sdp: string): string | undefined => /a=ice-ufrag:(\S+)/.exec(sdp)?.[1];
  const same = await pair.wait(pair.a.connection.createOffer());
  const other = await pair.wait(pair.a.connection.createOffer({ iceRestart: true }));
  assert.equal(ufrag(same.sdp), ufrag(pair.a.connection.localDescription?.sdp ?? ''));
  assert.notEqual(ufrag(other.sdp), ufrag(same.sdp));
  await pair.close();
});

test('an offer or an answer at the wrong time is refused in the same turn', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  await assert.rejects(connection.createAnswer(), { name: 'InvalidStateError' });
  await pair.wait(connection.setRemoteDescription(await pair.wait(pair.b.connection.createOffer())));
  await assert.rejects(connection.createOffer(), { name: 'InvalidStateError' });
  assert.equal((await pair.wait(connection.createAnswer())).type, 'answer');
  await pair.close();
});
