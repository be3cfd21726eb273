/** Tracks, where their media comes from and where it goes. */

export * from './constraints.ts';
export * from './media-runtime.ts';
export * from './media-stream.ts';
export * from './media-stream-track.ts';
export * from './overconstrained-error.ts';
export * from './sink-list.ts';
export * from './track-source.ts';
