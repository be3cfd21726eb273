/** Binding requests: the client's address, and by request from another of ours (RFC 8489 §12, RFC 5780 §6.1). */

import type { StunAttribute } from '../stun/index.ts';
import {
  CHANGE_REQUEST,
  OTHER_ADDRESS,
  RESPONSE_ORIGIN,
  readAttribute,
  unknownAttributes,
  writeAttribute,
  XOR_MAPPED_ADDRESS,
} from '../stun/index.ts';
import type { Exchange } from './exchange.ts';
import type { Access } from './options.ts';

export function answerBinding(exchange: Exchange): void {
  const { request, access, from, transactionId } = exchange;
  const { alternates } = access;
  // RFC 5780 §6.1: without a second address there is nothing to change to, and CHANGE-REQUEST is an unknown attribute.
  const unknown = unknownAttributes(request, alternates === undefined ? undefined : CHANGE_REQUEST);
  if (unknown.length > 0) {
    exchange.failUnknown(unknown);
    return;
  }
  const attributes: StunAttribute[] = [writeAttribute(XOR_MAPPED_ADDRESS, from, transactionId)];
  const origin = originOf(exchange);
  if (alternates !== undefined) {
    attributes.push(
      writeAttribute(RESPONSE_ORIGIN, origin.local, transactionId),
      writeAttribute(OTHER_ADDRESS, alternates.both.local, transactionId),
    );
  }
  exchange.succeed(attributes, origin);
}

/** Which socket the response leaves by. */
function originOf({ access, request }: Exchange): Access {
  const change = readAttribute(request, CHANGE_REQUEST);
  const { alternates } = access;
  if (change === undefined || alternates === undefined) return access;
  if (change.changeIp) return change.changePort ? alternates.both : alternates.otherAddress;
  return change.changePort ? alternates.otherPort : access;
}
