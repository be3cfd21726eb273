/** Tracks, where their media comes from and where it goes. */

export * from './audio-track-source.ts';
export * from './codec-description.ts';
export * from './constraints.ts';
export * from './devices.ts';
export * from './encoded-track-source.ts';
export * from './forward.ts';
export * from './media-device.ts';
export * from './media-runtime.ts';
export * from './media-stream.ts';
export * from './media-stream-track.ts';
export * from './mosaic-encoder.ts';
export * from './overconstrained-error.ts';
export * from './rtc-rtp-packet.ts';
export * from './sink-list.ts';
export * from './track-source.ts';
