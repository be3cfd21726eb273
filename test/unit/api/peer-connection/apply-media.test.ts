/** What descriptions do to transceivers: associated, agreed, rolled back, pruned; with the order of events. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RTCPeerConnection } from '../../../../src/api/rtc-peer-connection.ts';
import { RTCRtpReceiver } from '../../../../src/api/rtc-rtp-receiver.ts';
import { senderSlots } from '../../../../src/api/rtc-rtp-sender.ts';
import type { RTCRtpTransceiver } from '../../../../src/api/rtc-rtp-transceiver.ts';
import { MediaStream } from '../../../../src/media/media-stream.ts';
import { Pair } from '../connections.ts';
import { audioSource, connected, onlyTransceiver, videoPair, videoSource, writeAudio } from '../media.ts';

const described = (pair: Pair, from: 'a' | 'b') => pair[from].connection.localDescription as never;

test('mids, transports and directions come with the descriptions', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  const near = a.addTransceiver(videoSource(pair.a).track);
  assert.deepEqual([near.mid, near.sender.transport, near.receiver.transport], [null, null, null]);
  await pair.wait(a.setLocalDescription());
  assert.deepEqual([near.mid, near.currentDirection], ['0', null]);
  assert.ok(near.sender.transport !== null && near.sender.transport === near.receiver.transport);
  assert.ok(near.receiver.getParameters().codecs.length > 0);
  await pair.wait(b.setRemoteDescription(described(pair, 'a')));
  const far = onlyTransceiver(b);
  assert.deepEqual([far.mid, far.direction, far.currentDirection], ['0', 'recvonly', null]);
  assert.equal(far.sender.getParameters().codecs.length, 0);
  await pair.wait(b.setLocalDescription());
  assert.deepEqual([far.currentDirection, far.receiver.transport?.state], ['recvonly', 'new']);
  await pair.wait(a.setRemoteDescription(described(pair, 'b')));
  assert.deepEqual([near.direction, near.currentDirection], ['sendrecv', 'sendonly']);
  const { codecs, headerExtensions, rtcp } = near.sender.getParameters();
  assert.ok(codecs.length > 0 && headerExtensions.length > 0);
  assert.ok(rtcp.cname !== undefined && rtcp.reducedSize === true);
  // What is not received has no codecs.
  assert.equal(near.receiver.getParameters().codecs.length, 0);
  await pair.close();
});

test('signalingstatechange comes before mute, removetrack, addtrack and track', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  const streams = [new MediaStream(), new MediaStream()] as const;
  const sender = a.addTrack(videoSource(pair.a).track, streams[0]);
  const log: string[] = [];
  b.onsignalingstatechange = () => void log.push(b.signalingState);
  b.ontrack = ({ track, streams: [stream] }) => {
    log.push(`track in ${stream?.id === streams[0].id ? 'first' : 'second'}`);
    if (stream === undefined || log.includes('listening')) return;
    log.push('listening');
    assert.deepEqual(stream.getTracks(), [track]);
    stream.onremovetrack = () => void log.push('removetrack');
  };
  await pair.negotiate();
  sender.setStreams(streams[1]);
  await pair.wait(a.setLocalDescription());
  const applied = b.setRemoteDescription(described(pair, 'a')).then(() => void log.push('applied'));
  await pair.wait(applied);
  assert.deepEqual(log, [
    'have-remote-offer',
    'track in first',
    'listening',
    'stable',
    'have-remote-offer',
    'removetrack',
    'track in second',
    'applied',
  ]);
  await pair.close();
});

test('a track that is not sent any more leaves its streams; the same transceiver brings it back', async () => {
  const { pair } = await videoPair();
  const [near, far] = [onlyTransceiver(pair.a.connection), onlyTransceiver(pair.b.connection)];
  pair.b.log.length = 0;
  near.direction = 'inactive';
  await pair.negotiate();
  assert.deepEqual([near.currentDirection, far.currentDirection], ['inactive', 'inactive']);
  near.direction = 'sendrecv';
  await pair.negotiate();
  assert.equal(far.currentDirection, 'recvonly');
  assert.deepEqual(
    pair.b.log.filter(line => line === 'track'),
    ['track'],
  );
  await pair.close();
});

test('nothing is sent any more in a section that our answer rejects', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  const [near, source] = [audioSource(pair.a), audioSource(pair.b)];
  a.addTrack(near.track);
  a.createDataChannel('keeps the transport');
  b.addTrack(source.track);
  await connected(pair);
  const far = b.getTransceivers()[0] as RTCRtpTransceiver;
  const sent = (): number | undefined => senderSlots(far.sender).flow.handle?.statistics[0]?.packetsSent;
  writeAudio(source);
  assert.equal(sent(), 1);
  const only = (connection: RTCPeerConnection, mimeType: string): void =>
    connection
      .getTransceivers()[0]
      ?.setCodecPreferences(
        RTCRtpReceiver.getCapabilities('audio')?.codecs.filter(one => one.mimeType === mimeType) ?? [],
      );
  only(a, 'audio/PCMU');
  only(b, 'audio/PCMA');
  await pair.wait(a.setLocalDescription());
  await pair.wait(b.setRemoteDescription(described(pair, 'a')));
  await pair.wait(b.setLocalDescription());
  assert.match(b.localDescription?.sdp ?? '', /^m=audio 0 /m);
  assert.equal(far.currentDirection, 'inactive');
  writeAudio(source, 20_000);
  assert.equal(sent(), 1);
  await pair.close();
});

test('rolling back an offer of the peer takes its transceivers away, unless a track of ours is in one', async () => {
  for (const withTrack of [false, true]) {
    const pair = new Pair();
    const [a, b] = [pair.a.connection, pair.b.connection];
    a.addTrack(audioSource(pair.a).track, new MediaStream());
    const offer = await pair.wait(a.createOffer());
    await pair.wait(b.setRemoteDescription(offer));
    const transceiver = onlyTransceiver(b);
    assert.equal(transceiver.mid, '0');
    if (withTrack) assert.equal(b.addTrack(audioSource(pair.b).track), transceiver.sender);
    await pair.wait(b.setRemoteDescription({ type: 'rollback' }));
    assert.deepEqual([transceiver.mid, transceiver.sender.transport], [null, null]);
    assert.deepEqual(b.getTransceivers(), withTrack ? [transceiver] : []);
    assert.equal(transceiver.direction, withTrack ? 'sendrecv' : 'stopped');
    await pair.close();
  }
});

test('rolling back an offer of ours returns to what was agreed', async () => {
  const { pair } = await videoPair();
  const { connection } = pair.a;
  const first = onlyTransceiver(connection);
  const second = connection.addTransceiver('audio');
  await pair.wait(connection.setLocalDescription());
  assert.equal(second.mid, '1');
  await pair.wait(connection.setLocalDescription({ type: 'rollback' }));
  assert.deepEqual([first.mid, second.mid, second.sender.transport], ['0', null, null]);
  assert.deepEqual(connection.getTransceivers(), [first, second]);
  assert.equal(first.currentDirection, 'sendonly');
  await pair.close();
});

test('an offer that crosses ours wins when we are polite, and ours comes after', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  a.addTrack(audioSource(pair.a).track);
  b.addTrack(audioSource(pair.b).track);
  await pair.wait(Promise.all([a.setLocalDescription(), b.setLocalDescription()]));
  await pair.wait(a.setRemoteDescription(described(pair, 'b')));
  await pair.wait(a.setLocalDescription());
  await pair.wait(b.setRemoteDescription(described(pair, 'a')));
  // addTrack's transceiver took the peer's section.
  assert.deepEqual(
    [onlyTransceiver(a).currentDirection, onlyTransceiver(b).currentDirection],
    ['sendrecv', 'sendrecv'],
  );
  await pair.close();
});

test('simulcast: the layers that the peer does not want are given up', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  const sendEncodings = [{ rid: 'q' }, { rid: 'h' }, { rid: 'f' }];
  const near = a.addTransceiver(videoSource(pair.a).track, { sendEncodings });
  const rids = (): unknown[] => near.sender.getParameters().encodings.map(({ rid }) => rid);
  await pair.wait(a.setLocalDescription());
  await pair.wait(b.setRemoteDescription(described(pair, 'a')));
  await pair.wait(b.setLocalDescription());
  const { sdp } = b.localDescription as { sdp: string };
  assert.match(sdp, /a=simulcast:recv q;h;f/);
  const fewer = sdp.replace('recv q;h;f', 'recv q;f').replace('a=rid:h recv\r\n', '');
  await pair.wait(a.setRemoteDescription({ type: 'answer', sdp: fewer }));
  assert.deepEqual(rids(), ['q', 'f']);
  await pair.close();
});

test('a rejected section stops its transceiver', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  a.addTransceiver('video');
  const near = a.addTransceiver('audio');
  await pair.wait(a.setLocalDescription());
  await pair.wait(b.setRemoteDescription(described(pair, 'a')));
  const { sdp } = await pair.wait(b.createAnswer());
  const rejecting = sdp.replace('BUNDLE 0 1', 'BUNDLE 0').replace(/m=audio \d+/, 'm=audio 0');
  await pair.wait(a.setRemoteDescription({ type: 'answer', sdp: rejecting }));
  assert.deepEqual([near.currentDirection, a.getTransceivers().length], ['stopped', 1]);
  await pair.close();
});

test('stopping before the answer makes it inactive, not rejected', async () => {
  const pair = new Pair();
  const [a, b] = [pair.a.connection, pair.b.connection];
  a.addTrack(audioSource(pair.a).track);
  await pair.wait(a.setLocalDescription());
  await pair.wait(b.setRemoteDescription(described(pair, 'a')));
  onlyTransceiver(b).stop();
  await pair.wait(b.setLocalDescription());
  await pair.wait(a.setRemoteDescription(described(pair, 'b')));
  assert.equal(onlyTransceiver(a).currentDirection, 'inactive');
  await pair.close();
});
