/** Video and audio that come back from the other side of a connection, every frame compared with what was sent. */

import { SeededRandom } from '../../src/base/random.ts';
import type { RTCPeerConnection, RTCTrackEvent } from '../../src/index.ts';
import { EncodedTrackSource, readFrames } from '../../src/index.ts';
import { madeUpFrame, numberOf } from '../sim/media.ts';

/** Frames that may still come back. */
const MEMORY = 600;

const VIDEO_INTERVAL = 30;
const AUDIO_INTERVAL = 20;

/** Longest time without a frame: a loss that a key frame repairs takes a second at most. */
const PATIENCE = 5_000;

/** RFC 6716 §3.1: fullband CELT of 20 ms, one frame. */
const OPUS_TOC = 0xf8;

interface Kind {
  readonly name: 'audio' | 'video';
  readonly codec: string;
  readonly interval: number;
  make(number: number, key: boolean, random: SeededRandom): Uint8Array;
  numberOf(data: Uint8Array): number;
}

const VIDEO: Kind = {
  name: 'video',
  codec: 'video/VP8',
  interval: VIDEO_INTERVAL,
  make: (number, key, random) => {
    const frame = madeUpFrame(number, key, 200 + random.below(key ? 20_000 : 4_000));
    // What is behind the number: any bytes.
    if (frame.length > 16) frame.set(random.bytes(frame.length - 16), 16);
    return frame;
  },
  numberOf,
};

const AUDIO: Kind = {
  name: 'audio',
  codec: 'audio/opus',
  interval: AUDIO_INTERVAL,
  make: (number, _key, random) => {
    const packet = Uint8Array.of(OPUS_TOC, 0, 0, 0, 0, ...random.bytes(20 + random.below(100)));
    new DataView(packet.buffer).setUint32(1, number);
    return packet;
  },
  numberOf: data => new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(1),
};

/** One track there and back. */
class Loop {
  readonly kind: Kind;
  readonly source: EncodedTrackSource;
  sent: number;
  returned: number;
  readonly #random: SeededRandom;
  readonly #known: Map<number, Uint8Array>;
  #timer: NodeJS.Timeout | undefined;
  #keyWanted: boolean;
  #last: number;
  #lastAt: number;
  #wrong: Error | undefined;

  constructor(kind: Kind, seed: number) {
    this.kind = kind;
    this.sent = 0;
    this.returned = 0;
    this.#random = new SeededRandom(seed);
    this.#known = new Map();
    this.#timer = undefined;
    this.#keyWanted = true;
    this.#last = -1;
    this.#lastAt = 0;
    this.#wrong = undefined;
    this.source = new EncodedTrackSource({ kind: kind.name, codec: kind.codec });
    this.source.onkeyframerequest = () => {
      this.#keyWanted = true;
    };
  }

  start(): void {
    this.#lastAt = performance.now();
    this.#timer = setInterval(() => this.#send(), this.kind.interval);
  }

  /** Compares what comes back until the track ends. */
  async watch(connection: RTCPeerConnection): Promise<void> {
    const track = connection.getReceivers().find(receiver => receiver.track.kind === this.kind.name)?.track;
    if (track === undefined) throw new Error(`no ${this.kind.name} comes back`);
    for await (const { data } of readFrames(track).readable) this.#compare(data);
  }

  /** Throws what was amiss. */
  check(): void {
    const silence = performance.now() - this.#lastAt;
    if (silence > PATIENCE) this.#wrong ??= new Error(`no ${this.kind.name} for ${Math.round(silence)} ms`);
    if (this.#wrong !== undefined) throw this.#wrong;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.source.close();
  }

  #send(): void {
    const key = this.kind.name === 'audio' || this.#keyWanted;
    this.#keyWanted = false;
    const number = this.sent++;
    const data = this.kind.make(number, key, this.#random);
    this.#known.set(number, data.slice());
    this.#known.delete(number - MEMORY);
    this.source.write({ data, timestamp: number * this.kind.interval * 1000, type: key ? 'key' : 'delta' });
  }

  #compare(data: Uint8Array): void {
    const { name } = this.kind;
    const number = data.length < 16 ? -1 : this.kind.numberOf(data);
    const sent = this.#known.get(number);
    if (sent === undefined || Buffer.compare(sent, data) !== 0) {
      this.#wrong ??= new Error(`${name} ${number} came back changed`);
    } else if (number <= this.#last) {
      this.#wrong ??= new Error(`${name} ${number} came back after ${this.#last}`);
    }
    this.#last = number;
    this.#lastAt = performance.now();
    this.returned++;
  }
}

/** A call that `answerer` sends straight back. */
export class MediaEcho {
  readonly video: Loop;
  readonly audio: Loop;
  readonly #offerer: RTCPeerConnection;

  /** To be made before the first negotiation. */
  constructor(offerer: RTCPeerConnection, answerer: RTCPeerConnection, seed: number) {
    this.#offerer = offerer;
    this.video = new Loop(VIDEO, seed);
    this.audio = new Loop(AUDIO, seed + 1);
    for (const { source } of [this.video, this.audio]) offerer.addTrack(source.track);
    answerer.addEventListener('track', ({ transceiver, track }: RTCTrackEvent) => {
      transceiver.direction = 'sendrecv';
      void transceiver.sender.replaceTrack(track);
    });
  }

  /** Once connected. */
  start(): void {
    for (const loop of [this.video, this.audio]) {
      void loop.watch(this.#offerer);
      loop.start();
    }
  }

  /** Throws what was amiss. */
  check(): void {
    this.video.check();
    this.audio.check();
  }

  stop(): void {
    this.video.stop();
    this.audio.stop();
  }
}
