/** Simulcast with Chromium: three encodings in, one of them chosen and sent on; three out, from encoded sources. */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  EncodedTrackSource,
  forward,
  type MediaStreamTrack,
  playFile,
  readFrames,
  readPackets,
} from '../../src/index.ts';
import { browserUnderTest } from './harness/browser-under-test.ts';
import { makeVideo } from './harness/ffmpeg.ts';
import { look } from './harness/media-look.ts';
import type { MediaNode } from './harness/media-node.ts';
import { mediaNode } from './harness/media-node.ts';
import type { MediaPeer } from './harness/media-peer.ts';
import { mediaPeer } from './harness/media-peer.ts';
import { negotiate } from './harness/peer.ts';
import { present } from './harness/programs.ts';
import { midsAsRids, ridsAsMids } from './harness/rid-as-mid.ts';

const chromium = browserUnderTest('chromium');
after(() => chromium.close());

/** In the order in which browsers make them: the smallest first. */
const ENCODINGS = [
  { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1_500_000 },
];

/** Of the pattern: Chromium makes three encodings from 960 × 540 pixels on. */
const SCALE = 3;
const WIDTH: Readonly<Record<string, number>> = { q: 240, h: 480, f: 960 };

/** Enough to tell the pictures, and few enough for a machine that has to code each of them seven times. */
const FRAME_RATE = 10;

const SENT = {
  codec: 'video/VP8',
  direction: 'sendonly',
  encodings: ENCODINGS,
  scale: SCALE,
  frameRate: FRAME_RATE,
} as const;

test('chromium sends three encodings, node forwards the one that is chosen', { timeout: 120_000 }, async t => {
  const sender = await mediaPeer(chromium, t);
  if (sender === undefined) return;
  const incoming = await mediaNode();
  t.after(() => Promise.all([incoming.peer.close(), sender.close()]));
  await sender.open({});
  await sender.addVideo(SENT);
  await negotiate(sender, incoming.peer, { trickle: true });
  const track = await incoming.track('video');
  const widths = await Promise.all(['q', 'h', 'f'].map(rid => keyFrameWidth(track, rid)));
  assert.deepEqual(widths, Object.values(WIDTH));

  // The same browser is the viewer too, in a page of its own.
  const viewers = browserUnderTest('chromium');
  const viewer = await mediaPeer(viewers, t);
  assert.ok(viewer !== undefined);
  const outgoing = await mediaNode();
  t.after(async () => {
    await Promise.all([outgoing.peer.close(), viewer.close()]);
    await viewers.close();
  });
  await viewer.open({});
  const forwarder = forward(track, { rid: 'h' });
  outgoing.connection.addTrack(forwarder.track);
  await negotiate(outgoing.peer, viewer, { trickle: true });
  await viewer.observe(2_000);
  for (const rid of ['h', 'q', 'f']) {
    forwarder.switchTo(rid);
    // A key frame of this encoding has to come.
    await viewer.observe(2_500);
    await look(t, viewer, {
      milliseconds: 2_000,
      pictures: 10,
      content: seen => {
        const told = `${rid}: ${JSON.stringify(seen)}`;
        assert.equal(forwarder.rid, rid, told);
        assert.ok(seen.illegible <= seen.pictures * 0.05, told);
        assert.ok((seen.colourError ?? 255) < 20, told);
      },
      pace: seen => {
        const told = `${rid}: ${JSON.stringify(seen)}`;
        assert.equal(seen.width, WIDTH[rid], told);
        assert.ok(seen.pictures >= 10, told);
      },
    });
  }
});

test('node sends three encodings to a node that takes them', { timeout: 60_000 }, async t => {
  const theirs = await mediaPeer(chromium, t);
  if (theirs === undefined) return;
  const ours = await mediaNode();
  const relay = await mediaNode();
  t.after(() => Promise.all([ours.peer.close(), relay.peer.close(), theirs.close()]));
  await theirs.open({});
  await theirs.addVideo(SENT);
  await negotiate(theirs, relay.peer, { trickle: true });
  const track = await relay.track('video');
  await keyFrameWidth(track, 'f');

  // What Chromium encoded is written, layer by layer, as any encoder's output would be.
  const source = new EncodedTrackSource({ kind: 'video', codec: 'video/VP8', rids: ['q', 'h', 'f'] });
  const { sender } = ours.connection.addTransceiver(source.track, {
    direction: 'sendonly',
    sendEncodings: ENCODINGS.map(({ rid }) => ({ rid })),
  });
  const sfu = await mediaNode();
  t.after(() => sfu.peer.close());
  await answerAsSfu(ours, sfu);
  const copying = ['q', 'h', 'f'].map(rid => copy(track, rid, source, rid));
  t.after(() => {
    for (const stop of copying) stop();
  });
  const received = await sfu.track('video');
  assert.deepEqual(await Promise.all(['q', 'h', 'f'].map(rid => keyFrameWidth(received, rid))), Object.values(WIDTH));
  const packets = await Promise.all(['q', 'h', 'f'].map(rid => firstPackets(received, rid)));
  assert.equal(new Set(packets.map(({ ssrc }) => ssrc)).size, 3);
  assert.deepEqual(
    sender.getParameters().encodings.map(({ rid }) => rid),
    ['q', 'h', 'f'],
  );
});

test('node sends three encodings to a browser whose signalling receives simulcast', { timeout: 120_000 }, async t => {
  if (!present(t, 'ffmpeg')) return;
  const theirs = await mediaPeer(chromium, t);
  if (theirs === undefined) return;
  const ours = await mediaNode();
  t.after(() => Promise.all([ours.peer.close(), theirs.close()]));
  const source = new EncodedTrackSource({ kind: 'video', codec: 'video/VP8', rids: ['q', 'h', 'f'] });
  const { sender } = await offerToBrowser(ours, theirs, source.track);
  const files = await Promise.all(['q', 'h', 'f'].map(rid => patternOfWidth(WIDTH[rid] as number)));
  for (const [i, rid] of ['q', 'h', 'f'].entries()) {
    const player = playFile(files[i] as Uint8Array, { loop: true });
    t.after(() => player.stop());
    t.after(copy(player.track, undefined, source, rid));
  }
  await theirs.observe(3_000);
  await grown(theirs, ['q', 'h', 'f'], await received(theirs));
  const widths = [...(await received(theirs))].map(([rid, { width }]) => [rid, width]);
  assert.deepEqual(Object.fromEntries(widths), WIDTH);
  await look(t, theirs, {
    milliseconds: 1_000,
    pictures: 6,
    content: seen => {
      assert.ok(seen.illegible === 0 && (seen.colourError ?? 255) < 20, JSON.stringify(seen));
    },
    pace: seen => assert.ok(seen.pictures > 5, JSON.stringify(seen)),
  });

  // The application's choice of what to send is what the browser gets.
  const parameters = sender.getParameters();
  assert.deepEqual(
    parameters.encodings.map(({ rid }) => rid),
    ['q', 'h', 'f'],
  );
  const [, half] = parameters.encodings;
  assert.ok(half !== undefined);
  half.active = false;
  await sender.setParameters(parameters);
  await theirs.observe(500);
  const before = await received(theirs);
  const then = await grown(theirs, ['q', 'f'], before);
  const halves = (then.get('h')?.frames ?? 0) - (before.get('h')?.frames ?? 0);
  assert.ok(halves < 3, `${halves} frames of an encoding that is not active`);
});

/** Offers three rids to a browser, and takes its answer as that of one who receives them. */
async function offerToBrowser(
  ours: MediaNode,
  theirs: MediaPeer,
  track: MediaStreamTrack,
): Promise<ReturnType<MediaNode['connection']['addTransceiver']>> {
  await theirs.open({});
  const transceiver = ours.connection.addTransceiver(track, {
    direction: 'sendonly',
    sendEncodings: ENCODINGS.map(({ rid }) => ({ rid })),
  });
  const offer = await ours.peer.describe(false);
  await theirs.accept({ ...offer, sdp: ridsAsMids(offer.sdp) });
  const answer = await theirs.describe(false);
  const sdp = midsAsRids(answer.sdp, transceiver.mid ?? '');
  assert.match(sdp, /^a=simulcast:recv q;h;f\r$/m);
  await ours.peer.accept({ ...answer, sdp });
  await Promise.all([ours.peer.connected(), theirs.connected()]);
  return transceiver;
}

/** A few seconds of the pattern, enlarged, with a key frame in each. */
function patternOfWidth(width: number): Promise<Uint8Array> {
  const codec = [
    '-c:v',
    'libvpx',
    '-deadline',
    'realtime',
    '-cpu-used',
    '16',
    '-lag-in-frames',
    '0',
    '-g',
    `${FRAME_RATE}`,
  ];
  return makeVideo({
    firstNumber: 1,
    frames: 3 * FRAME_RATE,
    frameRate: FRAME_RATE,
    encoding: ['-vf', `scale=${width}:-2:flags=neighbor`, ...codec, '-b:v', `${width * 2}k`, '-f', 'ivf'],
  });
}

/** What the browser has decoded, by the MID that it takes an encoding's RID for. */
type Decoded = ReadonlyMap<string, { frames: number; width: number }>;

async function received(theirs: MediaPeer): Promise<Decoded> {
  const stats = await theirs.stats();
  return new Map(
    stats
      .filter(({ type }) => type === 'inbound-rtp')
      .map(one => [String(one['mid']), { frames: Number(one['framesDecoded']), width: Number(one['frameWidth']) }]),
  );
}

/** What the browser has decoded once it is fifteen frames more of each of these encodings; in twenty seconds at most. */
async function grown(theirs: MediaPeer, rids: readonly string[], since: Decoded): Promise<Decoded> {
  for (let looks = 20; ; looks--) {
    await theirs.observe(1_000);
    const now = await received(theirs);
    const more = rids.map(rid => (now.get(rid)?.frames ?? 0) - (since.get(rid)?.frames ?? 0));
    if (more.every(frames => frames >= 15)) return now;
    assert.ok(looks > 1, `frames of ${rids}: ${more}`);
  }
}

async function answerAsSfu(ours: MediaNode, sfu: MediaNode): Promise<void> {
  await negotiate(ours.peer, sfu.peer, { trickle: true });
  const answer = ours.connection.currentRemoteDescription?.sdp ?? '';
  assert.match(answer, /^a=simulcast:recv q;h;f\r$/m);
  for (const rid of ['q', 'h', 'f']) assert.match(answer, new RegExp(`^a=rid:${rid} recv\\r$`, 'm'));
  await ours.peer.connected();
}

/** Writes the frames of a track, of one of its layers if it has some, as a layer of the source. */
function copy(from: MediaStreamTrack, layer: string | undefined, to: EncodedTrackSource, rid: string): () => void {
  const reader = readFrames(from, layer === undefined ? {} : { rid: layer }).readable.getReader();
  void (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const { data, type, timestamp } = value;
      to.write({ data, type, timestamp: timestamp ?? 0 }, { rid });
    }
  })().catch(() => {});
  return () => void reader.cancel();
}

/** The width that the first key frame of a layer states (RFC 6386 §9.1: 14 bits after the start code). */
async function keyFrameWidth(track: MediaStreamTrack, rid: string): Promise<number> {
  const reader = readFrames(track, { rid }).readable.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  assert.ok(value !== undefined && value.type === 'key');
  return ((value.data[6] as number) | ((value.data[7] as number) << 8)) & 0x3fff;
}

async function firstPackets(track: MediaStreamTrack, rid: string): Promise<{ ssrc: number }> {
  const reader = readPackets(track, { rid }).readable.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  assert.ok(value !== undefined);
  return { ssrc: value.ssrc };
}
