/** Readers of tracks: encoded frames, RTP packets, and decoded audio samples as web streams. */

import type { Deque } from '../base/deque.ts';
import type { EncodedFrame, ReceivedFrame, ReceivedPacket } from '../streams/ports.ts';
import { DecoderPipeline } from './decoder-pipeline.ts';
import { type MediaStreamTrack, requestKeyFrame, trackSlots } from './media-stream-track.ts';
import { createRtpPacket, type RTCRtpPacket } from './rtc-rtp-packet.ts';
import { TrackReader } from './track-reader.ts';
import type { AudioSamples, TrackSink } from './track-source.ts';

/** A frame out of a track. What only a received frame has is absent if it was not received. */
export type TrackFrame = EncodedFrame & Partial<Omit<ReceivedFrame, keyof EncodedFrame>>;

/** How a track is read. */
export interface ReaderOptions {
  /** Simulcast: the layer to read; the first one if left out. */
  rid?: string;
  /** How many frames, packets or pieces of samples are kept for a reader who is slow. */
  capacity?: number;
}

/** Two seconds of video at 60 a second, more of audio. */
const FRAMES = 120;

/** A key frame of 1 MB is some 900 packets. */
const PACKETS = 2048;

/** Two seconds in pieces of 20 ms. */
const SAMPLES = 100;

/**
 * The encoded frames of a track, complete and in decode order, beginning with a key frame.
 *
 * A reader who falls behind loses whole groups of pictures, never a picture that others refer to: from a full queue all
 * goes up to the next key frame in it, or, if there is none, all, and a key frame is asked for.
 */
export function readFrames(track: MediaStreamTrack, options: ReaderOptions = {}): TrackReader<TrackFrame> {
  const layer = new LayerFilter(track, options.rid);
  let waiting = track.kind === 'video';
  const sink: TrackSink = {
    wants: 'frames',
    packet: () => {},
    samples: () => {},
    frame: (frame, from) => {
      if (!layer.matches(from)) return;
      if (waiting && frame.type !== 'key') return reader.drop();
      waiting = false;
      reader.push(frame);
    },
  };
  const makeRoom = (queue: Deque<TrackFrame>, frame: TrackFrame): boolean => {
    queue.shift();
    while (queue.length > 0 && queue.peek()?.type !== 'key') queue.shift();
    if (queue.length > 0 || frame.type === 'key') return true;
    waiting = true;
    requestKeyFrame(track, layer.layer);
    return false;
  };
  const reader = new TrackReader<TrackFrame>(track, sink, options.capacity ?? FRAMES, makeRoom);
  if (waiting) requestKeyFrame(track, layer.layer);
  return reader;
}

/** The RTP packets of a track in the order in which they came, RTX and RED undone. The oldest go from a full queue. */
export function readPackets(track: MediaStreamTrack, options: ReaderOptions = {}): TrackReader<RTCRtpPacket> {
  const sink: TrackSink = {
    wants: 'packets',
    packet: (packet: ReceivedPacket) => {
      if (options.rid === undefined || packet.rid === options.rid) reader.push(createRtpPacket(packet));
    },
    frame: () => {},
    samples: () => {},
  };
  const reader = new TrackReader<RTCRtpPacket>(track, sink, options.capacity ?? PACKETS);
  return reader;
}

/**
 * The samples of an audio track: as they are, or decoded if there is a decoder (G.711 is built in). The oldest go from
 * a full queue. The stream ends with a NotSupportedError at the first frame that nothing can decode.
 */
export function readSamples(track: MediaStreamTrack, options: ReaderOptions = {}): TrackReader<AudioSamples> {
  if (track.kind !== 'audio') throw new TypeError('Only audio has samples.');
  const layer = new LayerFilter(track, options.rid);
  const decoder = new DecoderPipeline({
    samples: samples => reader.push(samples),
    failed: reason => reader.fail(reason),
  });
  const sink: TrackSink = {
    wants: 'samples',
    packet: () => {},
    frame: (frame, from) => {
      if (layer.matches(from)) decoder.write(frame);
    },
    // Whoever writes them may use the array again.
    samples: samples => reader.push({ ...samples, data: samples.data.slice() }),
  };
  const done = (): void => decoder.close();
  const reader = new TrackReader<AudioSamples>(track, sink, options.capacity ?? SAMPLES, undefined, done);
  return reader;
}

/** The rids of a source can become known after a reader was made: the layer is looked up by name until it is found. */
class LayerFilter {
  readonly #track: MediaStreamTrack;
  readonly #rid: string | undefined;

  constructor(track: MediaStreamTrack, rid: string | undefined) {
    this.#track = track;
    this.#rid = rid;
  }

  get layer(): number {
    return this.#rid === undefined ? 0 : Math.max(0, trackSlots(this.#track).source.rids.indexOf(this.#rid));
  }

  matches(layer: number): boolean {
    if (this.#rid === undefined) return layer === 0;
    return trackSlots(this.#track).source.rids[layer] === this.#rid;
  }
}
