/** The package as the web-platform-tests runner takes it (`OURS` names this file, built): with hooks for canvas, audio and video. */
import {
  AudioTrackSource,
  EncodedTrackSource,
  encodeMosaic,
  type MediaStreamTrack,
  readFrames,
} from '../../src/media/index.ts';
import { decodeMosaic } from '../unit/media/mosaic-decoder.ts';
import { mosaicOf, type Picture, pictureOf } from './pictures.ts';

export * from '../../src/index.ts';

interface Hooks {
  videoSource(): { track: MediaStreamTrack; write(picture: Picture): void };
  audioSource(): { track: MediaStreamTrack; write(audio: { sampleRate: number; samples: Float32Array }): void };
  videoSink(track: MediaStreamTrack, onframe: (picture: Picture) => void): () => void;
}

/** Pictures travel as VP8, coarse as they are; what is received is what we sent, so that a decoder of mosaics is enough. */
export const wptHooks: Hooks = {
  videoSource() {
    const source = new EncodedTrackSource({ kind: 'video', codec: 'video/VP8', label: 'canvas' });
    const write = (picture: Picture): void => {
      if (source.closed) return;
      const begun = performance.now();
      const data = encodeMosaic(mosaicOf(picture));
      const encodeTime = performance.now() - begun;
      source.write({ data, type: 'key', timestamp: Math.round(begun * 1000), encodeTime });
    };
    return { track: source.track, write };
  },

  audioSource() {
    const source = new AudioTrackSource({ sampleRate: 48_000, label: 'audio context' });
    return {
      track: source.track,
      write({ samples }) {
        if (!source.closed) source.write(samples);
      },
    };
  },

  videoSink(track, onframe) {
    const reader = readFrames(track, { capacity: 4 });
    void (async () => {
      for await (const { data } of reader.readable) onframe(pictureOf(decodeMosaic(data)));
    })();
    return () => reader.stop();
  },
};
