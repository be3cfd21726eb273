/** Opus in Ogg (RFC 7845). */

import { concatenate } from '../../base/concatenate.ts';
import { opusDuration } from '../../payload/opus.ts';
import { ByteQueue } from './byte-queue.ts';
import type { FileFrame, MediaFileReader, MediaFileWriter } from './media-file.ts';
import { findPage, MAX_SEGMENTS, type OggPage, pageLength, readPage, writePage } from './ogg-page.ts';

/** Bounds a packet that goes on over pages; RFC 7845 §6 has 61440 bytes for one of audio. */
const MAX_PACKET_LENGTH = 64 * 1024;
/** Bytes without a page before the file is taken for one of another kind. */
const MAX_SEARCH = 256 * 1024;

const HEAD = 'OpusHead';
const TAGS = 'OpusTags';

/** Microseconds of a sample at 48 kHz, in which an Ogg Opus file counts whatever the input's rate was (RFC 7845 §4). */
const SAMPLE = 1e6 / 48_000;

/** The first Opus stream of the file; others in it are left out. */
export class OggOpusReader implements MediaFileReader {
  readonly mimeType = 'audio/opus';
  readonly #queue: ByteQueue = new ByteQueue();
  #malformed = false;
  #serialNumber: number | undefined;
  /** Its last page came: another may follow in the same file (RFC 7845 §3, chaining). */
  #ended = true;
  #channels = 0;
  #preSkip = 0;
  #samples = 0;
  #pieces: Uint8Array[] = [];
  #piecesLength = 0;
  #skipped = 0;

  get malformed(): boolean {
    return this.#malformed;
  }

  /** 0 before the header came. */
  get channels(): number {
    return this.#channels;
  }

  /** Samples at 48 kHz that a player leaves out at the beginning. */
  get preSkip(): number {
    return this.#preSkip;
  }

  push(bytes: Uint8Array): FileFrame[] {
    const frames: FileFrame[] = [];
    if (this.#malformed) return frames;
    this.#queue.push(bytes);
    for (let page = this.#nextPage(); page !== undefined; page = this.#nextPage()) this.#page(page, frames);
    return frames;
  }

  end(): FileFrame[] {
    return [];
  }

  #nextPage(): OggPage | undefined {
    for (;;) {
      const bytes = this.#queue.view();
      const start = findPage(bytes, 0);
      if (start > 0) {
        this.#skip(start);
        if (this.#malformed) return undefined;
        continue;
      }
      const length = pageLength(bytes);
      if (length === undefined || bytes.length < length) return undefined;
      const page = readPage(bytes.slice(0, length));
      if (page !== undefined) {
        this.#queue.skip(length);
        return page;
      }
      // RFC 3533 §6: a page whose checksum is wrong is no page; the next one is searched for.
      this.#skip(1);
      if (this.#malformed) return undefined;
    }
  }

  #skip(length: number): void {
    this.#queue.skip(length);
    this.#skipped += length;
    if (this.#serialNumber === undefined && this.#skipped > MAX_SEARCH) this.#malformed = true;
  }

  #page(page: OggPage, frames: FileFrame[]): void {
    if (page.beginOfStream) this.#begin(page);
    if (page.serialNumber !== this.#serialNumber || page.beginOfStream) return;
    if (page.continued !== this.#pieces.length > 0) this.#forget();
    // The rest of a packet whose beginning is not there.
    let lost = page.continued && this.#pieces.length === 0;
    let start = 0;
    let at = 0;
    for (const length of page.segments) {
      at += length;
      if (length === 255) continue;
      if (!lost) this.#packet(page.body.subarray(start, at), frames);
      lost = false;
      start = at;
    }
    this.#ended = page.endOfStream;
    if (start < at && !lost) this.#hold(page.body.subarray(start, at));
  }

  /**
   * The identification header (RFC 7845 §5.1), numbers little-endian:
   *
   *  0          8         9          10         12                  16            18
   * +----------+---------+----------+----------+-------------------+-------------+---------
   * |"OpusHead"| version | channels | pre-skip | input sample rate | output gain | mapping…
   * +----------+---------+----------+----------+-------------------+-------------+---------
   */
  #begin({ body, serialNumber }: OggPage): void {
    // RFC 7845 §5.1: versions below 16 are compatible.
    if (!this.#ended || body.length < 19 || !startsWith(body, HEAD) || (body[8] as number) > 15) return;
    this.#serialNumber = serialNumber;
    this.#ended = false;
    this.#channels = body[9] as number;
    this.#preSkip = (body[10] as number) | ((body[11] as number) << 8);
    this.#forget();
  }

  #hold(piece: Uint8Array): void {
    this.#piecesLength += piece.length;
    if (this.#piecesLength > MAX_PACKET_LENGTH) this.#forget();
    else this.#pieces.push(piece);
  }

  #forget(): void {
    this.#pieces = [];
    this.#piecesLength = 0;
  }

  #packet(last: Uint8Array, frames: FileFrame[]): void {
    const data = new Uint8Array(this.#piecesLength + last.length);
    let at = 0;
    for (const piece of [...this.#pieces, last]) {
      data.set(piece, at);
      at += piece.length;
    }
    this.#forget();
    const samples = startsWith(data, TAGS) ? undefined : opusDuration(data);
    if (samples === undefined) return;
    frames.push({
      data,
      timestamp: Math.round(this.#samples * SAMPLE),
      duration: Math.round(samples * SAMPLE),
      keyFrame: true,
    });
    this.#samples += samples;
  }
}

/** How an Ogg file is written. */
export interface OggOpusOptions {
  /** Of the stream; anything. */
  readonly serialNumber?: number | undefined;
  /** 2 if left out. */
  readonly channels?: 1 | 2 | undefined;
}

/** Packets of about a second go into one page. */
const PAGE_SAMPLES = 48_000;
/** A longer pause is taken for a jump of the clock, and left out. */
const MAX_GAP_SAMPLES = 48_000 * 60;

export class OggOpusWriter implements MediaFileWriter {
  readonly #serialNumber: number;
  readonly #channels: number;
  #sequenceNumber = 0;
  #began = false;
  /** Microseconds that stand for sample 0. */
  #origin = 0;
  /** Up to the end of the last packet. */
  #samples = 0;
  #packets: Uint8Array[] = [];
  #segmentCount = 0;
  #pageSamples = 0;

  constructor(options: OggOpusOptions = {}) {
    this.#serialNumber = (options.serialNumber ?? 1) >>> 0;
    this.#channels = options.channels ?? 2;
  }

  write(data: Uint8Array, timestamp: number): Uint8Array {
    const samples = opusDuration(data);
    if (samples === undefined) return new Uint8Array(0);
    const pages: Uint8Array[] = [];
    if (!this.#began) {
      this.#began = true;
      this.#origin = timestamp;
      pages.push(this.#head(), this.#tags());
    }
    this.#fillGap(data, samples, timestamp, pages);
    this.#append(data, samples, pages);
    return concatenate(pages);
  }

  end(): Uint8Array {
    return this.#began ? this.#flush(true) : new Uint8Array(0);
  }

  /**
   * RFC 7845 §4.1: in place of packets that were lost or not sent, a multiplexer SHOULD put ones that ask for
   * concealment: of the same kind as their neighbours, without data (a TOC byte of code 0 alone).
   */
  #fillGap(data: Uint8Array, samples: number, timestamp: number, pages: Uint8Array[]): void {
    const gap = Math.round((timestamp - this.#origin) / SAMPLE) - this.#samples;
    if (gap > MAX_GAP_SAMPLES || gap < -MAX_GAP_SAMPLES) {
      this.#origin += gap * SAMPLE;
      return;
    }
    const empty = Uint8Array.of((data[0] as number) & 0xfc);
    const length = opusDuration(empty) ?? samples;
    for (let left = gap; left >= length; left -= length) this.#append(empty, length, pages);
  }

  #append(data: Uint8Array, samples: number, pages: Uint8Array[]): void {
    const segments = Math.floor(data.length / 255) + 1;
    if (segments > MAX_SEGMENTS) return;
    if (this.#segmentCount + segments > MAX_SEGMENTS || this.#pageSamples >= PAGE_SAMPLES)
      pages.push(this.#flush(false));
    this.#packets.push(data.slice());
    this.#segmentCount += segments;
    this.#samples += samples;
    this.#pageSamples += samples;
  }

  #flush(endOfStream: boolean): Uint8Array {
    const page = this.#page(this.#packets, this.#samples, false, endOfStream);
    this.#packets = [];
    this.#segmentCount = 0;
    this.#pageSamples = 0;
    return page;
  }

  #page(packets: readonly Uint8Array[], granule: number, beginOfStream: boolean, endOfStream: boolean): Uint8Array {
    const segments: number[] = [];
    for (const { length } of packets) {
      for (let i = 255; i <= length; i += 255) segments.push(255);
      segments.push(length % 255);
    }
    return writePage({
      continued: false,
      beginOfStream,
      endOfStream,
      granulePosition: granule,
      serialNumber: this.#serialNumber,
      sequenceNumber: this.#sequenceNumber++,
      segments: Uint8Array.from(segments),
      body: concatenate(packets),
    });
  }

  /** Version 1, no pre-skip (the stream begins in the middle of a conversation), mapping family 0. */
  #head(): Uint8Array {
    const head = new Uint8Array(19);
    head.set(ascii(HEAD), 0);
    head[8] = 1;
    head[9] = this.#channels;
    new DataView(head.buffer).setUint32(12, 48_000, true);
    return this.#page([head], 0, true, false);
  }

  /** The comment header (RFC 7845 §5.2): the vendor's name, no comments. */
  #tags(): Uint8Array {
    const vendor = ascii('PureRTC');
    const tags = new Uint8Array(16 + vendor.length);
    tags.set(ascii(TAGS), 0);
    new DataView(tags.buffer).setUint32(8, vendor.length, true);
    tags.set(vendor, 12);
    return this.#page([tags], 0, false, false);
  }
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, character => character.charCodeAt(0));
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}
