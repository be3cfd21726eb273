/** Which quantizer a VP8 frame says it was encoded with: `y_ac_qi` of its header (RFC 6386 §7, §9.2–§9.6, §19.2). */

/** §9.1: the frame tag, and with it what follows it in key frames: start code, width and height. */
const TAG = 3;
const KEY_FRAME_HEADER = 10;

const SEGMENTS = 4;
const PREDICTION_PROBABILITIES = 3;
/** §9.3: signed deltas of quantizer and loop filter by segment; §9.6: of the loop filter by reference and mode. */
const QUANTIZER_BITS = 7;
const FILTER_BITS = 6;
const FILTER_DELTAS = 8;

/** 0 to 127; undefined if the header is cut off. `start`: where the frame begins, which may go on in other packets. */
export function vp8Quantizer(bytes: Uint8Array, start = 0): number | undefined {
  const keyFrame = ((bytes[start] ?? 1) & 1) === 0;
  const header = new BoolReader(bytes, start + (keyFrame ? KEY_FRAME_HEADER : TAG));
  if (keyFrame) header.skip(2); // color_space, clamping_type
  if (header.flag()) skipSegmentation(header);
  header.skip(1 + 6 + 3); // filter_type, loop_filter_level, sharpness_level
  // mode_ref_lf_delta_enabled, mode_ref_lf_delta_update
  if (header.flag() && header.flag()) skipDeltas(header, FILTER_DELTAS, FILTER_BITS);
  header.skip(2); // log2_nbr_of_dct_partitions
  const quantizer = header.literal(QUANTIZER_BITS);
  return header.overrun ? undefined : quantizer;
}

/** §9.3, update_segmentation(). */
function skipSegmentation(header: BoolReader): void {
  const updatesMap = header.flag();
  if (header.flag()) {
    header.skip(1); // segment_feature_mode
    skipDeltas(header, SEGMENTS, QUANTIZER_BITS);
    skipDeltas(header, SEGMENTS, FILTER_BITS);
  }
  if (!updatesMap) return;
  for (let i = 0; i < PREDICTION_PROBABILITIES; i++) if (header.flag()) header.skip(8);
}

/** Each a flag, and if it is set a magnitude and a sign. */
function skipDeltas(header: BoolReader, count: number, bits: number): void {
  for (let i = 0; i < count; i++) if (header.flag()) header.skip(bits + 1);
}

/** §7.3, the boolean decoder, for values as likely as not. */
class BoolReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #range: number;
  /** Two bytes, of which the upper one is compared. */
  #value: number;
  #shifted: number;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#range = 255;
    this.#shifted = 0;
    this.#value = this.#next() << 8;
    this.#value |= this.#next();
  }

  /** More was read than there is. */
  get overrun(): boolean {
    return this.#at > this.#bytes.length;
  }

  flag(): boolean {
    const split = 1 + (((this.#range - 1) * 128) >> 8);
    const bound = split << 8;
    const set = this.#value >= bound;
    if (set) {
      this.#range -= split;
      this.#value -= bound;
    } else this.#range = split;
    while (this.#range < 128) {
      this.#value <<= 1;
      this.#range <<= 1;
      if (++this.#shifted === 8) {
        this.#shifted = 0;
        this.#value |= this.#next();
      }
    }
    return set;
  }

  /** The highest bit first. */
  literal(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i++) value = (value << 1) | (this.flag() ? 1 : 0);
    return value;
  }

  skip(bits: number): void {
    for (let i = 0; i < bits; i++) this.flag();
  }

  #next(): number {
    return this.#bytes[this.#at++] ?? 0;
  }
}
