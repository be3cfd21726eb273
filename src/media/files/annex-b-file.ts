/** Files of H.264 and H.265 in a plain byte stream (Annex B of either), divided into access units. */

import { findStartCode, joinAnnexB } from '../../payload/annex-b.ts';
import { payloadFormat } from '../../payload/registry.ts';
import { ByteQueue } from './byte-queue.ts';
import type { FileFrame, MediaFileReader, MediaFileWriter } from './media-file.ts';

/** A larger NAL unit is taken for a file of another kind. */
const MAX_UNIT_LENGTH = 64 * 1024 * 1024;

export type AnnexBCodec = 'video/H264' | 'video/H265';

export interface AnnexBOptions {
  /** `video/H264` or `video/H265`. */
  readonly mimeType: AnnexBCodec;
  /** The byte stream has no times: frames per second, 30 if left out. */
  readonly frameRate?: number | undefined;
}

export class AnnexBReader implements MediaFileReader {
  readonly mimeType: AnnexBCodec;
  readonly #frameDuration: number;
  readonly #queue: ByteQueue = new ByteQueue();
  #malformed = false;
  /** The stream's first start code was found: the queue begins with a NAL unit. */
  #began = false;
  /** No start code begins before this offset in the queue. */
  #searched = 0;
  #units: Uint8Array[] = [];
  #hasPicture = false;
  #count = 0;

  constructor(options: AnnexBOptions) {
    this.mimeType = options.mimeType;
    this.#frameDuration = 1e6 / (options.frameRate ?? 30);
  }

  get malformed(): boolean {
    return this.#malformed;
  }

  push(bytes: Uint8Array): FileFrame[] {
    if (this.#malformed) return [];
    this.#queue.push(bytes);
    const frames: FileFrame[] = [];
    for (;;) {
      const code = findStartCode(this.#queue.view(), this.#searched);
      if (code < 0) break;
      const unit = this.#queue.take(code);
      this.#queue.skip(3);
      this.#searched = 0;
      if (this.#began) this.#unit(unit, frames);
      this.#began = true;
    }
    // The next bytes may complete a start code with the last two.
    this.#searched = Math.max(0, this.#queue.length - 2);
    if (this.#queue.length > MAX_UNIT_LENGTH) this.#malformed = true;
    return frames;
  }

  end(): FileFrame[] {
    const frames: FileFrame[] = [];
    if (this.#malformed || !this.#began) return frames;
    this.#unit(this.#queue.take(this.#queue.length), frames);
    this.#release(frames);
    return frames;
  }

  #unit(bytes: Uint8Array, frames: FileFrame[]): void {
    let end = bytes.length;
    while (end > 0 && bytes[end - 1] === 0) end--;
    if (end === 0) return;
    const unit = bytes.subarray(0, end);
    const place = this.mimeType === 'video/H264' ? placeInH264(unit) : placeInH265(unit);
    if (this.#hasPicture && (place === 'first slice' || place === 'before')) this.#release(frames);
    if (place === 'first slice' || place === 'slice') this.#hasPicture = true;
    this.#units.push(unit);
  }

  /** The access unit is complete. Without a picture there is none: parameter sets at the end of the file. */
  #release(frames: FileFrame[]): void {
    if (this.#hasPicture) {
      const data = joinAnnexB(this.#units);
      frames.push({
        data,
        timestamp: Math.round(this.#count * this.#frameDuration),
        duration: Math.round(this.#frameDuration),
        keyFrame: payloadFormat(this.mimeType)?.isKeyFrame(data) === true,
      });
      this.#count++;
    }
    this.#units = [];
    this.#hasPicture = false;
  }
}

/** Where in an access unit a NAL unit stands: `before` a picture, a slice of it, or anything that belongs to it. */
type Place = 'before' | 'first slice' | 'slice' | 'with';

/** H.264 §7.4.1.2.3: after a picture, one of these types or the first slice of the next begins a new access unit. */
function placeInH264(unit: Uint8Array): Place {
  const type = (unit[0] as number) & 0x1f;
  // first_mb_in_slice is ue(v): 0 is a single 1 bit.
  if (type >= 1 && type <= 5) return type !== 1 && type !== 2 && type !== 5 ? 'slice' : firstBit(unit, 1);
  return (type >= 6 && type <= 9) || (type >= 14 && type <= 18) ? 'before' : 'with';
}

/** H.265 §7.4.2.4.4: the same, by first_slice_segment_in_pic_flag. */
function placeInH265(unit: Uint8Array): Place {
  const type = ((unit[0] as number) >> 1) & 0x3f;
  if (type < 32) return firstBit(unit, 2);
  const before = (type >= 32 && type <= 35) || type === 39 || (type >= 41 && type <= 44) || (type >= 48 && type <= 55);
  return before ? 'before' : 'with';
}

function firstBit(unit: Uint8Array, at: number): Place {
  return ((unit[at] ?? 0) & 0x80) === 0 ? 'slice' : 'first slice';
}

/** Frames are in Annex B form as they are: this only waits for the first key frame. */
export class AnnexBWriter implements MediaFileWriter {
  readonly #mimeType: AnnexBCodec;
  #began = false;

  constructor(mimeType: AnnexBCodec) {
    this.#mimeType = mimeType;
  }

  write(data: Uint8Array): Uint8Array {
    this.#began ||= payloadFormat(this.#mimeType)?.isKeyFrame(data) === true;
    return this.#began ? data : new Uint8Array(0);
  }

  end(): Uint8Array {
    return new Uint8Array(0);
  }
}
