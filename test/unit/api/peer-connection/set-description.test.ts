/** Setting descriptions: states, implicit forms, rollback, refusals. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RTCError } from '../../../../src/api/rtc-error.ts';
import { Pair } from '../connections.ts';

test('local and remote descriptions on one chain do not race', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  connection.createDataChannel('x');
  const offer = await pair.wait(connection.createOffer());
  await pair.wait(Promise.all([connection.setLocalDescription(offer), connection.setRemoteDescription(offer)]));
  assert.deepEqual(
    pair.a.log.filter(line => line.startsWith('signaling')),
    ['signalingState have-local-offer', 'signalingState stable', 'signalingState have-remote-offer'],
  );
  await pair.close();
});

test('what was not created is refused, and so is what does not fit the state', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  connection.createDataChannel('x');
  const { sdp } = await pair.wait(connection.createOffer());
  const refuses = (promise: Promise<void>, name: string) => assert.rejects(pair.wait(promise), { name });
  await refuses(connection.setLocalDescription({ type: 'offer', sdp: `${sdp}a=x\r\n` }), 'InvalidModificationError');
  for (const type of ['answer', 'pranswer'] as const) {
    // What was created is looked at first, then the state.
    await refuses(connection.setLocalDescription({ type, sdp }), 'InvalidModificationError');
    await refuses(connection.setLocalDescription({ type }), 'InvalidStateError');
  }
  await refuses(connection.setRemoteDescription({ type: 'answer', sdp }), 'InvalidStateError');
  await refuses(connection.setLocalDescription({ type: 'rollback' }), 'InvalidStateError');
  assert.equal(connection.signalingState, 'stable');
  await pair.close();
});

test('text that cannot be parsed names its line', async () => {
  const pair = new Pair();
  await assert.rejects(
    pair.wait(pair.a.connection.setRemoteDescription({ type: 'offer', sdp: 'v=0\r\nnonsense\r\n' })),
    (error: unknown) => {
      assert.ok(error instanceof RTCError);
      assert.deepEqual([error.errorDetail, error.sdpLineNumber], ['sdp-syntax-error', 2]);
      return true;
    },
  );
  await pair.close();
});

test('the implicit form uses the offer that was created, if it is still true', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  const empty = await pair.wait(connection.createOffer());
  connection.createDataChannel('x');
  await pair.wait(connection.setLocalDescription());
  assert.notEqual(connection.pendingLocalDescription?.sdp, empty.sdp);
  await pair.wait(connection.setLocalDescription({ type: 'rollback' }));
  const offer = await pair.wait(connection.createOffer());
  await pair.wait(connection.setLocalDescription());
  assert.equal(connection.pendingLocalDescription?.sdp, offer.sdp);
  await pair.close();
});

test('an offer that is rolled back leaves nothing behind', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  const channel = connection.createDataChannel('x');
  await pair.wait(connection.setLocalDescription());
  await pair.until(() => connection.iceGatheringState === 'complete');
  assert.equal(pair.a.host.socketCount, 1);
  await pair.wait(connection.setLocalDescription({ type: 'rollback' }));
  await pair.until(() => connection.iceGatheringState === 'new');
  await pair.world.pass(1000);
  assert.deepEqual(
    [connection.localDescription, connection.sctp, connection.signalingState, channel.readyState],
    [null, null, 'stable', 'connecting'],
  );
  assert.equal(pair.a.host.socketCount, 0);
  await pair.negotiate();
  await pair.until(() => channel.readyState === 'open');
  await pair.close();
});

test('a restart that is rolled back changes no gathering state, and the old path carries on', async () => {
  const pair = new Pair();
  const [near, far] = await pair.connect();
  const { connection } = pair.a;
  const before = connection.localDescription?.sdp;
  await pair.wait(connection.setLocalDescription(await pair.wait(connection.createOffer({ iceRestart: true }))));
  await pair.until(() => connection.iceGatheringState === 'complete');
  await pair.world.pass(100);
  pair.a.log.length = 0;
  await pair.wait(connection.setLocalDescription({ type: 'rollback' }));
  await pair.world.pass(3000);
  assert.deepEqual(
    pair.a.log.filter(line => line.startsWith('iceGathering')),
    [],
  );
  assert.equal(connection.localDescription?.sdp, before);
  let got = '';
  far.onmessage = ({ data }) => {
    got = data;
  };
  near.send('still here');
  await pair.until(() => got !== '');
  await pair.close();
});

test('a provisional answer connects already', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  const channel = a.createDataChannel('x');
  await pair.wait(a.setLocalDescription());
  await pair.until(() => a.iceGatheringState === 'complete');
  await pair.wait(b.setRemoteDescription(a.localDescription as never));
  const answer = await pair.wait(b.createAnswer());
  await pair.wait(b.setLocalDescription({ type: 'pranswer', sdp: answer.sdp }));
  assert.equal(b.signalingState, 'have-local-pranswer');
  await pair.until(() => b.iceGatheringState === 'complete');
  await pair.wait(a.setRemoteDescription({ type: 'pranswer', sdp: b.localDescription?.sdp ?? '' }));
  assert.equal(a.signalingState, 'have-remote-pranswer');
  await pair.until(() => channel.readyState === 'open');
  await pair.close();
});

test('a connection that is its own peer can renegotiate: each of its offers restarts ICE', async () => {
  const pair = new Pair();
  const { connection } = pair.a;
  connection.createDataChannel('x');
  for (let i = 0; i < 3; i++) {
    await pair.wait(connection.setRemoteDescription(await pair.wait(connection.createOffer())));
    await pair.wait(connection.setLocalDescription(await pair.wait(connection.createAnswer())));
  }
  assert.equal(connection.signalingState, 'stable');
  await pair.close();
});
