/** What readers and writers of media files have in common: bytes in pieces of any size on one side, frames on the other. */

/** A frame out of a file, as the payload format of its codec takes it. */
export interface FileFrame {
  /** The encoded bytes. */
  readonly data: Uint8Array;
  /** Microseconds from the beginning of the file. */
  readonly timestamp: number;
  /** Microseconds, where the format tells. */
  readonly duration: number | undefined;
  /** Whether a decoder can begin with it. */
  readonly keyFrame: boolean;
}

/** Takes a file piece by piece: nothing has to be in memory at once. */
export interface MediaFileReader {
  /** `video/VP8` and the like; undefined until it is known. */
  readonly mimeType: string | undefined;
  /** The bytes are no such file, or break off in a way that cannot be gone on from: no more frames come. */
  readonly malformed: boolean;
  /** The frames that are complete with these bytes. */
  push(bytes: Uint8Array): FileFrame[];
  /** The file is at its end: what was still held back. */
  end(): FileFrame[];
}

/** Makes a file: what the methods answer is to be written one after the other. */
export interface MediaFileWriter {
  /** `timestamp` in microseconds on any clock: the file begins with its first frame. Empty while there is nothing to write. */
  write(data: Uint8Array, timestamp: number): Uint8Array;
  /** The last bytes. */
  end(): Uint8Array;
  /** What the beginning of the file says now that its length is known; absent where a file does not say it. */
  header?(): Uint8Array;
}
