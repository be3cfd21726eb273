/**
 * Tracks, where their media comes from and where it goes.
 *
 * @module purertc/media
 */

export type { EncodedFrame, ReceivedFrame, ReceivedPacket } from '../streams/ports.ts';
export * from './audio-data.ts';
export * from './audio-track-source.ts';
export * from './codec-description.ts';
export * from './codec-registry.ts';
export * from './constraints.ts';
export * from './decoder-pipeline.ts';
export * from './devices.ts';
export * from './encoded-track-source.ts';
export * from './encoder-pipeline.ts';
export type { FileFormat } from './file-formats.ts';
export * from './file-player.ts';
export * from './file-recorder.ts';
export * from './files/index.ts';
export * from './forward.ts';
export * from './media-device.ts';
export * from './media-runtime.ts';
export * from './media-stream.ts';
export * from './media-stream-track.ts';
export { encodeMosaic, type Mosaic } from './mosaic-encoder.ts';
export * from './overconstrained-error.ts';
export * from './readers.ts';
export * from './rtc-rtp-packet.ts';
export * from './sink-list.ts';
export * from './track-reader.ts';
export * from './track-source.ts';
