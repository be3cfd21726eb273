/** `FileRecorder`: a track as the bytes of a file. */

import { type FileFormat, openWriter } from './file-formats.ts';
import type { MediaFileWriter } from './files/index.ts';
import type { MediaStreamTrack } from './media-stream-track.ts';
import { readFrames, type TrackFrame } from './readers.ts';
import type { TrackReader } from './track-reader.ts';

/** How {@link recordTrack} records. */
export interface RecordTrackOptions {
  /** The recording fails if the codec is of another. Left out: what the codec is kept in, IVF, Annex B, Ogg or WAV. */
  format?: FileFormat;
  /** Simulcast: the layer to record; the first one if left out. */
  rid?: string;
  /** Frames that may wait for the writing; what is more is left out, and counted by {@link FileRecorder.dropped}. */
  capacity?: number;
}

/**
 * Records a track: pipe `readable` to where the file is to be. It ends with the track, or with `stop()`, and fails with
 * a NotSupportedError if the format cannot hold the codec.
 */
export function recordTrack(track: MediaStreamTrack, options: RecordTrackOptions = {}): FileRecorder {
  return new FileRecorder(track, options);
}

/** A track that is being recorded. Made by {@link recordTrack}. */
export class FileRecorder {
  /** The bytes of the file, in order. */
  readonly readable: ReadableStream<Uint8Array>;
  readonly #reader: TrackReader<TrackFrame>;
  readonly #format: FileFormat | undefined;
  readonly #frames: ReadableStreamDefaultReader<TrackFrame>;
  #writer: MediaFileWriter | undefined;

  constructor(track: MediaStreamTrack, options: RecordTrackOptions) {
    const { format, ...reading } = options;
    this.#format = format;
    this.#reader = readFrames(track, reading);
    this.#frames = this.#reader.readable.getReader();
    this.#writer = undefined;
    this.readable = new ReadableStream<Uint8Array>(
      { pull: controller => this.#pull(controller), cancel: () => this.#frames.cancel() },
      { highWaterMark: 0 },
    );
  }

  /** How many frames did not get into the file, because the writing was too slow or the first key frame had not come. */
  get dropped(): number {
    return this.#reader.dropped;
  }

  /**
   * After the end of `readable`: the header with the length, to be written over the one at the beginning of the file
   * where that can be done. IVF and WAV have one, and read well without.
   */
  get header(): Uint8Array | undefined {
    return this.#writer?.header?.();
  }

  /** Completes the file with what has come. */
  stop(): void {
    this.#reader.stop();
  }

  /** Until there is something to hand out. */
  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    for (;;) {
      const { value: frame, done } = await this.#frames.read();
      if (done) {
        const rest = this.#writer?.end();
        if (rest !== undefined && rest.length > 0) controller.enqueue(rest);
        controller.close();
        return;
      }
      this.#writer ??= this.#open(frame.mimeType);
      const bytes = this.#writer.write(frame.data, frame.timestamp ?? 0);
      if (bytes.length === 0) continue;
      controller.enqueue(bytes);
      return;
    }
  }

  #open(mimeType: string | undefined): MediaFileWriter {
    try {
      return openWriter(this.#format, mimeType);
    } catch (error) {
      void this.#frames.cancel();
      throw error;
    }
  }
}
