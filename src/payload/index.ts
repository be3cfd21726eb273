/**
 * RTP payload formats (layer L2): the registry and the formats that wrap other payloads.
 *
 * @module purertc/payload
 */

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
export { type RedBlock, type RedFrame, readRed, writeRed } from './red.ts';
export { payloadFormat } from './registry.ts';
export { RTX_HEADER_LENGTH, readOriginalSequenceNumber, writeRtxPayload } from './rtx.ts';
export {
  eventOfTone,
  readTelephoneEvent,
  type TelephoneEvent,
  toneOfEvent,
  writeTelephoneEvent,
} from './telephone-event.ts';
