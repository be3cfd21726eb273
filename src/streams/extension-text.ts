/** Header extensions that are text: MID, RtpStreamId, RepairedRtpStreamId (RFC 9143 §15, RFC 8852 §4). */

import type { RtpPacket } from '../rtp/packet.ts';

/** Undefined if it is not there, or not negotiated (`id` 0). */
export function extensionText(packet: RtpPacket, id: number): string | undefined {
  const at = id === 0 ? -1 : packet.extensionAt(id);
  if (at < 0) return undefined;
  let text = '';
  const end = at + packet.extensionLength(at);
  // RFC 7941 §4.1: UTF-8 in general; identifiers of these three are ASCII tokens.
  for (let i = at; i < end; i++) text += String.fromCharCode(packet.bytes[i] as number);
  return text;
}

/** Whether it says `text`, without making a string. @hot */
export function extensionSays(packet: RtpPacket, at: number, text: string): boolean {
  const length = packet.extensionLength(at);
  if (length !== text.length) return false;
  for (let i = 0; i < length; i++) if (packet.bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
