/** What the requests of an allocation are for, and what each kind says (RFC 8656 §7, §8, §10, §12). */

import { unreachable } from '../base/assert.ts';
import type { Duration } from '../base/instant.ts';
import type { StunAttribute, StunMessage } from '../stun/index.ts';
import {
  CHANNEL_NUMBER,
  LIFETIME,
  METHOD,
  REQUESTED_ADDRESS_FAMILY,
  REQUESTED_TRANSPORT,
  readAttribute,
  writeAttribute,
  XOR_PEER_ADDRESS,
} from '../stun/index.ts';
import type { TurnOptions } from './events.ts';
import type { Channel, Permission } from './permission.ts';

export type Purpose =
  | { readonly kind: 'allocate' }
  | { readonly kind: 'refresh' }
  /** A Refresh with lifetime 0. */
  | { readonly kind: 'release' }
  | { readonly kind: 'permission'; readonly permission: Permission }
  | { readonly kind: 'channel'; readonly channel: Channel };

/** The IP protocol number of UDP. */
const UDP = 17;
/** RFC 8656 §3.2: what a server gives unless it says otherwise. */
const DEFAULT_LIFETIME: Duration = 600_000;
/** Longer lifetimes are refreshed as if they were this long: a bound for what the server may say. */
const MAX_LIFETIME: Duration = 3_600_000;

export function purposeMethod(purpose: Purpose): number {
  switch (purpose.kind) {
    case 'allocate':
      return METHOD.allocate;
    case 'refresh':
    case 'release':
      return METHOD.refresh;
    case 'permission':
      return METHOD.createPermission;
    case 'channel':
      return METHOD.channelBind;
    default:
      return unreachable(purpose);
  }
}

export function purposeAttributes(purpose: Purpose, options: TurnOptions, transactionId: Uint8Array): StunAttribute[] {
  switch (purpose.kind) {
    case 'allocate': {
      const attributes = [writeAttribute(REQUESTED_TRANSPORT, UDP, transactionId)];
      // RFC 8656 §7.1: IPv4 is what is given unless REQUESTED-ADDRESS-FAMILY asks for something else.
      if (options.requestedFamily === 6) attributes.push(writeAttribute(REQUESTED_ADDRESS_FAMILY, 6, transactionId));
      return attributes;
    }
    case 'refresh':
      return [];
    case 'release':
      return [writeAttribute(LIFETIME, 0, transactionId)];
    case 'permission':
      return [writeAttribute(XOR_PEER_ADDRESS, purpose.permission.peer, transactionId)];
    case 'channel':
      return [
        writeAttribute(CHANNEL_NUMBER, purpose.channel.number, transactionId),
        writeAttribute(XOR_PEER_ADDRESS, purpose.channel.peer, transactionId),
      ];
    default:
      return unreachable(purpose);
  }
}

/** How long the server keeps the allocation. */
export function lifetimeOf(response: StunMessage): Duration {
  const seconds = readAttribute(response, LIFETIME);
  return seconds === undefined ? DEFAULT_LIFETIME : Math.min(seconds * 1000, MAX_LIFETIME);
}
