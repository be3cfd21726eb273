/** What a payload type stands for: `rtpmap`, `fmtp` (RFC 8866 §6.6, §6.15), `rtcp-fb` (RFC 4585 §4.2). */

import { isToken, isWord, parseInteger, splitFirst } from '../grammar.ts';

/** `a=rtpmap` (RFC 8866 §6.6): what a payload type is. */
export interface RtpMap {
  /** 0 to 127. */
  readonly payloadType: number;
  /** `VP8`, `opus`. */
  readonly encodingName: string;
  /** Hz. */
  readonly clockRate: number;
  /** Channels, for audio. */
  readonly parameters: string | undefined;
}

/** `a=fmtp` (RFC 8866 §6.15): parameters of a format. */
export interface Fmtp {
  /** The format: a payload type for RTP. */
  readonly format: string;
  /** As they stand there; `parseFmtpParameters` takes them apart. */
  readonly parameters: string;
}

/** `a=rtcp-fb` (RFC 4585 §4.2): a kind of feedback. */
export interface RtcpFeedback {
  /** A payload type, or `*` for all. */
  readonly payloadType: number | '*';
  /** `nack`, `ccm`, `transport-cc`… */
  readonly type: string;
  /** `pli`, `fir`… */
  readonly parameters: string | undefined;
}

/** Reads `<payload type> <encoding name>/<clock rate>[/<parameters>]`. */
export function parseRtpMap(value: string): RtpMap | undefined {
  const [format, encoding] = splitFirst(value, ' ');
  const payloadType = parseInteger(format, 127);
  if (payloadType === undefined || encoding === undefined) return undefined;
  const [encodingName, rate, parameters, ...rest] = encoding.trim().split('/');
  const clockRate = rate === undefined ? undefined : parseInteger(rate, 0xffff_ffff);
  if (encodingName === undefined || !isToken(encodingName) || clockRate === undefined || rest.length > 0) {
    return undefined;
  }
  if (parameters !== undefined && !isToken(parameters)) return undefined;
  return { payloadType, encodingName, clockRate, parameters };
}

/** The value of `a=rtpmap`. */
export function serializeRtpMap(map: RtpMap): string {
  const parameters = map.parameters === undefined ? '' : `/${map.parameters}`;
  return `${map.payloadType} ${map.encodingName}/${map.clockRate}${parameters}`;
}

/** Reads `<format> <parameters>`. */
export function parseFmtp(value: string): Fmtp | undefined {
  const [format, parameters] = splitFirst(value, ' ');
  return isToken(format) && parameters !== undefined ? { format, parameters } : undefined;
}

/** The value of `a=fmtp`. */
export function serializeFmtp(fmtp: Fmtp): string {
  return `${fmtp.format} ${fmtp.parameters}`;
}

/** `name=value` pairs separated by semicolons, as nearly every format writes them; names in lower case. */
export function parseFmtpParameters(parameters: string): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const part of parameters.split(';')) {
    const [name, value] = splitFirst(part.trim(), '=');
    if (name !== '') map.set(name.toLowerCase(), value ?? '');
  }
  return map;
}

/** Reads `<payload type | *> <type>[ <parameters>]`. */
export function parseRtcpFeedback(value: string): RtcpFeedback | undefined {
  const [format, feedback] = splitFirst(value, ' ');
  const payloadType = format === '*' ? '*' : parseInteger(format, 127);
  if (payloadType === undefined || feedback === undefined) return undefined;
  const [type, parameters] = splitFirst(feedback, ' ');
  return isWord(type) ? { payloadType, type, parameters } : undefined;
}

/** The value of `a=rtcp-fb`. */
export function serializeRtcpFeedback(feedback: RtcpFeedback): string {
  const parameters = feedback.parameters === undefined ? '' : ` ${feedback.parameters}`;
  return `${feedback.payloadType} ${feedback.type}${parameters}`;
}
