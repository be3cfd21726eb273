/** Calls with aiortc, whose ICE, SCTP, RTP and SDP are its own, in Python, and whose DTLS is OpenSSL's. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { EncodedTrackSource } from '../../src/index.ts';
import { counterpartFile, counterpartPeer } from './harness/counterpart.ts';
import { callWithMedia, callWithTone, checkHeard } from './harness/counterpart-media.ts';
import { assertSoon, counterpartSuite, type Start } from './harness/counterpart-suite.ts';
import { nodePeer } from './harness/node-peer.ts';
import { connect, type Peer } from './harness/peer.ts';
import { skipping } from './harness/programs.ts';
import { same } from './harness/suite.ts';

const KIB = 1024;

/** The one that Debian's package is for, whatever the PATH has. */
const PYTHON = process.env['PYTHON'] ?? '/usr/bin/python3';
const isInstalled = spawnSync(PYTHON, ['-c', 'import aiortc']).status === 0;
const skip = skipping(isInstalled ? undefined : 'aiortc not installed');

const aiortc: Start = t =>
  counterpartPeer(t, {
    name: 'aiortc',
    command: PYTHON,
    args: [counterpartFile('aiortc-peer.py')],
    remedy: 'it needs aiortc for Python 3, "apt-get install python3-aiortc" on Debian; PYTHON names another python3',
  });

// What aiortc takes is what it says in its description; what it sends it does not bound.
counterpartSuite('aiortc', aiortc, { longestTaken: 64 * KIB, longestSent: 256 * KIB, opensAnyLabel: false, skip });

// aiortc 1.4 writes the length of a label in characters where RFC 8832 §5.1 has bytes: what it opens is cut within one.
test('a channel whose label is not the UTF-8 that it should be is closed, and no other', {
  timeout: 60_000,
  skip,
}, async t => {
  const [theirs, ours] = [await aiortc(t), nodePeer()];
  t.after(() => ours.close());
  await Promise.all([ours.open({}), theirs.open({})]);
  await connect(ours, theirs, { trickle: true });
  const made = Date.now();
  await theirs.createChannel('漢字');
  assertSoon(made, await theirs.channelClosed('漢字'));
  assert.deepEqual(await ours.labels(), ['first']);
  await same(ours, theirs, 'first', { kind: 'text', size: 64, seed: 1 });
  await same(theirs, ours, 'first', { kind: 'text', size: 64, seed: 2 });
});

type AiortcPeer = Peer & {
  sendTone(frequency: number): Promise<void>;
  sendFilm(): Promise<void>;
  /** So many seconds, 16 bits a sample in base64. */
  hear(seconds: number): Promise<{ readonly sampleRate: number; readonly s16: string }>;
  watch(pictures: number): Promise<readonly Picture[]>;
};

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Its mean. */
  readonly luma: number;
}

const OUR_TONE = 440;
const THEIR_TONE = 600;

for (const weOffer of [true, false]) {
  const offered = `in a call that ${weOffer ? 'node' : 'aiortc'} offers`;

  test(`Opus carries a tone each way ${offered}`, { timeout: 60_000, skip }, async t => {
    const theirs = (await aiortc(t)) as AiortcPeer;
    const addTheirs = (): Promise<void> => theirs.sendTone(THEIR_TONE);
    await callWithTone(t, theirs, { weOffer, addTheirs, played: OUR_TONE, heard: THEIR_TONE });
    const { sampleRate, s16 } = await theirs.hear(3);
    assert.equal(sampleRate, 48_000);
    const bytes = Uint8Array.from(Buffer.from(s16, 'base64'));
    checkHeard([...new Int16Array(bytes.buffer)], OUR_TONE, 'aiortc');
  });

  test(`VP8 of aiortc, sent back by node, is seen there ${offered}`, { timeout: 60_000, skip }, async t => {
    const theirs = (await aiortc(t)) as AiortcPeer;
    const nothing = new EncodedTrackSource({ kind: 'video', codec: 'video/VP8' });
    const { transceiver } = await callWithMedia(t, theirs, {
      weOffer,
      addTheirs: () => theirs.sendFilm(),
      track: nothing.track,
      codec: 'video/VP8',
    });
    await transceiver.sender.replaceTrack(transceiver.receiver.track);
    const pictures = await theirs.watch(60);
    checkFilm(pictures);
  });
}

/** As `FilmTrack` has them: each of 8 levels of grey is followed by the next, and the last by the first. */
function checkFilm(pictures: readonly Picture[]): void {
  const told = JSON.stringify(pictures);
  for (const { width, height } of pictures) assert.deepEqual([width, height], [320, 240]);
  const levels = pictures.map(({ luma }) => (luma - 40) / 20);
  assert.ok(
    levels.every(level => Math.abs(level - Math.round(level)) < 0.25 && level > -0.5 && level < 7.5),
    `the greys that were sent: ${told}`,
  );
  const steps = levels.slice(1).filter((level, i) => Math.round(level) === (Math.round(levels[i] ?? 0) + 1) % 8);
  assert.ok(steps.length > 0.8 * levels.length, `one after the other: ${told}`);
}
