/** RTP payload formats (layer L2): the registry and the formats that wrap other payloads. */

export type {
  AssembledFrame,
  Depacketizer,
  FrameInfo,
  Packetizer,
  PacketizerOptions,
  PayloadFormat,
  PayloadInfo,
  PayloadPart,
  PictureSize,
} from './payload-format.ts';
export { payloadFormat } from './registry.ts';
