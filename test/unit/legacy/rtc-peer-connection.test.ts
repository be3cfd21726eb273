/** The legacy connection in virtual time: streams, callbacks with and without an error's, DTMF, updateIce. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MediaStreamEvent } from '../../../src/legacy/media-stream-event.ts';
import { RTCPeerConnection } from '../../../src/legacy/rtc-peer-connection.ts';
import { MediaStream } from '../../../src/media/index.ts';
import { audioStream, LegacyPair } from './connections.ts';

test('a stream comes once, whatever the number of its tracks, and goes', async () => {
  const pair = new LegacyPair();
  const log: string[] = [];
  pair.b.onaddstream = event => {
    assert.ok(event instanceof MediaStreamEvent);
    log.push(`add ${event.stream?.id} ${event.stream?.getTracks().length}`);
  };
  pair.b.addEventListener('removestream', event => {
    log.push(`remove ${(event as MediaStreamEvent).stream?.id}`);
  });
  pair.b.addEventListener('track', () => void log.push('track'));
  const stream = audioStream(2);
  pair.a.addStream(stream);
  pair.a.addStream(stream);
  assert.equal(pair.a.getSenders().length, 2);
  await pair.negotiate();
  assert.deepEqual(log, [`add ${stream.id} 2`, 'track', 'track']);
  assert.deepEqual(
    pair.b.getRemoteStreams().map(({ id }) => id),
    [stream.id],
  );
  assert.equal(pair.b.getStreamById(stream.id), pair.b.getRemoteStreams()[0]);
  assert.deepEqual(pair.b.getLocalStreams(), []);
  log.length = 0;
  pair.a.removeStream(stream);
  await pair.negotiate();
  assert.deepEqual(log, [`remove ${stream.id}`]);
  assert.deepEqual(pair.b.getRemoteStreams(), []);
  assert.equal(pair.b.getStreamById(stream.id), null);
  pair.a.addStream(stream);
  await pair.negotiate();
  assert.deepEqual(log.slice(1), [`add ${stream.id} 2`, 'track', 'track']);
  await pair.close();
});

test('local streams are those that were added, as streams or with tracks', () => {
  const pair = new LegacyPair();
  const [one, two, three] = [audioStream(), audioStream(), audioStream()];
  pair.a.addStream(one);
  pair.a.addTrack(two.getTracks()[0] as never, two);
  pair.a.addTransceiver('video', { streams: [three] });
  assert.deepEqual(pair.a.getLocalStreams(), [one, two, three]);
  assert.equal(pair.a.getStreamById(two.id), two);
  pair.a.removeStream(one);
  pair.a.removeStream(one);
  assert.deepEqual(pair.a.getLocalStreams(), [two, three]);
  assert.equal(pair.a.getSenders()[0]?.track, null);
  assert.throws(() => pair.a.addStream({} as never), TypeError);
});

test('callbacks carry a whole call, with and without one for errors', async () => {
  const pair = new LegacyPair();
  const { a, b } = pair;
  a.addStream(audioStream());
  a.onicecandidate = ({ candidate }) => {
    if (candidate !== null && b.remoteDescription !== null) void b.addIceCandidate(candidate, () => {});
  };
  b.onicecandidate = ({ candidate }) => {
    if (candidate !== null && a.remoteDescription !== null) void a.addIceCandidate(candidate, () => {});
  };
  let heard: MediaStream | null = null;
  b.onaddstream = ({ stream }) => {
    heard = stream;
  };
  const fail = (error: DOMException): void => assert.fail(String(error));
  void a.createOffer(offer => {
    void a.setLocalDescription(offer, () => {
      void b.setRemoteDescription(offer, () => {
        void b.createAnswer(answer => {
          void b.setLocalDescription(answer, () => void a.setRemoteDescription(answer, () => {}, fail), fail);
        });
      });
    });
  });
  await pair.until(() => a.connectionState === 'connected' && b.connectionState === 'connected');
  assert.ok(heard);
  let refused: DOMException | undefined;
  void a.setRemoteDescription({ type: 'answer', sdp: 'nonsense' }, assert.fail, error => {
    refused = error;
  });
  await pair.until(() => refused !== undefined);
  assert.ok(refused instanceof DOMException);
  await pair.close();
});

test('constraints ask for media to be received', async () => {
  const pair = new LegacyPair();
  const mandatory = { OfferToReceiveAudio: true, OfferToReceiveVideo: false };
  const offer = await pair.wait(pair.a.createOffer({ mandatory, optional: [] }));
  assert.match(offer.sdp, /^m=audio /m);
  assert.doesNotMatch(offer.sdp, /^m=video /m);
  let sdp = '';
  void pair.a.createOffer(
    description => {
      sdp = description.sdp;
    },
    assert.fail,
    { optional: [{ OfferToReceiveVideo: true }] },
  );
  await pair.until(() => sdp !== '');
  assert.match(sdp, /^m=video /m);
});

test('keys are sent with a track that is sent', () => {
  const pair = new LegacyPair();
  const stream = audioStream();
  const track = stream.getTracks()[0] as never;
  assert.throws(() => pair.a.createDTMFSender(track), { name: 'InvalidAccessError' });
  pair.a.addStream(stream);
  assert.equal(pair.a.createDTMFSender(track), pair.a.getSenders()[0]?.dtmf);
});

test('updateIce changes the configuration and starts ICE over', async () => {
  const pair = new LegacyPair({ rtcpMuxPolicy: 'negotiate' });
  pair.a.addStream(audioStream());
  await pair.negotiate();
  const before = pair.a.localDescription?.sdp.match(/^a=ice-ufrag:.*$/m)?.[0];
  pair.a.updateIce({ iceServers: [{ url: 'stun:192.0.2.9' }] }, { mandatory: { IceTransports: 'relay' } });
  assert.equal(pair.a.getConfiguration().iceTransportPolicy, 'relay');
  assert.deepEqual(pair.a.getConfiguration().iceServers, [{ urls: 'stun:192.0.2.9' }]);
  const offer = await pair.wait(pair.a.createOffer());
  assert.notEqual(offer.sdp.match(/^a=ice-ufrag:.*$/m)?.[0], before);
  await pair.close();
});

test('the second argument is of the time', () => {
  const connection = new RTCPeerConnection({}, { optional: [{ DtlsSrtpKeyAgreement: true }] });
  assert.equal(connection.signalingState, 'stable');
  assert.equal(Object.prototype.toString.call(connection), '[object RTCPeerConnection]');
  connection.close();
});
