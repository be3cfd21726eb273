/**
 * Signalling between a peer that sends simulcast and a browser that receives none: what an SFU does, in the way of the
 * web-platform-tests for simulcast. To the browser each encoding is a media section of its own, since the header
 * extension with the RID is declared to be the one with the MID; its answers are folded into one that receives simulcast.
 */

const EXTENSION = 'urn:ietf:params:rtp-hdrext:sdes:';

interface Sections {
  readonly session: readonly string[];
  readonly media: readonly (readonly string[])[];
}

/** An offer with one media section that sends rids, as an offer with a media section for each. */
export function ridsAsMids(offer: string): string {
  const { session, media } = sections(offer);
  const [lines] = media;
  if (lines === undefined || media.length !== 1) throw new Error(`${media.length} media sections`);
  const rids = valuesOf(lines, /^a=rid:(\S+) send/);
  // Of a repaired packet nobody would know whose it is: there is no MID for the RID that it names.
  const repairs = new Set(valuesOf(lines, /^a=rtpmap:(\d+) rtx\//));
  const common = lines.flatMap(line => {
    if (/^a=(mid|rid|simulcast|msid|candidate|end-of-candidates)\b/.test(line)) return [];
    if (line.includes(`${EXTENSION}mid`) || line.includes(`${EXTENSION}repaired-rtp-stream-id`)) return [];
    if (repairs.has(/^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /.exec(line)?.[1] ?? '')) return [];
    if (line.startsWith('m=')) return [withoutFormats(line, repairs)];
    return [line.replace(`${EXTENSION}rtp-stream-id`, `${EXTENSION}mid`)];
  });
  const candidates = lines.filter(line => /^a=(candidate|end-of-candidates)\b/.test(line));
  const each = rids.map((rid, i) => [
    ...common,
    `a=mid:${rid}`,
    `a=msid:${rid} ${rid}`,
    ...(i === 0 ? candidates : []),
  ]);
  return text([bundled(session, rids), ...each]);
}

/** The browser's answer to that, as the answer of one who takes all the rids in section `mid`. */
export function midsAsRids(answer: string, mid: string): string {
  const { session, media } = sections(answer);
  const [first] = media;
  if (first === undefined) throw new Error('no media section');
  const rids = media.map(lines => valuesOf(lines, /^a=mid:(\S+)/)[0] ?? '');
  const lines = first.map(line =>
    line.startsWith('a=mid:') ? `a=mid:${mid}` : line.replace(`${EXTENSION}mid`, `${EXTENSION}rtp-stream-id`),
  );
  const simulcast = [...rids.map(rid => `a=rid:${rid} recv`), `a=simulcast:recv ${rids.join(';')}`];
  return text([bundled(session, [mid]), [...lines, ...simulcast]]);
}

function sections(sdp: string): Sections {
  const [session = [], ...media] = sdp.split(/^(?=m=)/m).map(part => part.split('\r\n').filter(line => line !== ''));
  return { session, media };
}

function text(parts: readonly (readonly string[])[]): string {
  return parts
    .flat()
    .map(line => `${line}\r\n`)
    .join('');
}

function bundled(session: readonly string[], mids: readonly string[]): readonly string[] {
  return session.map(line => (line.startsWith('a=group:BUNDLE') ? `a=group:BUNDLE ${mids.join(' ')}` : line));
}

function valuesOf(lines: readonly string[], pattern: RegExp): readonly string[] {
  return lines.flatMap(line => pattern.exec(line)?.[1] ?? []);
}

function withoutFormats(mediaLine: string, formats: ReadonlySet<string>): string {
  const [media, port, protocol, ...offered] = mediaLine.split(' ');
  return [media, port, protocol, ...offered.filter(format => !formats.has(format))].join(' ');
}
