/**
 * Tracks, where their media comes from and where it goes.
 *
 * @module purertc/media
 */

export type { MediaKind } from '../rtp/parameters.ts';
export type { EncodedFrame, ReceivedFrame, ReceivedPacket } from '../streams/ports.ts';
export type { AudioDataLike } from './audio-data.ts';
export { PcmAudioData, samplesOf } from './audio-data.ts';
export type { AudioTrackSourceInit } from './audio-track-source.ts';
export { AudioTrackSource } from './audio-track-source.ts';
export type { CodecDescription } from './codec-description.ts';
export { describeCodec } from './codec-description.ts';
export type {
  AudioCodecConfig,
  AudioDecoderClass,
  AudioDecoderLike,
  AudioEncoderClass,
  AudioEncoderLike,
  CodecCallbacks,
  CodecEntry,
  EncodedChunkLike,
} from './codec-registry.ts';
export { decoderFor, encoderFor, registerDecoder, registerEncoder } from './codec-registry.ts';
export type {
  ConstrainBoolean,
  ConstrainBooleanOrDOMString,
  ConstrainBooleanOrDOMStringParameters,
  ConstrainBooleanParameters,
  ConstrainDOMString,
  ConstrainDOMStringParameters,
  ConstrainDouble,
  ConstrainDoubleRange,
  ConstrainULong,
  ConstrainULongRange,
  DoubleRange,
  EchoCancellationModeEnum,
  MediaTrackCapabilities,
  MediaTrackConstraintSet,
  MediaTrackConstraints,
  MediaTrackSettings,
  MediaTrackSupportedConstraints,
  PropertyName,
  ULongRange,
  VideoFacingModeEnum,
  VideoResizeModeEnum,
} from './constraints.ts';
export {
  PROPERTY_NAMES,
  supportedConstraints,
  toMediaTrackConstraints,
  toRequestedConstraints,
} from './constraints.ts';
export type { DecoderEvents } from './decoder-pipeline.ts';
export { DecoderPipeline } from './decoder-pipeline.ts';
export type { MediaStreamConstraints } from './devices.ts';
export { createMediaDevices, MediaDevices, mediaDevices } from './devices.ts';
export type {
  EncodedChunk,
  EncodedFrameInit,
  EncodedTrackSourceEventMap,
  EncodedTrackSourceInit,
  LayerOptions,
} from './encoded-track-source.ts';
export { EncodedTrackSource, KeyFrameRequestEvent } from './encoded-track-source.ts';
export type { EncoderEvents, EncoderWishes } from './encoder-pipeline.ts';
export { EncoderPipeline, encodableCodec } from './encoder-pipeline.ts';
export type { FileFormat } from './file-formats.ts';
export type { PlayFileOptions } from './file-player.ts';
export { FilePlayer, playFile } from './file-player.ts';
export type { RecordTrackOptions } from './file-recorder.ts';
export { FileRecorder, recordTrack } from './file-recorder.ts';
export * from './files/index.ts';
export type { ForwardOptions } from './forward.ts';
export { forward, TrackForwarder } from './forward.ts';
export type { MediaDevice, MediaDeviceKind } from './media-device.ts';
export { createDeviceInfo, InputDeviceInfo, MediaDeviceInfo } from './media-device.ts';
export type { MediaRuntime, MediaTasks, MediaTimer } from './media-runtime.ts';
export { platformRuntime, randomUuid } from './media-runtime.ts';
export type { MediaStreamEventMap, MediaStreamTrackEventInit } from './media-stream.ts';
export {
  addToStream,
  createStream,
  isMediaStream,
  MediaStream,
  MediaStreamTrackEvent,
  removeFromStream,
} from './media-stream.ts';
export type { MediaStreamTrackEventMap, MediaStreamTrackState, TrackInit, TrackSlots } from './media-stream-track.ts';
export {
  createTrack,
  endTrack,
  isMediaStreamTrack,
  MediaStreamTrack,
  requestKeyFrame,
  setMuted,
  subscribe,
  trackSlots,
  tracksOf,
  unsubscribe,
  whenEnded,
} from './media-stream-track.ts';
export { encodeMosaic, type Mosaic } from './mosaic-encoder.ts';
export { OverconstrainedError } from './overconstrained-error.ts';
export type { ReaderOptions, TrackFrame } from './readers.ts';
export { readFrames, readPackets, readSamples } from './readers.ts';
export type { RTCRtpPacketInit } from './rtc-rtp-packet.ts';
export { createRtpPacket, RTCRtpHeaderExtension, RTCRtpPacket, rtpPacketOrigin } from './rtc-rtp-packet.ts';
export { SinkList } from './sink-list.ts';
export type { Overflow } from './track-reader.ts';
export { TrackReader } from './track-reader.ts';
export type { AudioSamples, MediaForm, TrackSink, TrackSource } from './track-source.ts';
