/**
 * `purertc/rtp`: RTP packets and their header extensions (RFC 3550, 8285).
 *
 * @module purertc/rtp
 */

export type { NtpTime } from '../base/ntp.ts';
export type { DependencyDescriptor } from './dependency-descriptor.ts';
export { readDependencyDescriptor, writeDependencyDescriptor } from './dependency-descriptor.ts';
export type {
  FrameDependencies,
  FrameDependencyStructure,
  FrameTemplate,
  TargetIndication,
} from './dependency-structure.ts';
export { ExtensionMap, fitsOneByte } from './extension-map.ts';
export * from './extensions.ts';
export type { ExtensionElement, RtpHeaderInit, WrittenHeader } from './header.ts';
export { writeRtpHeader } from './header.ts';
export type { ExtensionForm } from './packet.ts';
export { FIXED_HEADER_LENGTH, RtpPacket } from './packet.ts';
export type { MediaKind, RtpCodecParameters, RtpHeaderExtension } from './parameters.ts';
