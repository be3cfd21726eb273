/** Readers and writers of media files: bytes on one side, frames on the other, no file system. */

export { type AnnexBCodec, type AnnexBOptions, AnnexBReader, AnnexBWriter } from './annex-b-file.ts';
export { IvfReader, IvfWriter } from './ivf.ts';
export type { FileFrame, MediaFileReader, MediaFileWriter } from './media-file.ts';
export { type OggOpusOptions, OggOpusReader, OggOpusWriter } from './ogg-opus.ts';
export { type WavEncoding, type WavOptions, WavReader, WavWriter } from './wav.ts';
