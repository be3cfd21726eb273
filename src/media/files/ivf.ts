/** IVF, the container of the libvpx and libaom tools, for VP8, VP9 and AV1. */

import { payloadFormat } from '../../payload/registry.ts';
import { ByteQueue } from './byte-queue.ts';
import type { FileFrame, MediaFileReader, MediaFileWriter } from './media-file.ts';

const HEADER_LENGTH = 32;
const FRAME_HEADER_LENGTH = 12;
/** Larger frames are taken for a broken file. */
const MAX_FRAME_LENGTH = 64 * 1024 * 1024;

const FOURCC: Readonly<Record<string, string>> = {
  'video/vp8': 'VP80',
  'video/vp9': 'VP90',
  'video/av1': 'AV01',
};
const MIME_TYPES: Readonly<Record<string, string>> = { VP80: 'video/VP8', VP90: 'video/VP9', AV01: 'video/AV1' };

/** A temporal delimiter OBU with its size (AV1 §5.6): in files it begins each temporal unit, over RTP it is left out. */
const TEMPORAL_DELIMITER: Uint8Array = Uint8Array.of(0x12, 0x00);

/*
 * The file header, numbers little-endian:
 *
 *  0        4        6        8        12     14      16             20           24       28      32
 * +--------+--------+--------+--------+------+-------+--------------+------------+--------+-------+
 * | "DKIF" | version| header | fourcc | width| height| rate         | scale      | frames | unused|
 * |        |        | length |        |      |       | (per second) | (numerator)|        |       |
 * +--------+--------+--------+--------+------+-------+--------------+------------+--------+-------+
 *
 * and before each frame its size (4 bytes) and its time in units of scale / rate seconds (8 bytes).
 */
export class IvfReader implements MediaFileReader {
  #mimeType: string | undefined;
  #malformed = false;
  #width = 0;
  #height = 0;
  /** Microseconds of one unit of time. */
  #tick = 0;
  /** The time of the first frame, in the file's units. */
  #first: number | undefined;
  #headerRead = false;
  readonly #queue: ByteQueue = new ByteQueue();

  get mimeType(): string | undefined {
    return this.#mimeType;
  }

  get malformed(): boolean {
    return this.#malformed;
  }

  /** As the header says; 0 before it came. */
  get width(): number {
    return this.#width;
  }

  /** Pixels. */
  get height(): number {
    return this.#height;
  }

  push(bytes: Uint8Array): FileFrame[] {
    if (this.#malformed) return [];
    this.#queue.push(bytes);
    if (!this.#headerRead && !this.#readHeader()) return [];
    const frames: FileFrame[] = [];
    for (let frame = this.#readFrame(); frame !== undefined; frame = this.#readFrame()) frames.push(frame);
    return frames;
  }

  /** A frame that is cut off is lost. */
  end(): FileFrame[] {
    return [];
  }

  #readHeader(): boolean {
    if (this.#queue.length < HEADER_LENGTH) return false;
    const bytes = this.#queue.view();
    const header = viewOf(bytes);
    const length = header.getUint16(6, true);
    const fourcc = String.fromCharCode(...bytes.subarray(8, 12));
    const rate = header.getUint32(16, true);
    const mimeType = MIME_TYPES[fourcc];
    const isIvf = header.getUint32(0) === 0x444b_4946 && length >= HEADER_LENGTH;
    if (!isIvf || mimeType === undefined || rate === 0) {
      this.#malformed = true;
      return false;
    }
    if (bytes.length < length) return false;
    this.#mimeType = mimeType;
    this.#width = header.getUint16(12, true);
    this.#height = header.getUint16(14, true);
    this.#tick = (header.getUint32(20, true) * 1e6) / rate;
    this.#queue.skip(length);
    this.#headerRead = true;
    return true;
  }

  #readFrame(): FileFrame | undefined {
    if (this.#malformed || this.#queue.length < FRAME_HEADER_LENGTH) return undefined;
    const header = viewOf(this.#queue.view());
    const size = header.getUint32(0, true);
    if (size > MAX_FRAME_LENGTH) {
      this.#malformed = true;
      return undefined;
    }
    if (this.#queue.length < FRAME_HEADER_LENGTH + size) return undefined;
    const time = header.getUint32(4, true) + header.getUint32(8, true) * 2 ** 32;
    // Some programs write times of a clock that began anywhere, as libwebrtc does with those of RTP.
    this.#first ??= time;
    this.#queue.skip(FRAME_HEADER_LENGTH);
    const data = this.#queue.take(size);
    const keyFrame = payloadFormat(this.#mimeType ?? '')?.isKeyFrame(data) === true;
    // A damaged file may go back beyond it.
    const timestamp = Math.round(Math.max(0, time - this.#first) * this.#tick);
    return { data, timestamp, duration: undefined, keyFrame };
  }
}

/** Begins the file with the first key frame, whose size goes into the header; time is counted in microseconds. */
export class IvfWriter implements MediaFileWriter {
  readonly #mimeType: string;
  #width = 0;
  #height = 0;
  #first: number | undefined;
  #frames = 0;

  constructor(mimeType: string) {
    if (FOURCC[mimeType.toLowerCase()] === undefined) throw new TypeError(`IVF does not hold ${mimeType}.`);
    this.#mimeType = mimeType.toLowerCase();
  }

  write(data: Uint8Array, timestamp: number): Uint8Array {
    if (this.#first !== undefined) return this.#frame(data, timestamp - this.#first);
    const format = payloadFormat(this.#mimeType);
    if (format?.isKeyFrame(data) !== true) return new Uint8Array(0);
    const size = format.pictureSize(data);
    this.#width = size?.width ?? 0;
    this.#height = size?.height ?? 0;
    this.#first = timestamp;
    const frame = this.#frame(data, 0);
    const begin = new Uint8Array(HEADER_LENGTH + frame.length);
    begin.set(writeHeader(this.#mimeType, this.#width, this.#height, 0), 0);
    begin.set(frame, HEADER_LENGTH);
    return begin;
  }

  end(): Uint8Array {
    return new Uint8Array(0);
  }

  /** The header with the number of frames, which may be written over the one at the beginning of the file. */
  header(): Uint8Array {
    return writeHeader(this.#mimeType, this.#width, this.#height, this.#frames);
  }

  #frame(data: Uint8Array, time: number): Uint8Array {
    const delimiter =
      this.#mimeType === 'video/av1' && ((data[0] ?? 0) & 0x78) !== 0x10 ? TEMPORAL_DELIMITER.length : 0;
    const frame = new Uint8Array(FRAME_HEADER_LENGTH + delimiter + data.length);
    const header = viewOf(frame);
    header.setUint32(0, delimiter + data.length, true);
    const ticks = Math.max(0, Math.round(time));
    header.setUint32(4, ticks % 2 ** 32, true);
    header.setUint32(8, Math.floor(ticks / 2 ** 32), true);
    if (delimiter > 0) frame.set(TEMPORAL_DELIMITER, FRAME_HEADER_LENGTH);
    frame.set(data, FRAME_HEADER_LENGTH + delimiter);
    this.#frames++;
    return frame;
  }
}

function writeHeader(mimeType: string, width: number, height: number, frames: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_LENGTH);
  const header = viewOf(bytes);
  header.setUint32(0, 0x444b_4946);
  header.setUint16(6, HEADER_LENGTH, true);
  const fourcc = FOURCC[mimeType] as string;
  for (let i = 0; i < 4; i++) bytes[8 + i] = fourcc.charCodeAt(i);
  header.setUint16(12, width, true);
  header.setUint16(14, height, true);
  header.setUint32(16, 1_000_000, true);
  header.setUint32(20, 1, true);
  header.setUint32(24, frames, true);
  return bytes;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
