/** Model to text, in the one order of lines that RFC 8866 §9 allows, with CRLF. */

import type { Attribute, Bandwidth, Connection, MediaSection, SessionDescription } from './model.ts';

export function serialize(description: SessionDescription): string {
  const { origin } = description;
  let text = `v=0\r\no=${origin.username} ${origin.sessionId} ${origin.sessionVersion} ${origin.networkType} ${origin.addressType} ${origin.address}\r\n`;
  text += line('s', description.sessionName);
  text += optional('i', description.information);
  text += optional('u', description.uri);
  for (const email of description.emails) text += line('e', email);
  for (const phone of description.phones) text += line('p', phone);
  if (description.connection !== undefined) text += connectionLine(description.connection);
  text += bandwidthLines(description.bandwidths);
  for (const { start, stop, repeats } of description.timings) {
    text += line('t', `${start} ${stop}`);
    for (const repeat of repeats) text += line('r', repeat);
  }
  text += optional('z', description.zones);
  text += optional('k', description.key);
  text += attributeLines(description.attributes);
  for (const section of description.media) text += serializeSection(section);
  return text;
}

function serializeSection(section: MediaSection): string {
  const count = section.portCount === undefined ? '' : `/${section.portCount}`;
  let text = `m=${section.kind} ${section.port}${count} ${section.protocol} ${section.formats.join(' ')}\r\n`;
  text += optional('i', section.information);
  for (const connection of section.connections) text += connectionLine(connection);
  text += bandwidthLines(section.bandwidths);
  text += optional('k', section.key);
  return text + attributeLines(section.attributes);
}

function line(type: string, value: string): string {
  return `${type}=${value}\r\n`;
}

function optional(type: string, value: string | undefined): string {
  return value === undefined ? '' : line(type, value);
}

function connectionLine(connection: Connection): string {
  return `c=${connection.networkType} ${connection.addressType} ${connection.address}\r\n`;
}

function bandwidthLines(bandwidths: readonly Bandwidth[]): string {
  let text = '';
  for (const { type, value } of bandwidths) text += `b=${type}:${value}\r\n`;
  return text;
}

function attributeLines(attributes: readonly Attribute[]): string {
  let text = '';
  for (const { name, value } of attributes) text += value === undefined ? `a=${name}\r\n` : `a=${name}:${value}\r\n`;
  return text;
}
