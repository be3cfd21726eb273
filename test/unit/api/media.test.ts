/** Media from end to end, through both connections: packets and frames, simulcast, what comes back, forwarding. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pair } from './connections.ts';
import {
  audioSource,
  connected,
  keyFrame,
  listen,
  onlyTransceiver,
  videoPair,
  videoSource,
  writeAudio,
  writeKeyFrame,
} from './media.ts';

test('ontrack is muted, the first packet unmutes, frames are whole', async () => {
  const pair = new Pair();
  const source = videoSource(pair.a);
  pair.a.connection.addTrack(source.track);
  const log: string[] = [];
  const frames: { frames: number }[] = [];
  pair.b.connection.ontrack = ({ track }) => {
    log.push(track.muted ? 'muted' : 'unmuted');
    track.onunmute = () => void log.push('unmute');
    frames.push(listen(track, 'frames'));
  };
  await connected(pair);
  for (let i = 0; i < 5; i++) {
    source.write({ data: keyFrame(5000), timestamp: i * 40_000, type: 'key' });
    await pair.world.pass(40);
  }
  await pair.world.pass(500);
  assert.deepEqual([log, frames[0]?.frames], [['muted', 'unmute'], 5]);
  const [source1] = onlyTransceiver(pair.b.connection).receiver.getSynchronizationSources();
  assert.equal(typeof source1?.rtpTimestamp, 'number');
  await pair.close();
});

test('audio both ways over one transceiver', async () => {
  const pair = new Pair();
  const [near, far] = [audioSource(pair.a), audioSource(pair.b)];
  pair.a.connection.addTrack(near.track);
  pair.b.connection.addTrack(far.track);
  await connected(pair);
  const sides = [pair.a, pair.b].map(({ connection }) => listen(onlyTransceiver(connection).receiver.track, 'packets'));
  for (let i = 0; i < 10; i++) {
    writeAudio(near, i * 20_000);
    writeAudio(far, i * 20_000);
    await pair.world.pass(20);
  }
  await pair.world.pass(100);
  assert.deepEqual(
    sides.map(({ packets }) => packets),
    [10, 10],
  );
  await pair.close();
});

test('a key frame request goes back to the source', async () => {
  const { pair, source } = await videoPair();
  writeKeyFrame(source);
  await pair.world.pass(2000);
  let asked = 0;
  source.onkeyframerequest = () => void asked++;
  onlyTransceiver(pair.b.connection).receiver.requestKeyFrame();
  await pair.until(() => asked > 0, 3000);
  await pair.close();
});

test('three layers arrive as three', async () => {
  const pair = new Pair();
  const rids = ['q', 'h', 'f'];
  const source = videoSource(pair.a, rids);
  pair.a.connection.addTransceiver(source.track, { sendEncodings: rids.map(rid => ({ rid })) });
  await connected(pair);
  const { receiver } = onlyTransceiver(pair.b.connection);
  const seen = new Map<string | undefined, number>();
  const counts = listen(receiver.track, 'packets');
  for (let i = 0; i < 5; i++) {
    for (const rid of rids) source.write({ data: keyFrame(), timestamp: i * 40_000, type: 'key' }, { rid });
    await pair.world.pass(40);
  }
  await pair.world.pass(100);
  assert.equal(counts.packets, 15);
  for (const one of (await pair.wait(receiver.getStats())).values()) {
    const { type, rid, packetsReceived } = one as unknown as { type: string; rid?: string; packetsReceived: number };
    if (type === 'inbound-rtp') seen.set(rid, packetsReceived);
  }
  assert.deepEqual(Object.fromEntries(seen), { q: 5, h: 5, f: 5 });
  await pair.close();
});

test('layers go on after a pause that was negotiated', async () => {
  const pair = new Pair();
  const rids = ['q', 'f'];
  const source = videoSource(pair.a, rids);
  pair.a.connection.addTransceiver(source.track, { sendEncodings: rids.map(rid => ({ rid })) });
  await connected(pair);
  const transceiver = onlyTransceiver(pair.a.connection);
  const counts = listen(onlyTransceiver(pair.b.connection).receiver.track, 'packets');
  const write = async (from: number): Promise<void> => {
    for (let i = from; i < from + 50; i++) {
      for (const rid of rids) source.write({ data: keyFrame(), timestamp: i * 40_000, type: 'key' }, { rid });
      await pair.world.pass(40);
    }
  };
  await write(0);
  assert.equal(counts.packets, 100);
  transceiver.direction = 'inactive';
  await pair.negotiate();
  await write(50);
  assert.equal(counts.packets, 100);
  transceiver.direction = 'sendonly';
  await pair.negotiate();
  await write(100);
  assert.equal(counts.packets, 200);
  await pair.close();
});

test('what is received can be sent on from the first packet on, back to where it came from too', async () => {
  const { pair, source } = await videoPair();
  const { receiver, sender } = onlyTransceiver(pair.b.connection);
  onlyTransceiver(pair.b.connection).direction = 'sendrecv';
  await pair.wait(sender.replaceTrack(receiver.track));
  await pair.negotiate(pair.b, pair.a);
  const back = listen(onlyTransceiver(pair.a.connection).receiver.track, 'frames');
  for (let i = 0; i < 5; i++) {
    source.write({ data: keyFrame(5000), timestamp: i * 40_000, type: i === 0 ? 'key' : 'delta' });
    await pair.world.pass(40);
  }
  await pair.world.pass(500);
  assert.equal(back.frames, 5);
  await pair.close();
});
