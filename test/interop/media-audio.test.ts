/** Raw audio with Chromium, through G.711 and an Opus that is registered: a tone out of node, and one into it, by their spectra. */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { AudioTrackSource, readSamples, registerDecoder, registerEncoder } from '../../src/index.ts';
import { browserUnderTest } from './harness/browser-under-test.ts';
import { look } from './harness/media-look.ts';
import { mediaNode } from './harness/media-node.ts';
import { mediaPeer } from './harness/media-peer.ts';
import { checkTone, offerOnly } from './harness/media-suite.ts';
import { OpusDecoder, OpusEncoder } from './harness/opus-codec.ts';
import { shareOfTone } from './harness/tone.ts';

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
  const piece = rate / 50;
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

    let written = 0;
    const began = performance.now();
    const writing = setInterval(() => {
      // As many as are due: a timer may be late.
      for (; written < ((performance.now() - began) * rate) / 1000; written += piece) {
        source.write(Float32Array.from({ length: piece }, (_, i) => tone(written + i, rate)));
      }
    }, 20);
    t.after(() => clearInterval(writing));

    const reader = readSamples(transceiver.receiver.track).readable.getReader();
    const heard: number[] = [];
    // The first second is the browser's settling.
    while (heard.length < 3 * rate) {
      const { value } = await reader.read();
      assert.ok(value !== undefined);
      assert.equal(value.sampleRate, rate);
      // Of two channels the left one.
      heard.push(...value.data.filter((_, i) => i % value.channels === 0));
    }
    await reader.cancel();
    const share = shareOfTone(heard.slice(rate, 2 * rate), TONE, rate);
    assert.ok(share > 0.9, `${share} of the energy is at ${TONE} Hz`);

    await look(t, theirs, {
      milliseconds: 3_000,
      content: seen => assert.equal(seen.audioCodec, codec),
      pace: seen => checkTone(seen, TONE),
    });
  });
}

function tone(at: number, rate: number): number {
  return 0.5 * Math.sin((2 * Math.PI * TONE * at) / rate);
}
