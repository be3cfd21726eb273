/** Model to text, in the one order of lines that RFC 8866 §9 allows, with CRLF. */

import type { Attribute, Bandwidth, Connection, MediaSection, SessionDescription } from './model.ts';

/** Descriptions are kept for the life of a connection, so the lines are joined at once: text added up piece by piece stays a tree. */
export function serialize(description: SessionDescription): string {
  const { origin } = description;
  const lines = [
    'v=0',
    `o=${origin.username} ${origin.sessionId} ${origin.sessionVersion} ${origin.networkType} ${origin.addressType} ${origin.address}`,
    `s=${description.sessionName}`,
  ];
  optional(lines, 'i', description.information);
  optional(lines, 'u', description.uri);
  for (const email of description.emails) lines.push(`e=${email}`);
  for (const phone of description.phones) lines.push(`p=${phone}`);
  if (description.connection !== undefined) connection(lines, description.connection);
  bandwidths(lines, description.bandwidths);
  for (const { start, stop, repeats } of description.timings) {
    lines.push(`t=${start} ${stop}`);
    for (const repeat of repeats) lines.push(`r=${repeat}`);
  }
  optional(lines, 'z', description.zones);
  optional(lines, 'k', description.key);
  attributes(lines, description.attributes);
  for (const each of description.media) section(lines, each);
  lines.push('');
  return lines.join('\r\n');
}

function section(lines: string[], media: MediaSection): void {
  const count = media.portCount === undefined ? '' : `/${media.portCount}`;
  lines.push(`m=${media.kind} ${media.port}${count} ${media.protocol} ${media.formats.join(' ')}`);
  optional(lines, 'i', media.information);
  for (const each of media.connections) connection(lines, each);
  bandwidths(lines, media.bandwidths);
  optional(lines, 'k', media.key);
  attributes(lines, media.attributes);
}

function optional(lines: string[], type: string, value: string | undefined): void {
  if (value !== undefined) lines.push(`${type}=${value}`);
}

function connection(lines: string[], { networkType, addressType, address }: Connection): void {
  lines.push(`c=${networkType} ${addressType} ${address}`);
}

function bandwidths(lines: string[], all: readonly Bandwidth[]): void {
  for (const { type, value } of all) lines.push(`b=${type}:${value}`);
}

function attributes(lines: string[], all: readonly Attribute[]): void {
  for (const { name, value } of all) lines.push(value === undefined ? `a=${name}` : `a=${name}:${value}`);
}
