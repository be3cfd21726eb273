/** Debian's ffmpeg as the other maker and reader of media files: the test pattern as frames, tones as samples. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TestContext } from 'node:test';
import type { PatternReading } from '../page/test-pattern.ts';
import { drawPattern, PATTERN_HEIGHT, PATTERN_WIDTH, readPattern } from '../page/test-pattern.ts';
import type { Program } from './programs.ts';
import { locate } from './programs.ts';

/** Of one picture of the pattern in RGBA. */
const PICTURE_BYTES = PATTERN_WIDTH * PATTERN_HEIGHT * 4;

const RAW_PICTURES = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${PATTERN_WIDTH}x${PATTERN_HEIGHT}`];

/** Each frame once, and at its time: rounded to a frame rate, two frames of an irregular source may fall on one. */
const OWN_TIMES = ['-fps_mode', 'passthrough', '-enc_time_base', '-1'];

export interface VideoFile {
  readonly firstNumber: number;
  readonly frames: number;
  readonly frameRate: number;
  /** Codec, its options and format, as ffmpeg wants them. */
  readonly encoding: readonly string[];
}

/** A file of the pattern's pictures from `firstNumber` on. */
export function makeVideo(init: VideoFile): Promise<Uint8Array> {
  const { firstNumber, frames, frameRate, encoding } = init;
  function* pictures(): Generator<Uint8Array> {
    for (let i = 0; i < frames; i++) {
      const picture = new Uint8Array(PICTURE_BYTES);
      drawPattern(picture, firstNumber + i);
      yield picture;
    }
  }
  const input = [...RAW_PICTURES, '-r', `${frameRate}`, '-i', 'pipe:0'];
  return run('ffmpeg', ['-v', 'error', ...input, '-pix_fmt', 'yuv420p', ...encoding, 'pipe:1'], pictures());
}

/** A file with a tone at a quarter of full scale. */
export function makeTone(frequency: number, seconds: number, encoding: readonly string[]): Promise<Uint8Array> {
  // ffmpeg's sine has an eighth of full scale.
  const input = ['-f', 'lavfi', '-i', `sine=frequency=${frequency}:duration=${seconds}:sample_rate=48000`];
  return run('ffmpeg', ['-v', 'error', ...input, '-af', 'volume=2', ...encoding, 'pipe:1']);
}

/** What ffprobe says of a file's one stream. */
export interface Probe {
  readonly codec: string;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly sampleRate: number | undefined;
  /** Of the frames that it decoded. */
  readonly frames: number;
  /** When each packet is to be shown, in seconds, if the format says so. */
  readonly times: readonly number[];
}

/** A file on disk that ffmpeg reads. Whatever it complains of is an error here. */
export class FileUnderTest {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  static async write(t: TestContext, name: string, bytes: Uint8Array): Promise<FileUnderTest> {
    const folder = await mkdtemp(join(tmpdir(), 'purertc-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, name);
    await writeFile(path, bytes);
    return new FileUnderTest(path);
  }

  async probe(): Promise<Probe> {
    const entries = 'stream=codec_name,width,height,sample_rate,nb_read_frames:packet=pts_time';
    const told = await run('ffprobe', [
      '-v',
      'error',
      '-count_frames',
      '-show_entries',
      entries,
      '-of',
      'json',
      this.#path,
    ]);
    const { streams, packets } = JSON.parse(new TextDecoder().decode(told)) as {
      streams: readonly {
        codec_name: string;
        width?: number;
        height?: number;
        sample_rate?: string;
        nb_read_frames: string;
      }[];
      packets: readonly { pts_time?: string }[];
    };
    const [stream] = streams;
    if (stream === undefined || streams.length !== 1) throw new Error(`${streams.length} streams`);
    return {
      codec: stream.codec_name,
      width: stream.width,
      height: stream.height,
      sampleRate: stream.sample_rate === undefined ? undefined : Number(stream.sample_rate),
      frames: Number(stream.nb_read_frames),
      times: packets.flatMap(({ pts_time }) => (pts_time === undefined ? [] : [Number(pts_time)])),
    };
  }

  /** Decodes it all and keeps nothing. */
  async decode(): Promise<void> {
    await run('ffmpeg', ['-v', 'error', '-i', this.#path, ...OWN_TIMES, '-f', 'null', '-']);
  }

  /** What its pictures show. */
  async pictures(): Promise<readonly PatternReading[]> {
    const bytes = await run('ffmpeg', ['-v', 'error', '-i', this.#path, ...OWN_TIMES, ...RAW_PICTURES, 'pipe:1']);
    const readings: PatternReading[] = [];
    for (let at = 0; at + PICTURE_BYTES <= bytes.length; at += PICTURE_BYTES) {
      readings.push(readPattern(bytes.subarray(at, at + PICTURE_BYTES), PATTERN_WIDTH, PATTERN_HEIGHT));
    }
    return readings;
  }

  /** Its samples, of one channel. */
  async samples(sampleRate: number): Promise<Int16Array> {
    const format = ['-f', 's16le', '-ac', '1', '-ar', `${sampleRate}`];
    const bytes = await run('ffmpeg', ['-v', 'error', '-i', this.#path, ...format, 'pipe:1']);
    return new Int16Array(bytes.slice().buffer);
  }
}

/** What it writes. Fails if it does, or if it says anything at all on its error output. */
async function run(program: Program, args: readonly string[], input?: Iterable<Uint8Array>): Promise<Uint8Array> {
  const path = locate(program);
  if (path === undefined) throw new Error(`${program} is not installed`);
  const child = spawn(path, args, { stdio: 'pipe' });
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => output.push(piece));
  child.stderr.on('data', (piece: Buffer) => complaints.push(piece));
  const closed = once(child, 'close');
  // If it ends before it has read everything its exit code tells why.
  await pipeline(Readable.from(input ?? []), child.stdin).catch(() => {});
  const [code] = (await closed) as [number | null];
  const said = Buffer.concat(complaints).toString().trim();
  if (code !== 0 || said !== '') throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${said}`);
  return Buffer.concat(output);
}
