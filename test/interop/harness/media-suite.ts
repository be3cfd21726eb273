/** What must hold for media between our peer and a browser, in both roles and by every codec that the browser has. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BrowserUnderTest } from './browser-under-test.ts';
import { look } from './media-look.ts';
import type { MediaNode } from './media-node.ts';
import { mediaNode } from './media-node.ts';
import type { MediaPeer, Observation } from './media-peer.ts';
import { mediaPeer } from './media-peer.ts';
import { negotiate } from './peer.ts';

/** How long an echo is looked at, in milliseconds. */
const LOOK = 10_000;

/** Different pictures, of 300 that a page with all its time draws meanwhile. */
const PICTURES = 50;

/** Before that: the first key frame, and the sender's first seconds of finding its bit rate. */
const SETTLE = 2_000;

export interface MediaSuiteOptions {
  /** Those that must be there, besides those that are tested if the browser has them. */
  readonly codecs: readonly string[];
  readonly optionalCodecs?: readonly string[];
}

export function mediaSuite(name: string, browser: BrowserUnderTest, options: MediaSuiteOptions): void {
  const { codecs, optionalCodecs = [] } = options;
  for (const weOffer of [true, false]) {
    const title = weOffer ? `node offers media to ${name}` : `${name} offers media to node`;
    describe(title, { timeout: 300_000 }, () => {
      for (const codec of [...codecs, ...optionalCodecs]) {
        test(`${codec} and Opus, sent back by node, are seen and heard`, async t => {
          const theirs = await mediaPeer(browser, t);
          if (theirs === undefined) return;
          const ours = await mediaNode();
          t.after(() => Promise.all([ours.peer.close(), theirs.close()]));
          await theirs.open({});
          const has = (await theirs.codecs('video')).includes(codec);
          if (!has && optionalCodecs.includes(codec)) return t.diagnostic(`${name} has no ${codec} here`);
          assert.ok(has, `${name} sends ${codec}`);
          await call(ours, theirs, weOffer, codec, 'audio/opus');
          await theirs.observe(SETTLE);
          await look(t, theirs, {
            milliseconds: LOOK,
            pictures: PICTURES,
            content: seen => {
              checkPicture(seen, codec);
              assert.equal(seen.audioCodec, 'audio/opus');
            },
            pace: seen => {
              checkPace(seen);
              checkTone(seen, 440);
            },
          });
        });
      }
    });
  }
}

/** A call that node sends straight back. */
async function call(ours: MediaNode, theirs: MediaPeer, weOffer: boolean, video: string, audio: string): Promise<void> {
  if (weOffer) {
    offerOnly(ours, 'video', video);
    offerOnly(ours, 'audio', audio);
    ours.echo();
    const offer = await ours.peer.describe(false);
    await theirs.accept(offer);
    await theirs.answerWithMedia();
    await ours.peer.accept(await theirs.describe(false));
  } else {
    ours.echo();
    await theirs.addVideo({ codec: video });
    await theirs.addAudio({ codec: audio });
    await negotiate(theirs, ours.peer, { trickle: true });
  }
  await Promise.all([ours.peer.connected(), theirs.connected()]);
}

/** Offers to send and receive by this codec, and its repair. */
export function offerOnly(ours: MediaNode, kind: 'audio' | 'video', mimeType: string): void {
  const transceiver = ours.connection.addTransceiver(kind, { direction: 'sendrecv' });
  const capabilities = transceiver.receiver.constructor as unknown as {
    getCapabilities(kind: string): { codecs: { mimeType: string; clockRate: number }[] };
  };
  const { codecs } = capabilities.getCapabilities(kind);
  const wanted = codecs.filter(codec => codec.mimeType.toLowerCase() === mimeType.toLowerCase());
  const repair = codecs.filter(codec => /\/(rtx|telephone-event)$/i.test(codec.mimeType));
  transceiver.setCodecPreferences([...wanted, ...repair]);
}

/** The pictures that were sent. */
function checkPicture(seen: Observation, codec: string): void {
  const told = JSON.stringify(seen);
  assert.equal(seen.videoCodec, codec, told);
  assert.ok(seen.illegible <= seen.pictures * 0.02, `legible pictures: ${told}`);
  assert.ok((seen.colourError ?? 255) < 16, `the colours that were sent: ${told}`);
  assert.ok((seen.lastNumber ?? 0) > (seen.firstNumber ?? 0), `the pictures move on: ${told}`);
}

/** Frames at the rate they were made, which is that of the pictures drawn, and no standstill. */
function checkPace(seen: Observation): void {
  const told = JSON.stringify(seen);
  const { pictures, framesEncoded, framesDecoded, drawn = 0 } = seen;
  assert.ok(framesEncoded > drawn / 6, `frames were made: ${told}`);
  assert.ok(framesDecoded > framesEncoded * 0.9, `they came back: ${told}`);
  assert.ok(pictures >= PICTURES && pictures > drawn / 6, `different pictures: ${told}`);
  assert.ok((seen.sentNumber ?? 0) - (seen.lastNumber ?? 0) < 45, `they are no old ones: ${told}`);
  assert.ok(seen.longestGap - seen.longestPause < 1_500, `no standstill: ${told}`);
}

export function checkTone(seen: Observation, frequency: number): void {
  const told = JSON.stringify(seen);
  assert.ok((seen.audioLevel ?? 0) > 0.05, `something is heard: ${told}`);
  assert.ok(Math.abs((seen.audioFrequency ?? 0) - frequency) < 12, `a tone of ${frequency} Hz: ${told}`);
}
