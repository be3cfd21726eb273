/** Raw audio with Chromium, through G.711 and an Opus that is registered: a tone out of node, and one into it, by their spectra. */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { AudioTrackSource, registerDecoder, registerEncoder } from '../../src/index.ts';
import { browserUnderTest } from './harness/browser-under-test.ts';
import { look } from './harness/media-look.ts';
import { mediaNode } from './harness/media-node.ts';
import { mediaPeer } from './harness/media-peer.ts';
import { checkTone, offerOnly } from './harness/media-suite.ts';
import { OpusDecoder, OpusEncoder } from './harness/opus-codec.ts';
import { shareOfTone } from './harness/tone.ts';
import { hear, playTone } from './harness/tone-track.ts';

const chromium = browserUnderTest('chromium');
after(() => chromium.close());

const TONE = 440;

registerEncoder('audio/opus', { codec: 'opus', class: OpusEncoder });
registerDecoder('audio/opus', { codec: 'opus', class: OpusDecoder });

const CODECS = [
  ['audio/PCMU', 8_000],
  ['audio/PCMA', 8_000],
  ['audio/opus', 48_000],
] as const;

for (const [codec, rate] of CODECS) {
  test(`${codec} carries a tone of 440 Hz both ways`, { timeout: 60_000 }, async t => {
    const theirs = await mediaPeer(chromium, t);
    if (theirs === undefined) return;
    const ours = await mediaNode();
    t.after(() => Promise.all([ours.peer.close(), theirs.close()]));
    await theirs.open({});
    offerOnly(ours, 'audio', codec);
    const source = new AudioTrackSource({ sampleRate: rate });
    const [transceiver] = ours.connection.getTransceivers();
    assert.ok(transceiver !== undefined);
    await transceiver.sender.replaceTrack(source.track);
    await theirs.accept(await ours.peer.describe(false));
    await theirs.answerWithMedia({ frequency: TONE });
    await ours.peer.accept(await theirs.describe(false));
    await Promise.all([ours.peer.connected(), theirs.connected()]);

    playTone(t, source, rate, TONE);
    // The first second is the browser's settling.
    const heard = await hear(transceiver.receiver.track, rate, 3);
    const share = shareOfTone(heard.slice(rate, 2 * rate), TONE, rate);
    assert.ok(share > 0.9, `${share} of the energy is at ${TONE} Hz`);

    await look(t, theirs, {
      milliseconds: 3_000,
      content: seen => assert.equal(seen.audioCodec, codec),
      pace: seen => checkTone(seen, TONE),
    });
  });
}
