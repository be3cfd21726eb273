/** Writes an `m=` section for audio or video (RFC 9429 §5.2.1, §5.3.1; RFC 8830, 5576, 5761, 5506). */

import type { MediaKind, RtpCodecParameters } from '../rtp/parameters.ts';
import { serializeFmtp, serializeRtcpFeedback, serializeRtpMap } from '../sdp/attributes/codec.ts';
import { serializeRid, serializeSimulcast } from '../sdp/attributes/simulcast.ts';
import type { Direction, ExtMap } from '../sdp/attributes/stream.ts';
import { serializeExtMap, serializeMsid, serializeSsrc, serializeSsrcGroup } from '../sdp/attributes/stream.ts';
import type { Attribute, MediaSection } from '../sdp/model.ts';
import { attribute } from '../sdp/model.ts';
import { encodingName } from './capabilities.ts';
import { sends } from './direction.ts';
import type { TransceiverState } from './media-plan.ts';
import type { WrittenSimulcast } from './simulcast.ts';
import type { WrittenSection } from './write-section.ts';
import { writeSection } from './write-section.ts';

export interface WrittenMedia extends Omit<WrittenSection, 'formats'> {
  readonly direction: Direction;
  readonly codecs: readonly RtpCodecParameters[];
  readonly headerExtensions: readonly ExtMap[];
  readonly simulcast: WrittenSimulcast;
  readonly reducedSizeRtcp: boolean;
  /** Offered for the first time: multiplexing of RTCP is demanded. */
  readonly initial: boolean;
}

export function writeMediaSection(media: WrittenMedia, transceiver: TransceiverState, cname: string): MediaSection {
  const { kind } = transceiver;
  const attributes: Attribute[] = [];
  // RFC 9429 §5.2.1: "An 'a=rtcp' line …, containing the default value '9 IN IP4 0.0.0.0'"; §5.2.2: never again.
  if (media.initial && media.transport !== undefined) attributes.push(attribute('rtcp', '9 IN IP4 0.0.0.0'));
  attributes.push(attribute('rtcp-mux'));
  // RFC 9429 §5.2.1: "If the RTP/RTCP multiplexing policy is 'require', an 'a=rtcp-mux-only' line"; §5.2.2: never again.
  if (media.initial && media.transport !== undefined) attributes.push(attribute('rtcp-mux-only'));
  if (media.reducedSizeRtcp) attributes.push(attribute('rtcp-rsize'));
  attributes.push(attribute(media.direction));
  // RFC 9429 §5.3.1: msid "If the RtpTransceiver has a sendrecv or sendonly direction", whatever the section has.
  if (sends(transceiver.direction)) attributes.push(...streamAttributes(transceiver));
  for (const extension of media.headerExtensions) attributes.push(attribute('extmap', serializeExtMap(extension)));
  for (const codec of media.codecs) attributes.push(...codecAttributes(codec, kind));
  // RFC 9429 §5.2.1: "an 'a=maxptime' line, indicating the maximum amount of media"; RFC 6716 §2.1.4: Opus packs 120 ms.
  if (kind === 'audio') attributes.push(attribute('maxptime', '120'));
  for (const rid of media.simulcast.rids) attributes.push(attribute('rid', serializeRid(rid)));
  const { simulcast } = media.simulcast;
  if (simulcast !== undefined) attributes.push(attribute('simulcast', serializeSimulcast(simulcast)));
  if (sends(transceiver.direction)) attributes.push(...sourceAttributes(media, transceiver, cname));
  const formats = media.codecs.map(({ payloadType }) => payloadType.toString());
  return writeSection(media, kind, formats, attributes);
}

/** RFC 8830 §2: each stream with the track's id, `-` for no stream. */
function streamAttributes({ streamIds, trackId }: TransceiverState): Attribute[] {
  const ids = streamIds.length === 0 ? ['-'] : [...new Set(streamIds)];
  return ids.map(id => attribute('msid', serializeMsid({ id, appData: trackId })));
}

function codecAttributes(codec: RtpCodecParameters, kind: MediaKind): Attribute[] {
  const { payloadType, clockRate, channels, sdpFmtpLine } = codec;
  const encoding = codec.mimeType.slice(kind.length + 1);
  const parameters = channels === undefined || channels === 1 ? undefined : channels.toString();
  const attributes = [
    attribute('rtpmap', serializeRtpMap({ payloadType, encodingName: encoding, clockRate, parameters })),
  ];
  if (sdpFmtpLine !== undefined) {
    attributes.push(attribute('fmtp', serializeFmtp({ format: payloadType.toString(), parameters: sdpFmtpLine })));
  }
  for (const feedback of codec.rtcpFeedback) {
    attributes.push(
      attribute('rtcp-fb', serializeRtcpFeedback({ payloadType, type: feedback, parameters: undefined })),
    );
  }
  return attributes;
}

/** RFC 5576: what we send with; nothing of streams that have rids, which tell them apart (RFC 8853 §5.5). */
function sourceAttributes(media: WrittenMedia, { encodings }: TransceiverState, cname: string): Attribute[] {
  const attributes: Attribute[] = [];
  const hasRtx = media.codecs.some(({ mimeType }) => encodingName(mimeType) === 'rtx');
  if (media.simulcast.rids.some(({ direction }) => direction === 'send')) return [];
  for (const { ssrc, rtxSsrc } of encodings.slice(0, 1)) {
    const ssrcs = hasRtx && rtxSsrc !== undefined ? [ssrc, rtxSsrc] : [ssrc];
    // RFC 5576 §4.2, RFC 4588 §8.8.
    if (ssrcs.length > 1) attributes.push(attribute('ssrc-group', serializeSsrcGroup({ semantics: 'FID', ssrcs })));
    for (const one of ssrcs) {
      attributes.push(attribute('ssrc', serializeSsrc({ ssrc: one, name: 'cname', value: cname })));
    }
  }
  return attributes;
}
