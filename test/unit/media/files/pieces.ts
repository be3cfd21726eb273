/** For the tests of files: the same bytes as a whole and in pieces. */

import type { FileFrame, MediaFileReader } from '../../../../src/media/files/index.ts';

export function readAll(reader: MediaFileReader, bytes: Uint8Array, piece: number = bytes.length): FileFrame[] {
  const frames: FileFrame[] = [];
  for (let at = 0; at < bytes.length; at += piece) frames.push(...reader.push(bytes.slice(at, at + piece)));
  return [...frames, ...reader.end()];
}

export function concat(...pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap(piece => [...piece]));
}
