/** Which header extensions the packets of an encoding carry, by what was negotiated (RFC 8285 §5, RFC 9143 §15, RFC 8852). */

import { EXTENSION_URI } from '../rtp/extensions.ts';
import type { ExtensionElement } from '../rtp/header.ts';
import type { RtpHeaderExtension } from '../rtp/parameters.ts';
import type { ForwardedElements, OutgoingHeaderOptions } from './outgoing-header.ts';
import { OutgoingHeader } from './outgoing-header.ts';

/** Said by the source of a forwarded packet, and as true behind us. */
const FORWARDED: ReadonlySet<string> = new Set([
  EXTENSION_URI.audioLevel,
  EXTENSION_URI.csrcAudioLevel,
  EXTENSION_URI.videoOrientation,
  EXTENSION_URI.playoutDelay,
  EXTENSION_URI.colorSpace,
  EXTENSION_URI.absCaptureTime,
  EXTENSION_URI.dependencyDescriptor,
]);

export interface HeaderPair {
  /** With MID and RID, until the peer shows that it knows the SSRC. */
  readonly introducing: OutgoingHeader;
  readonly plain: OutgoingHeader;
}

/** Of packets that begin with the same elements. */
export interface HeaderChoice extends HeaderPair {
  /** With room for an audio level (RFC 6464); undefined if it is not negotiated. */
  readonly levelled: HeaderPair | undefined;
}

export interface HeaderPlan extends HeaderChoice {
  /** With room for the capture time; undefined if it is not negotiated. */
  readonly captured: HeaderChoice | undefined;
  /** With MID and repaired RID; undefined without RTX. */
  readonly rtx: OutgoingHeader | undefined;
}

export interface HeaderIdentity {
  readonly mid: string;
  readonly rid: string | undefined;
  readonly ssrc: number;
  readonly rtxSsrc: number | undefined;
}

export function headerPlan(identity: HeaderIdentity, extensions: readonly RtpHeaderExtension[]): HeaderPlan {
  const { mid, rid, ssrc, rtxSsrc } = identity;
  const named = (text: string | undefined, uri: string): ExtensionElement[] => {
    const id = extensionId(extensions, uri);
    return id === 0 || text === undefined ? [] : [{ id, data: ascii(text) }];
  };
  const audioLevelId = extensionId(extensions, EXTENSION_URI.audioLevel);
  const captureTimeId = extensionId(extensions, EXTENSION_URI.absCaptureTime);
  const header = (of: number, elements: ExtensionElement[], levelId = 0, captureId = 0): OutgoingHeader => {
    const options: OutgoingHeaderOptions = {
      ssrc: of,
      elements,
      audioLevelId: levelId,
      captureTimeId: captureId,
      transportSequenceId: extensionId(extensions, EXTENSION_URI.transportCc),
      sendTimeId: extensionId(extensions, EXTENSION_URI.absSendTime),
    };
    return new OutgoingHeader(options);
  };
  const byMid = named(mid, EXTENSION_URI.mid);
  const byBoth = [...byMid, ...named(rid, EXTENSION_URI.rid)];
  const pair = (levelId: number, captureId: number): HeaderPair => ({
    introducing: header(ssrc, byBoth, levelId, captureId),
    plain: header(ssrc, [], levelId, captureId),
  });
  const choice = (captureId = 0): HeaderChoice => ({
    ...pair(0, captureId),
    levelled: audioLevelId === 0 ? undefined : pair(audioLevelId, captureId),
  });
  return {
    ...choice(),
    captured: captureTimeId === 0 ? undefined : choice(captureTimeId),
    rtx: rtxSsrc === undefined ? undefined : header(rtxSsrc, [...byMid, ...named(rid, EXTENSION_URI.repairedRid)]),
  };
}

/** What goes on of packets with the extensions of `source`. */
export function forwardedElements(
  source: readonly RtpHeaderExtension[],
  extensions: readonly RtpHeaderExtension[],
): ForwardedElements {
  const sourceIds: number[] = [];
  const ids: number[] = [];
  for (const { id, uri } of source) {
    const ours = FORWARDED.has(uri) ? extensionId(extensions, uri) : 0;
    if (ours === 0) continue;
    sourceIds.push(id);
    ids.push(ours);
  }
  return { sourceIds, ids };
}

/** RFC 4588 §4: of a packet that is sent again, what was forwarded with it. */
export function repeatedElements(extensions: readonly RtpHeaderExtension[]): ForwardedElements {
  return forwardedElements(extensions, extensions);
}

function extensionId(extensions: readonly RtpHeaderExtension[], uri: string): number {
  return extensions.find(extension => extension.uri === uri)?.id ?? 0;
}

/** MIDs and RIDs are tokens (RFC 5888 §4, RFC 8851 §10). */
function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, char => char.charCodeAt(0) & 0x7f);
}
