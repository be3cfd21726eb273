/** The file formats by name: what plays and what records each (IVF, Annex B, Ogg Opus, WAV). */

import type { MediaKind } from '../rtp/parameters.ts';
import { domException } from '../webidl/index.ts';
import {
  AnnexBReader,
  AnnexBWriter,
  type FileFrame,
  IvfReader,
  IvfWriter,
  type MediaFileReader,
  type MediaFileWriter,
  OggOpusReader,
  OggOpusWriter,
  WavReader,
  WavWriter,
} from './files/index.ts';

/** IVF (VP8, VP9, AV1), Annex B (H.264, H.265), Ogg (Opus), WAV (PCM, G.711). */
export type FileFormat = 'ivf' | 'h264' | 'h265' | 'ogg' | 'wav';

/** Raw audio of a piece of a file. */
interface RawAudio {
  readonly data: Int16Array;
  readonly sampleRate: number;
  readonly channels: number;
}

/** A piece of a file that is played at once: a frame, or samples. */
export interface FileItem {
  readonly frame: FileFrame;
  readonly mimeType: string;
  readonly samples: RawAudio | undefined;
}

/** RFC 3551 §4.5.14: PCMU and PCMA over RTP are of 8 kHz; other G.711 has to be sampled anew. */
const G711_RATE = 8000;

/** What the first bytes say; undefined if they say nothing. Annex B is taken for H.264. */
export function formatOf(bytes: Uint8Array): FileFormat | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, 4));
  if (text === 'DKIF') return 'ivf';
  if (text === 'OggS') return 'ogg';
  if (text === 'RIFF') return 'wav';
  return text === '\0\0\0\u0001' || text.startsWith('\0\0\u0001') ? 'h264' : undefined;
}

export function kindOf(format: FileFormat): MediaKind {
  return format === 'ogg' || format === 'wav' ? 'audio' : 'video';
}

/** The format that holds a codec best. */
export function formatFor(mimeType: string | undefined): FileFormat {
  switch (mimeType?.toLowerCase()) {
    case 'video/vp8':
    case 'video/vp9':
    case 'video/av1':
      return 'ivf';
    case 'video/h264':
      return 'h264';
    case 'video/h265':
      return 'h265';
    case 'audio/opus':
      return 'ogg';
    case 'audio/pcmu':
    case 'audio/pcma':
      return 'wav';
    default:
      throw domException('NotSupportedError', `There is no file format for ${mimeType ?? 'a codec without a name'}.`);
  }
}

/** Takes a file apart. */
export class Demuxer {
  readonly #format: FileFormat;
  readonly #reader: MediaFileReader;

  constructor(format: FileFormat, frameRate: number | undefined) {
    this.#format = format;
    this.#reader = openReader(format, frameRate);
  }

  /** The pieces that are complete with these bytes. Throws if the bytes are of no such file. */
  push(bytes: Uint8Array): FileItem[] {
    return this.#items(this.#reader.push(bytes));
  }

  /** The file is at its end: what was held back. */
  end(): FileItem[] {
    return this.#items(this.#reader.end());
  }

  #items(frames: readonly FileFrame[]): FileItem[] {
    const reader = this.#reader;
    if (reader.malformed) throw domException('DataError', `The file is not of the format '${this.#format}'.`);
    const { mimeType } = reader;
    if (mimeType === undefined) return [];
    return frames.map(frame => ({ frame, mimeType, samples: rawAudio(reader, frame) }));
  }
}

function openReader(format: FileFormat, frameRate: number | undefined): MediaFileReader {
  switch (format) {
    case 'ivf':
      return new IvfReader();
    case 'h264':
      return new AnnexBReader({ mimeType: 'video/H264', frameRate });
    case 'h265':
      return new AnnexBReader({ mimeType: 'video/H265', frameRate });
    case 'ogg':
      return new OggOpusReader();
    case 'wav':
      return new WavReader();
    default:
      throw new TypeError(`'${String(format)}' is no format of a file.`);
  }
}

/** What cannot go over RTP as it is. */
function rawAudio(reader: MediaFileReader, frame: FileFrame): RawAudio | undefined {
  if (!(reader instanceof WavReader)) return undefined;
  const { sampleRate, channels, mimeType } = reader;
  if (mimeType !== 'audio/L16' && sampleRate === G711_RATE && channels === 1) return undefined;
  return { data: reader.samplesOf(frame), sampleRate, channels };
}

/** What makes a file of frames of this codec. Throws a NotSupportedError if the format cannot hold it. */
export function openWriter(format: FileFormat | undefined, mimeType: string | undefined): MediaFileWriter {
  const fitting = formatFor(mimeType);
  if (format !== undefined && format !== fitting) {
    throw domException('NotSupportedError', `A file of the format '${format}' cannot hold ${mimeType}.`);
  }
  switch (fitting) {
    case 'ivf':
      return new IvfWriter(mimeType as string);
    case 'h264':
      return new AnnexBWriter('video/H264');
    case 'h265':
      return new AnnexBWriter('video/H265');
    case 'ogg':
      return new OggOpusWriter();
    case 'wav':
      return new WavWriter({ mimeType: mimeType?.toLowerCase() === 'audio/pcma' ? 'audio/PCMA' : 'audio/PCMU' });
  }
}
