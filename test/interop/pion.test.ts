/** Calls with pion, all of whose protocols are its own, in Go. */

import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import { EncodedTrackSource, type RTCPeerConnection, readFrames } from '../../src/index.ts';
import { counterpartPeer } from './harness/counterpart.ts';
import { callWithMedia, callWithTone } from './harness/counterpart-media.ts';
import { counterpartSuite } from './harness/counterpart-suite.ts';
import type { Peer } from './harness/peer.ts';
import { type BuiltPion, buildPion, pionLack } from './harness/pion.ts';
import { skipping } from './harness/programs.ts';
import { payload } from './page/payload.ts';

const KIB = 1024;

const skip = skipping(pionLack());
const building = skip === false ? buildPion() : Promise.reject<BuiltPion>(new Error(skip));
// Told by each test, not as a rejection of nobody's.
building.catch(() => {});
after(async () => (await building.catch(() => undefined))?.remove());

test('pion is built', { timeout: 300_000, skip }, async () => {
  await building;
});

type PionPeer = Peer & {
  returnTrack(mimeType: string): Promise<void>;
  requestKeyFrame(): Promise<void>;
  /** Waits for the first; answers how many there were. */
  pliReceived(): Promise<number>;
};

const pion = async (t: TestContext): Promise<Peer> => counterpartPeer(t, (await building).counterpart);

// pion reads into 65,535 bytes and ends a channel that brings one more, while its description, without
// max-message-size, says 65,536 (RFC 8841 §6). That is also what it sends at most.
counterpartSuite('pion', pion, {
  longestTaken: 64 * KIB - 1,
  longestSent: 64 * KIB,
  skip,
});

const TONE = 440;
const FRAMES = 50;

for (const weOffer of [true, false]) {
  const offered = `in a call that ${weOffer ? 'node' : 'pion'} offers`;

  test(`a tone by Opus, sent back by pion, is heard ${offered}`, { timeout: 60_000, skip }, async t => {
    const theirs = (await pion(t)) as PionPeer;
    const addTheirs = (): Promise<void> => theirs.returnTrack('audio/opus');
    await callWithTone(t, theirs, { weOffer, addTheirs, played: TONE, heard: TONE });
  });

  test(`VP8 frames come back whole, and PLIs arrive both ways ${offered}`, { timeout: 60_000, skip }, async t => {
    const theirs = (await pion(t)) as PionPeer;
    const source = new EncodedTrackSource({ kind: 'video', codec: 'video/VP8' });
    const addTheirs = (): Promise<void> => theirs.returnTrack('video/VP8');
    const { ours, transceiver } = await callWithMedia(t, theirs, {
      weOffer,
      addTheirs,
      track: source.track,
      codec: 'video/VP8',
    });
    const { receiver } = transceiver;

    let number = 0;
    let wanted = true;
    source.onkeyframerequest = () => {
      wanted = true;
    };
    const writing = setInterval(() => {
      source.write({ data: frame(number, wanted), type: wanted ? 'key' : 'delta', timestamp: number * 40_000 });
      wanted = false;
      number++;
    }, 40);
    t.after(() => clearInterval(writing));

    const reader = readFrames(receiver.track).readable.getReader();
    let last = -1;
    const next = async (): Promise<string> => {
      const { value } = await reader.read();
      assert.ok(value !== undefined);
      const came = numberOf(value.data);
      assert.ok(came > last, `frame ${came} after ${last}`);
      assert.deepEqual(value.data, frame(came, value.type === 'key'));
      last = came;
      return value.type;
    };
    assert.equal(await next(), 'key');
    const first = last;
    while (last < first + FRAMES) await next();

    receiver.requestKeyFrame();
    assert.ok((await theirs.pliReceived()) > 0);

    const before = await pliCount(ours.connection);
    const asked = new Promise(resolve => source.addEventListener('keyframerequest', resolve, { once: true }));
    await theirs.requestKeyFrame();
    await asked;
    assert.equal(await pliCount(ours.connection), before + 1);
    while ((await next()) !== 'key');
    await reader.cancel();
  });
}

/** RFC 6386 §9.1: the frame tag, and of a key frame start code and size; the rest follows from its number. */
function frame(number: number, isKey: boolean): Uint8Array<ArrayBuffer> {
  const size = 500 + ((number * 997) % 9_000);
  const bytes = payload(size, number + 1);
  bytes.set(isKey ? [0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0x00] : [0x11, 0, 0]);
  new DataView(bytes.buffer).setUint32(10, number);
  return bytes;
}

const numberOf = (bytes: Uint8Array): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(10);

async function pliCount(connection: RTCPeerConnection): Promise<number> {
  for (const stats of (await connection.getStats()).values() as Iterable<{ type: string; pliCount?: number }>) {
    if (stats.type === 'outbound-rtp') return stats.pliCount ?? 0;
  }
  throw new Error('no outbound-rtp');
}
