/** Media over bad links: loss and its repair, key frames, reordering, media before its keys, forwarding, simulcast, the end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audioSection, Camera, receiveParameters, Screen, sendParameters, videoSection } from '../media.ts';
import { Peer, Signalling } from '../peers.ts';
import { Stage } from '../stage.ts';

/** Encoded pictures arrive whole, in order, none twice; every delta follows the picture before it or a key frame. */
function assertDecodable(screen: Screen): void {
  let last = -1;
  for (const { number, key } of screen.shown) {
    assert.ok(number > last, `picture ${number} after ${last}`);
    assert.ok(key || number === last + 1, `picture ${number} cannot be decoded after ${last}`);
    last = number;
  }
}

test('30 s of video over 5 % loss and 50 ms: RTX restores it, no freeze over a second, nothing grows', () => {
  for (const seed of [1, 2, 3]) {
    const stage = new Stage({ seed, link: { delay: 50, loss: 0.05 } });
    const camera = new Camera(stage.offerer);
    const screen = new Screen(stage.answerer);
    stage.connect();
    camera.start();
    stage.world.advance(1000);
    const from = stage.world.now;
    stage.world.advance(30_000);
    const to = stage.world.now;
    camera.stop();
    stage.world.advance(1000);
    assertDecodable(screen);
    const freeze = screen.longestFreeze(from, to);
    assert.ok(freeze <= 1000, `seed ${seed}: a freeze of ${freeze} ms`);
    assert.ok(screen.shown.length > camera.framesSent * 0.97, `seed ${seed}: ${screen.shown.length} pictures`);
    assert.ok(screen.recovered > 50, `seed ${seed}: ${screen.recovered} packets by RTX`);
    const [sent] = camera.handle.statistics;
    assert.ok(sent !== undefined && sent.remote !== undefined);
    assert.ok(sent.nackCount > 0);
    assert.ok(sent.retransmittedPacketsSent > 50);
    assert.ok(sent.retransmittedPacketsSent < sent.packetsSent * 0.15, `${sent.retransmittedPacketsSent} sent again`);
    assert.equal(sent.framesSent, camera.framesSent);
    assert.equal(sent.keyFramesSent, camera.keyFramesSent);
    assert.ok(Math.abs((sent.remote.roundTripTime ?? 0) - 100) < 10, `${sent.remote.roundTripTime} ms`);
    assert.ok(sent.remote.roundTripTimeMeasurements > 5);
    assert.ok(sent.remote.packetsLost > 0);
    stage.close();
  }
});

test('a perfect link needs no repair, and every picture is shown', () => {
  const stage = new Stage({ link: { delay: 20 } });
  const camera = new Camera(stage.offerer);
  const screen = new Screen(stage.answerer);
  stage.connect();
  camera.start();
  stage.world.advance(10_000);
  camera.stop();
  stage.world.advance(500);
  assertDecodable(screen);
  assert.equal(screen.shown.length, camera.framesSent);
  assert.equal(camera.handle.statistics[0]?.retransmittedPacketsSent, 0);
  assert.equal(camera.handle.statistics[0]?.remote?.packetsLost, 0);
  assert.equal(screen.starts, 1);
  stage.close();
});

test('reordered and repeated datagrams change nothing of the pictures', () => {
  const stage = new Stage({ seed: 5, link: { delay: 30, jitter: 10, reorder: 0.1, duplicate: 0.05 } });
  const camera = new Camera(stage.offerer);
  const screen = new Screen(stage.answerer);
  stage.connect();
  camera.start();
  stage.world.advance(10_000);
  camera.stop();
  stage.world.advance(1000);
  assertDecodable(screen);
  assert.ok(screen.shown.length >= camera.framesSent - 2, `${screen.shown.length} of ${camera.framesSent}`);
  stage.close();
});

test('a request for a key frame is answered', () => {
  const stage = new Stage({ link: { delay: 50 } });
  const camera = new Camera(stage.offerer);
  const screen = new Screen(stage.answerer);
  stage.connect();
  camera.start();
  stage.world.advance(5000);
  const keys = (): number => screen.shown.filter(({ key }) => key).length;
  const before = keys();
  const asked = stage.world.now;
  screen.handle.requestKeyFrame();
  stage.until(() => keys() > before, 500, 'no key frame');
  assert.ok(stage.world.now - asked < 250, `${stage.world.now - asked} ms`);
  assert.ok((camera.handle.statistics[0]?.pliCount ?? 0) + (camera.handle.statistics[0]?.firCount ?? 0) > 0);
  stage.close();
});

test('a path that is cut for three seconds shows pictures again within one', () => {
  const stage = new Stage({ link: { delay: 30 } });
  const camera = new Camera(stage.offerer);
  const screen = new Screen(stage.answerer);
  stage.connect();
  camera.start();
  stage.world.advance(5000);
  stage.setLinks({ delay: 30, loss: 1 });
  stage.world.advance(3000);
  stage.setLinks({ delay: 30 });
  const shown = screen.shown.length;
  stage.until(() => screen.shown.length > shown, 1500, 'no picture');
  stage.world.advance(5000);
  assertDecodable(screen);
  stage.close();
});

test('what is sent before the keys are made is discarded, and a key frame begins what follows', () => {
  const stage = new Stage({ link: { delay: 100, loss: 0.2 }, seed: 9 });
  const camera = new Camera(stage.offerer);
  const screen = new Screen(stage.answerer);
  camera.start();
  stage.connect();
  // How soon depends on what of the handshakes is lost: 3 s give 22 to 145 pictures, by the seed.
  stage.until(() => screen.shown.length > 30, 10_000, 'too few pictures');
  assert.ok(camera.keyFrameRequests.length > 0);
  assertDecodable(screen);
  stage.close();
});

test('audio beside video: reports, tones, and both streams are told apart', () => {
  const stage = new Stage({ link: { delay: 20 } });
  const camera = new Camera(stage.offerer);
  const screen = new Screen(stage.answerer);
  const sender = stage.offerer.transport.createSender({ keyFrameRequested: () => {} });
  sender.configure(sendParameters(audioSection()));
  const listener = new Screen(stage.answerer, audioSection(), false);
  let spoken = 0;
  listener.onPacket = ({ codec }) => {
    if (codec.mimeType === 'audio/opus') spoken++;
  };
  stage.connect();
  camera.start();
  let packets = 0;
  const speak = (): void => {
    packets++;
    const data = new Uint8Array(60).fill(0x78);
    const timestamp = packets * 20_000;
    sender.sendFrame(0, {
      kind: 'audio',
      type: 'key',
      data,
      timestamp,
      duration: undefined,
      rtpTimestamp: undefined,
      mimeType: undefined,
    });
    if (packets < 400) stage.world.after(20, speak);
  };
  speak();
  stage.world.advance(2000);
  assert.equal(sender.sendTone('5', 100), true);
  stage.world.advance(8000);
  assert.equal(spoken, 400);
  assert.deepEqual([...new Set(listener.tones.map(({ tone }) => tone))], ['5']);
  assert.equal(listener.tones.filter(({ ended }) => ended).length, 1);
  assert.ok(screen.shown.length > 250);
  assert.ok((sender.statistics[0]?.remote?.roundTripTimeMeasurements ?? 0) > 0);
  assert.ok(listener.handle.statistics[0]?.remote !== undefined, 'no sender report');
  stage.close();
});

test('simulcast: three encodings are told apart by their RIDs, under loss and with their RTX', () => {
  const section = videoSection({
    encodings: ['q', 'h', 'f'].map((rid, index) => ({
      rid,
      ssrc: 0x1000 + index,
      rtxSsrc: 0x2000 + index,
      active: true,
      payloadType: undefined,
    })),
  });
  const stage = new Stage({ seed: 4, link: { delay: 40, loss: 0.03 } });
  const camera = new Camera(stage.offerer, section);
  const screen = new Screen(stage.answerer, section, false);
  const byRid = new Map<string, number>();
  screen.onPacket = ({ rid }) => byRid.set(rid ?? 'none', (byRid.get(rid ?? 'none') ?? 0) + 1);
  stage.connect();
  camera.start();
  stage.world.advance(10_000);
  assert.deepEqual([...byRid.keys()].toSorted(), ['f', 'h', 'q']);
  const sent = camera.handle.statistics.map(({ packetsSent, retransmittedPacketsSent, remote }) => {
    assert.ok(remote !== undefined && retransmittedPacketsSent > 0);
    return packetsSent - retransmittedPacketsSent;
  });
  for (const [index, rid] of ['q', 'h', 'f'].entries()) {
    assert.ok((byRid.get(rid) ?? 0) > (sent[index] ?? 0) * 0.98, `${rid}: ${byRid.get(rid)} of ${sent[index]}`);
  }
  screen.handle.requestKeyFrame('h');
  const requests = camera.keyFrameRequests.length;
  stage.until(() => camera.keyFrameRequests.length > requests, 1000, 'no request');
  assert.equal(camera.keyFrameRequests.at(-1)?.encoding, 1);
  stage.close();
});

test('the end of a sender is told by BYE, and so is that of a connection', () => {
  const stage = new Stage({ link: { delay: 20 } });
  const camera = new Camera(stage.offerer);
  const screen = new Screen(stage.answerer);
  const other = new Camera(stage.answerer, videoSection({ mid: '7' }));
  const otherScreen = new Screen(stage.offerer, videoSection({ mid: '7' }));
  stage.connect();
  camera.start();
  other.start();
  stage.world.advance(1000);
  camera.stop();
  camera.handle.stop();
  stage.until(() => screen.stops === 1, 200, 'no BYE of the sender');
  assert.equal(otherScreen.stops, 0);
  assert.equal(camera.handle.sendFrame(0, { ...frameless, data: new Uint8Array(20) }), false);
  stage.answerer.transport.close();
  stage.until(() => otherScreen.stops === 1, 200, 'no BYE of the connection');
  stage.close();
});

const frameless = {
  kind: 'video' as const,
  type: 'key' as const,
  timestamp: 0,
  duration: undefined,
  rtpTimestamp: undefined,
  mimeType: undefined,
};

test('forwarding A → B → C under loss on both legs: pictures whole, requests for key frames go through', () => {
  const stage = new Stage({ seed: 6, link: { delay: 20, loss: 0.02 } });
  const { world } = stage;
  // B has a second connection, to C, on hosts of their own.
  const second = new Peer(world, { role: 'controlling', ice: { servers: [] } });
  const third = new Peer(world, { role: 'controlled', ice: { servers: [] } });
  second.host.addInterface('192.0.2.3', { realm: stage.internet, up: { delay: 20, loss: 0.02 }, down: {} });
  third.host.addInterface('192.0.2.4', { realm: stage.internet, up: { delay: 20, loss: 0.02 }, down: {} });
  const signalling = new Signalling(second, third);
  const camera = new Camera(stage.offerer);
  const relayed = new Screen(stage.answerer, videoSection(), false);
  const out = videoSection({
    mid: 'out',
    encodings: [{ rid: undefined, ssrc: 0xaaaa, rtxSsrc: 0xbbbb, active: true, payloadType: undefined }],
  });
  const forwarder = second.transport.createSender({ keyFrameRequested: () => relayed.handle.requestKeyFrame() });
  forwarder.configure(sendParameters(out));
  relayed.onPacket = packet => void forwarder.sendPacket(0, packet);
  const screen = new Screen(third, out);
  second.createChannel({ label: 'chat' });
  signalling.negotiate();
  stage.connect();
  stage.until(() => third.channels.has('chat'), 10_000, 'no second connection');
  camera.start();
  world.advance(1000);
  const from = world.now;
  world.advance(20_000);
  assertDecodable(screen);
  const freeze = screen.longestFreeze(from, world.now);
  assert.ok(freeze <= 1000, `a freeze of ${freeze} ms`);
  assert.ok(screen.shown.length > camera.framesSent * 0.95, `${screen.shown.length} of ${camera.framesSent}`);
  const before = camera.keyFrameRequests.length;
  screen.handle.requestKeyFrame();
  stage.until(() => camera.keyFrameRequests.length > before, 1000, 'the request did not come through');
  second.transport.close();
  third.transport.close();
  world.advance(100);
  stage.close();
});

test('a receiver that is configured late finds its stream, with or without a=ssrc', () => {
  for (const announced of [false, true]) {
    const section = videoSection({ announced, ...(announced ? { headerExtensions: [] } : {}) });
    const stage = new Stage({ link: { delay: 20 } });
    const camera = new Camera(stage.offerer, section);
    stage.connect();
    camera.start();
    stage.world.advance(1000);
    const screen = new Screen(stage.answerer, section);
    assert.deepEqual(receiveParameters(section).rids, []);
    screen.handle.requestKeyFrame();
    stage.until(() => screen.shown.length > 10, 2000, 'no pictures');
    assertDecodable(screen);
    stage.close();
  }
});

test('a bulk transfer beside it does not stop video, nor video the transfer', () => {
  const stage = new Stage({ seed: 8, link: { delay: 20, rate: 10e6, queue: 64 * 1024 } });
  const camera = new Camera(stage.offerer);
  const screen = new Screen(stage.answerer);
  stage.connect();
  camera.start();
  stage.world.advance(1000);
  const from = stage.world.now;
  const channel = stage.offerer.channels.get('chat');
  assert.ok(channel !== undefined);
  for (let i = 0; i < 40; i++) stage.offerer.transport.send(channel, new Uint8Array(200_000), false);
  stage.until(() => stage.answerer.received.length === 40, 60_000, 'the transfer did not end');
  const to = stage.world.now;
  const freeze = screen.longestFreeze(from, to);
  assert.ok(freeze <= 1000, `a freeze of ${freeze} ms in ${to - from} ms`);
  assertDecodable(screen);
  stage.close();
});

test('media that comes before the DTLS of its receiver is done is not lost', () => {
  const stage = new Stage({ link: { delay: 40 } });
  // The server has the keys one trip before the client knows that it has: its first media overtakes its last flight.
  const camera = new Camera(stage.offerer);
  const screen = new Screen(stage.answerer);
  const lateScreen = new Screen(stage.offerer, videoSection({ mid: '7' }));
  const lateCamera = new Camera(stage.answerer, videoSection({ mid: '7' }));
  stage.setLinks({ delay: 40, reorder: 0.5, reorderDelay: 60 });
  camera.start();
  lateCamera.start();
  stage.connect();
  stage.world.advance(2000);
  for (const each of [screen, lateScreen]) {
    assert.ok(each.shown.length > 40, `${each.shown.length} pictures`);
    assertDecodable(each);
  }
  stage.close();
});
