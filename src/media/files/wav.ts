/** WAV (RIFF WAVE; RFC 2361 for the format tags): 16-bit PCM, µ-law and A-law. */

import { decodeALaw, decodeMuLaw } from '../codecs/pcm.ts';
import { ByteQueue } from './byte-queue.ts';
import type { FileFrame, MediaFileReader, MediaFileWriter } from './media-file.ts';

/** What the samples of a file are. */
export type WavEncoding = 'audio/L16' | 'audio/PCMU' | 'audio/PCMA';

/** Format tags (RFC 2361 §2 and appendix A). */
const TAGS: Readonly<Record<number, WavEncoding>> = { 1: 'audio/L16', 6: 'audio/PCMA', 7: 'audio/PCMU' };
const EXTENSIBLE = 0xfffe;

/** Frames of 20 ms, as RFC 3551 §4.2 has them over RTP. */
const FRAMES_PER_SECOND = 50;
/** A chunk before the samples that is larger is taken for a broken file. */
const MAX_CHUNK_LENGTH = 16 * 1024 * 1024;
/** Sizes of a file that is written without going back. */
const UNKNOWN_SIZE = 0xffff_ffff;

/*
 * Chunks, numbers little-endian: an id of four letters, the size, as many bytes, a byte more if that is odd.
 *
 * "RIFF" size "WAVE"
 *   "fmt " size  tag(2) channels(2) sampleRate(4) byteRate(4) blockAlign(2) bitsPerSample(2) …
 *   "data" size  samples, channels interleaved
 */
/** 16-bit samples come out in network byte order, as `audio/L16` has them. */
export class WavReader implements MediaFileReader {
  readonly #queue: ByteQueue = new ByteQueue();
  #state: 'riff' | 'chunks' | 'data' | 'done' = 'riff';
  #malformed = false;
  #mimeType: WavEncoding | undefined;
  #channels = 0;
  #sampleRate = 0;
  /** Bytes of the data chunk to come. */
  #left = 0;
  #samples = 0;

  get mimeType(): WavEncoding | undefined {
    return this.#mimeType;
  }

  get malformed(): boolean {
    return this.#malformed;
  }

  /** 0 before the header came. */
  get channels(): number {
    return this.#channels;
  }

  /** Hz. */
  get sampleRate(): number {
    return this.#sampleRate;
  }

  push(bytes: Uint8Array): FileFrame[] {
    const frames: FileFrame[] = [];
    if (this.#malformed || this.#state === 'done') return frames;
    this.#queue.push(bytes);
    while (this.#state !== 'data') if (!this.#readChunk()) return frames;
    const size = this.#blockSize * Math.max(1, Math.round(this.#sampleRate / FRAMES_PER_SECOND));
    while (this.#left >= size && this.#queue.length >= size) frames.push(this.#frame(size));
    if (this.#left < size && this.#queue.length >= this.#left) frames.push(...this.end());
    return frames;
  }

  /** The last frame, which may be shorter. */
  end(): FileFrame[] {
    if (this.#malformed || this.#state !== 'data') return [];
    this.#state = 'done';
    const bytes = Math.min(this.#left, this.#queue.length);
    const whole = bytes - (bytes % this.#blockSize);
    return whole === 0 ? [] : [this.#frame(whole)];
  }

  /** A frame's samples, 16-bit and interleaved. */
  samplesOf(frame: FileFrame): Int16Array {
    if (this.#mimeType === 'audio/PCMU') return decodeMuLaw(frame.data);
    if (this.#mimeType === 'audio/PCMA') return decodeALaw(frame.data);
    const samples = new Int16Array(frame.data.length / 2);
    for (let i = 0; i < samples.length; i++) {
      samples[i] = ((frame.data[2 * i] as number) << 8) | (frame.data[2 * i + 1] as number);
    }
    return samples;
  }

  get #blockSize(): number {
    return this.#channels * (this.#mimeType === 'audio/L16' ? 2 : 1);
  }

  /** Whether one was there as a whole, or the samples begin. */
  #readChunk(): boolean {
    if (this.#malformed || this.#queue.length < (this.#state === 'riff' ? 12 : 8)) return false;
    const bytes = this.#queue.view();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const id = view.getUint32(0);
    const size = view.getUint32(4, true);
    if (this.#state === 'riff') {
      if (id !== 0x5249_4646 || view.getUint32(8) !== 0x5741_5645) return this.#fail();
      this.#queue.skip(12);
      this.#state = 'chunks';
      return true;
    }
    if (id === 0x6461_7461) {
      if (this.#mimeType === undefined) return this.#fail();
      this.#queue.skip(8);
      // Programs that cannot go back leave 0 or all ones: the samples last to the end of the file.
      this.#left = size === 0 || size === UNKNOWN_SIZE ? Number.POSITIVE_INFINITY : size;
      this.#state = 'data';
      return true;
    }
    if (size > MAX_CHUNK_LENGTH) return this.#fail();
    const whole = 8 + size + (size % 2);
    if (bytes.length < whole) return false;
    if (id === 0x666d_7420 && !this.#readFormat(view, size)) return this.#fail();
    this.#queue.skip(whole);
    return true;
  }

  #readFormat(view: DataView, size: number): boolean {
    if (size < 16) return false;
    let tag = view.getUint16(8, true);
    // WAVE_FORMAT_EXTENSIBLE: the tag is the beginning of the GUID in the extension.
    if (tag === EXTENSIBLE) tag = size < 26 ? 0 : view.getUint16(32, true);
    const mimeType = TAGS[tag];
    const channels = view.getUint16(10, true);
    const sampleRate = view.getUint32(12, true);
    const bits = view.getUint16(22, true);
    if (mimeType === undefined || bits !== (mimeType === 'audio/L16' ? 16 : 8)) return false;
    if (channels === 0 || channels > 255 || sampleRate === 0 || sampleRate > 768_000) return false;
    this.#mimeType = mimeType;
    this.#channels = channels;
    this.#sampleRate = sampleRate;
    return true;
  }

  #fail(): boolean {
    this.#malformed = true;
    return false;
  }

  #frame(size: number): FileFrame {
    const data = this.#queue.take(size);
    if (this.#mimeType === 'audio/L16') swapBytes(data);
    const blocks = size / this.#blockSize;
    const timestamp = Math.round((this.#samples * 1e6) / this.#sampleRate);
    const duration = Math.round((blocks * 1e6) / this.#sampleRate);
    this.#samples += blocks;
    this.#left -= size;
    return { data, timestamp, duration, keyFrame: true };
  }
}

/** How a WAV file is written. */
export interface WavOptions {
  /** What the samples are. */
  readonly mimeType: WavEncoding;
  /** 8000 if left out. */
  readonly sampleRate?: number | undefined;
  /** 1 if left out. */
  readonly channels?: number | undefined;
}

/** A longer pause is taken for a jump of the clock, and left out. */
const MAX_GAP_SECONDS = 60;
const HEADER_LENGTH = 44;

/** Takes frames as they are over RTP; a pause between them is filled with silence. */
export class WavWriter implements MediaFileWriter {
  readonly #mimeType: WavEncoding;
  readonly #sampleRate: number;
  readonly #channels: number;
  #began = false;
  #origin = 0;
  /** Of one channel. */
  #samples = 0;

  constructor(options: WavOptions) {
    this.#mimeType = options.mimeType;
    this.#sampleRate = options.sampleRate ?? 8000;
    this.#channels = options.channels ?? 1;
  }

  write(data: Uint8Array, timestamp: number): Uint8Array {
    const block = this.#blockSize;
    const whole = data.length - (data.length % block);
    if (whole === 0) return new Uint8Array(0);
    const before = this.#began ? new Uint8Array(0) : this.#header(UNKNOWN_SIZE);
    if (!this.#began) this.#origin = timestamp;
    this.#began = true;
    const silence = this.#silenceBefore(timestamp) * block;
    const bytes = new Uint8Array(before.length + silence + whole);
    bytes.set(before, 0);
    bytes.fill(this.#silence, before.length, before.length + silence);
    const samples = bytes.subarray(before.length + silence);
    samples.set(data.subarray(0, whole), 0);
    if (this.#mimeType === 'audio/L16') swapBytes(samples);
    this.#samples += (silence + whole) / block;
    return bytes;
  }

  end(): Uint8Array {
    return new Uint8Array(0);
  }

  /** The header with the sizes, which may be written over the one at the beginning of the file. */
  header(): Uint8Array {
    return this.#header(this.#samples * this.#blockSize);
  }

  /** Half a frame of jitter in the times is no pause. */
  #silenceBefore(timestamp: number): number {
    const gap = Math.round(((timestamp - this.#origin) * this.#sampleRate) / 1e6) - this.#samples;
    if (Math.abs(gap) > MAX_GAP_SECONDS * this.#sampleRate) {
      this.#origin += (gap * 1e6) / this.#sampleRate;
      return 0;
    }
    return gap > this.#sampleRate / (2 * FRAMES_PER_SECOND) ? gap : 0;
  }

  get #blockSize(): number {
    return this.#channels * (this.#mimeType === 'audio/L16' ? 2 : 1);
  }

  /** The code of 0. */
  get #silence(): number {
    return this.#mimeType === 'audio/L16' ? 0 : this.#mimeType === 'audio/PCMU' ? 0xff : 0xd5;
  }

  #header(dataSize: number): Uint8Array {
    const bytes = new Uint8Array(HEADER_LENGTH);
    const view = new DataView(bytes.buffer);
    const tag = this.#mimeType === 'audio/L16' ? 1 : this.#mimeType === 'audio/PCMA' ? 6 : 7;
    view.setUint32(0, 0x5249_4646);
    view.setUint32(4, Math.min(UNKNOWN_SIZE, dataSize + HEADER_LENGTH - 8), true);
    view.setUint32(8, 0x5741_5645);
    view.setUint32(12, 0x666d_7420);
    view.setUint32(16, 16, true);
    view.setUint16(20, tag, true);
    view.setUint16(22, this.#channels, true);
    view.setUint32(24, this.#sampleRate, true);
    view.setUint32(28, this.#sampleRate * this.#blockSize, true);
    view.setUint16(32, this.#blockSize, true);
    view.setUint16(34, tag === 1 ? 16 : 8, true);
    view.setUint32(36, 0x6461_7461);
    view.setUint32(40, Math.min(UNKNOWN_SIZE, dataSize), true);
    return bytes;
  }
}

/** Between little-endian and network byte order. */
function swapBytes(bytes: Uint8Array): void {
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const low = bytes[i] as number;
    bytes[i] = bytes[i + 1] as number;
    bytes[i + 1] = low;
  }
}
