/** Media files: what ffmpeg made is played to Chromium, what Chromium sends is recorded and read by ffmpeg. */

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { after, describe, test } from 'node:test';
import type { FilePlayer, MediaStreamTrack, PlayFileOptions } from '../../src/index.ts';
import { playFile, readFrames, recordTrack } from '../../src/index.ts';
import { browserUnderTest } from './harness/browser-under-test.ts';
import { FileUnderTest, makeTone, makeVideo } from './harness/ffmpeg.ts';
import { look } from './harness/media-look.ts';
import { mediaNode } from './harness/media-node.ts';
import type { AudioInit, MediaPeer, Observation, VideoInit } from './harness/media-peer.ts';
import { mediaPeer } from './harness/media-peer.ts';
import { checkTone } from './harness/media-suite.ts';
import { negotiate } from './harness/peer.ts';
import { present } from './harness/programs.ts';
import { shareOfTone } from './harness/tone.ts';
import type { PatternReading } from './page/test-pattern.ts';

const chromium = browserUnderTest('chromium');
after(() => chromium.close());

const TONE = 440;

/** Of audio, in all of these codecs, as browsers send it. */
const PACKET_SECONDS = 0.02;
const RECORDINGS = 4;

/** Not the 30 that players and the browser's own source have. */
const FRAME_RATE = 25;
const FIRST_NUMBER = 1000;
/** Long enough for four looks. */
const FILE_SECONDS = 24;

const GROUP = ['-g', '50', '-b:v', '800k'];
const VIDEO_FILES: Readonly<Record<string, readonly string[]>> = {
  'video/VP8': ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-lag-in-frames', '0', '-f', 'ivf'],
  // Constrained baseline, in several slices for each picture.
  'video/H264': [
    '-c:v',
    'libx264',
    '-profile:v',
    'baseline',
    '-preset',
    'veryfast',
    '-x264-params',
    'slices=3',
    '-f',
    'h264',
  ],
  'video/VP9': ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-lag-in-frames', '0', '-f', 'ivf'],
  'video/AV1': ['-c:v', 'libaom-av1', '-usage', 'realtime', '-cpu-used', '8', '-lag-in-frames', '0', '-f', 'ivf'],
};

describe('files that ffmpeg made are played to Chromium', { timeout: 290_000 }, () => {
  for (const [codec, encoding] of Object.entries(VIDEO_FILES)) {
    test(`${codec} is seen at the rate of the file`, async t => {
      const theirs = await chromiumAndFfmpeg(t);
      if (theirs === undefined || !(await has(t, theirs, codec))) return;
      const file = await makeVideo({
        firstNumber: FIRST_NUMBER,
        frames: FILE_SECONDS * FRAME_RATE,
        frameRate: FRAME_RATE,
        encoding: [...GROUP, ...encoding],
      });
      const player = await playTo(t, theirs, file, { frameRate: FRAME_RATE });
      await theirs.observe(2_000);
      await look(t, theirs, {
        milliseconds: 5_000,
        content: seen => {
          assert.equal(player.state, 'playing');
          checkPlayed(seen, codec);
        },
        pace: checkPlayedPace,
      });
    });
  }

  for (const [codec, encoding] of [
    ['audio/opus', ['-c:a', 'libopus', '-f', 'ogg']],
    ['audio/PCMU', ['-c:a', 'pcm_mulaw', '-ar', '8000', '-ac', '1', '-f', 'wav']],
    ['audio/PCMA', ['-c:a', 'pcm_alaw', '-ar', '8000', '-ac', '1', '-f', 'wav']],
  ] as const) {
    test(`${codec} is heard`, async t => {
      const theirs = await chromiumAndFfmpeg(t);
      if (theirs === undefined) return;
      await playTo(t, theirs, await makeTone(TONE, FILE_SECONDS, encoding), {});
      await theirs.observe(1_500);
      await look(t, theirs, {
        milliseconds: 3_000,
        content: seen => assert.equal(seen.audioCodec, codec),
        pace: seen => checkTone(seen, TONE),
      });
    });
  }
});

describe('what Chromium sends is recorded for ffmpeg', { timeout: 290_000 }, () => {
  for (const [codec, name, called] of [
    ['video/VP8', 'vp8.ivf', 'vp8'],
    ['video/VP9', 'vp9.ivf', 'vp9'],
    ['video/AV1', 'av1.ivf', 'av1'],
    ['video/H264', 'video.h264', 'h264'],
  ] as const) {
    test(`${codec} in ${name}`, async t => {
      const theirs = await chromiumAndFfmpeg(t);
      if (theirs === undefined || !(await has(t, theirs, codec))) return;
      const { bytes, seen, times } = await recordFrom(t, theirs, 'video', { codec, direction: 'sendonly' });
      const file = await FileUnderTest.write(t, name, bytes);
      await file.decode();
      const probe = await file.probe();
      const told = `${JSON.stringify({ ...probe, times: probe.times.length })}, ${times.length} frames: ${JSON.stringify(seen)}`;
      t.diagnostic(told);
      assert.deepEqual([probe.codec, probe.width, probe.height], [called, 320, 240], told);
      assert.equal(probe.frames, times.length, told);
      assert.ok(probe.frames > seen.framesEncoded * 0.9, `most of what was encoded meanwhile: ${told}`);
      if (name.endsWith('.ivf')) checkTimes(probe.times, times, seen.seconds);
      const pictures = await file.pictures();
      assert.equal(pictures.length, times.length, told);
      checkPictures(pictures, codec);
    });
  }

  for (const [codec, name, called, sampleRate] of [
    ['audio/opus', 'audio.ogg', 'opus', 48_000],
    ['audio/PCMU', 'audio.wav', 'pcm_mulaw', 8_000],
    ['audio/PCMA', 'audio.wav', 'pcm_alaw', 8_000],
  ] as const) {
    test(`${codec} in ${name}`, async t => {
      const theirs = await chromiumAndFfmpeg(t);
      if (theirs === undefined) return;
      const init = { codec, direction: 'sendonly', frequency: TONE } as const;
      const { bytes, seen } = await recordFrom(t, theirs, 'audio', init);
      const file = await FileUnderTest.write(t, name, bytes);
      await file.decode();
      const probe = await file.probe();
      assert.deepEqual([probe.codec, probe.sampleRate], [called, sampleRate]);
      const samples = await file.samples(sampleRate);
      const seconds = samples.length / sampleRate;
      // Not of the time that passed: a browser that is held up leaves out what it should have sent meanwhile.
      const sent = seen.packetsSent * PACKET_SECONDS;
      assert.ok(sent > 2 && Math.abs(seconds - sent) < 0.5, `${seconds} s of ${sent} s in ${seen.seconds} s`);
      // Tenths of a second, 44 whole periods each: the tone's phase jumps where the browser was held up.
      const shares: number[] = [];
      for (let from = 0; from + sampleRate / 10 <= samples.length; from += sampleRate / 10) {
        shares.push(shareOfTone(samples.subarray(from, from + sampleRate / 10), TONE, sampleRate));
      }
      const whole = shares.filter(share => share > 0.9).length;
      assert.ok(whole > 0.8 * shares.length, `tenths of a second of ${TONE} Hz: ${whole} of ${shares.length}`);
    });
  }
});

/** A fresh peer in the browser, where there are all the programs that these tests need. */
async function chromiumAndFfmpeg(t: TestContext): Promise<MediaPeer | undefined> {
  if (!present(t, 'ffmpeg', 'ffprobe')) return undefined;
  const theirs = await mediaPeer(chromium, t);
  t.after(() => theirs?.close());
  await theirs?.open({});
  return theirs;
}

/** Builds without H.264 exist: it is licensed. */
async function has(t: TestContext, theirs: MediaPeer, codec: string): Promise<boolean> {
  const known = (await theirs.codecs('video')).includes(codec);
  assert.ok(known || codec === 'video/H264', `Chromium has ${codec}`);
  if (!known) t.skip(`this Chromium has no ${codec}`);
  return known;
}

async function playTo(
  t: TestContext,
  theirs: MediaPeer,
  file: Uint8Array,
  options: PlayFileOptions,
): Promise<FilePlayer> {
  const ours = await mediaNode();
  t.after(() => ours.peer.close());
  const player = playFile(file, options);
  t.after(() => player.stop());
  // Any codec that both know is offered: the file's is found among them.
  ours.connection.addTrack(player.track);
  await negotiate(ours.peer, theirs, { trickle: true });
  await Promise.all([ours.peer.connected(), theirs.connected()]);
  return player;
}

function checkPlayed(seen: Observation, codec: string): void {
  const told = JSON.stringify(seen);
  assert.equal(seen.videoCodec, codec, told);
  assert.deepEqual([seen.width, seen.height], [320, 240], told);
  const { firstNumber = 0, lastNumber = 0 } = seen;
  assert.ok(firstNumber >= FIRST_NUMBER && lastNumber < FIRST_NUMBER + FILE_SECONDS * FRAME_RATE, told);
  assert.ok(seen.illegible <= seen.pictures * 0.02, `legible pictures: ${told}`);
  assert.ok((seen.colourError ?? 255) < 16, `the colours of the file: ${told}`);
}

function checkPlayedPace(seen: Observation): void {
  const told = JSON.stringify(seen);
  const rate = seen.framesDecoded / seen.seconds;
  assert.ok(Math.abs(rate - FRAME_RATE) < FRAME_RATE * 0.15, `${rate} frames a second: ${told}`);
  const moved = ((seen.lastNumber ?? 0) - (seen.firstNumber ?? 0)) / seen.seconds;
  assert.ok(Math.abs(moved - FRAME_RATE) < FRAME_RATE * 0.15, `${moved} pictures a second: ${told}`);
  assert.ok(seen.pictures > seen.seconds * 5, `different pictures: ${told}`);
  assert.ok(seen.longestGap < 1_000, `no standstill: ${told}`);
}

/**
 * libaom now and then leaves part of the number as it was in the picture before, which then reads as another number;
 * the other encoders here do not.
 */
function checkPictures(pictures: readonly PatternReading[], codec: string): void {
  const right = pictures.filter(({ number, error }) => number !== undefined && error < 24);
  const told = pictures.map(({ number, error }) => `${number} off by ${Math.round(error)}`).join(', ');
  assert.ok(right.length >= pictures.length * (codec === 'video/AV1' ? 0.85 : 1), told);
  const numbers = right.map(({ number }) => number ?? 0);
  assert.ok(
    numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? 0)),
    `the pictures move on: ${told}`,
  );
}

interface Recording {
  readonly bytes: Uint8Array;
  /** What the sender saw meanwhile. */
  readonly seen: Observation;
  /** Of the frames that came, in microseconds. */
  readonly times: readonly number[];
}

/**
 * Five seconds of what the browser sends. Audio that it left a part out of, by its own count, for it was held up, is recorded
 * again, a few times: its holes would be taken for the recorder's.
 */
async function recordFrom(t: TestContext, theirs: MediaPeer, kind: 'audio', init: AudioInit): Promise<Recording>;
async function recordFrom(t: TestContext, theirs: MediaPeer, kind: 'video', init: VideoInit): Promise<Recording>;
async function recordFrom(
  t: TestContext,
  theirs: MediaPeer,
  kind: 'audio' | 'video',
  init: AudioInit & VideoInit,
): Promise<Recording> {
  const ours = await mediaNode();
  t.after(() => ours.peer.close());
  await (kind === 'audio' ? theirs.addAudio(init) : theirs.addVideo(init));
  await negotiate(theirs, ours.peer, { trickle: true });
  await Promise.all([ours.peer.connected(), theirs.connected()]);
  const track = await ours.track(kind);
  // The browser's first second: it settles.
  await theirs.observe(1_000);
  for (let left = RECORDINGS; ; left--) {
    const recorder = recordTrack(track);
    const witness = timesOf(track);
    const bytes = wholeOf(recorder.readable);
    const seen = await theirs.observe(5_000);
    recorder.stop();
    const recording = { bytes: await bytes, seen, times: await witness() };
    if (left === 1 || kind === 'video' || seen.packetsSent * PACKET_SECONDS > 0.9 * seen.seconds) return recording;
    t.diagnostic(`recorded again: ${seen.packetsSent} packets in ${seen.seconds} s`);
  }
}

/** The times of all frames until the function that is answered is called. */
function timesOf(track: MediaStreamTrack): () => Promise<readonly number[]> {
  const reader = readFrames(track);
  const times: number[] = [];
  const reading = (async () => {
    for await (const frame of reader.readable) times.push(frame.timestamp ?? 0);
  })();
  return async () => {
    reader.stop();
    await reading;
    return times;
  };
}

async function wholeOf(readable: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of readable) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The file begins at zero, and keeps the distances to a millisecond. */
function checkTimes(inFile: readonly number[], received: readonly number[], seconds: number): void {
  const first = received[0] ?? 0;
  assert.deepEqual(
    inFile.map(time => Math.round(time * 1e3)),
    received.map(time => Math.round((time - first) / 1e3)),
  );
  const lasts = inFile.at(-1) ?? 0;
  assert.ok(Math.abs(lasts - seconds) < 0.5, `${lasts} s of ${seconds} s`);
}
