/** `HugeFrames`: how many frames were much larger than those before them (W3C webrtc-stats §8.8, `hugeFramesSent`). */

/** webrtc-stats: "Huge frames, by definition, are frames that have an encoded size at least 2.5 times the average size". */
const HUGE = 2.5;

/** Frames that the average is of, about: a second of video. */
const WINDOW = 30;

export class HugeFrames {
  count: number;
  #average: number;
  #frames: number;

  constructor() {
    this.count = 0;
    this.#average = 0;
    this.#frames = 0;
  }

  /** A frame of so many bytes was sent. */
  add(bytes: number): void {
    if (this.#frames > 0 && bytes >= HUGE * this.#average) this.count++;
    if (this.#frames < WINDOW) this.#frames++;
    this.#average += (bytes - this.#average) / this.#frames;
  }
}
