/**
 * `purertc/legacy`: the package with the members that old programs call and that today's specification has removed.
 *
 * ```ts
 * import { RTCPeerConnection } from 'purertc/legacy';
 * ```
 *
 * @module purertc/legacy
 */

export * from '../index.ts';
export { getUserMedia } from './get-user-media.ts';
export type { LegacyConfiguration, LegacyIceServer } from './legacy-configuration.ts';
export type { MediaConstraints } from './media-constraints.ts';
export { MediaStreamEvent, type MediaStreamEventInit } from './media-stream-event.ts';
export {
  RTCPeerConnection,
  type RTCPeerConnectionErrorCallback,
  type RTCSessionDescriptionCallback,
  type VoidFunction,
} from './rtc-peer-connection.ts';
