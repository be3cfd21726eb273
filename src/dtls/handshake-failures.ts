/** The ways a TLS 1.2 handshake fails, with their alerts (RFC 5246 §7.2.2). */

import * as alert from './alert.ts';
import type { HandshakeMessage } from './handshake/header.ts';
import type { Expect } from './handshake-port.ts';

/** Why a handshake ends: the alert for the peer, and the error for the owner. */
export class HandshakeFailure {
  readonly alert: alert.AlertDescription;
  /** Kebab-case, stable: the code of the `ProtocolError`. */
  readonly code: string;
  readonly text: string;
  readonly section: string;

  constructor(description: alert.AlertDescription, code: string, text: string, section: string) {
    this.alert = description;
    this.code = code;
    this.text = text;
    this.section = section;
  }
}

export function malformed(what: string, section: string): HandshakeFailure {
  return new HandshakeFailure(alert.DECODE_ERROR, 'malformed-message', `Malformed ${what}`, section);
}

export function illegal(text: string, section: string): HandshakeFailure {
  return new HandshakeFailure(alert.ILLEGAL_PARAMETER, 'illegal-parameter', text, section);
}

export function unexpected(message: HandshakeMessage, section: string): HandshakeFailure {
  const text = `Unexpected handshake message of type ${message.type}`;
  return new HandshakeFailure(alert.UNEXPECTED_MESSAGE, 'unexpected-message', text, section);
}

export function badSignature(what: string, section: string): HandshakeFailure {
  return new HandshakeFailure(alert.DECRYPT_ERROR, 'bad-signature', `The signature of ${what} does not hold`, section);
}

export function wrongFinished(): HandshakeFailure {
  const text = 'The Finished of the peer is wrong: the transcripts differ';
  return new HandshakeFailure(alert.DECRYPT_ERROR, 'wrong-finished', text, 'RFC 5246 §7.4.9');
}

/** The last step: no message is awaited. */
export const nothingMore: Expect = message => unexpected(message, 'RFC 5246 §7.4.1.1');
