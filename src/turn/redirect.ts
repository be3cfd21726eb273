/** Whether to follow a 300 (Try Alternate) response (RFC 8489 §10). */

import type { TransportAddress } from '../base/address.ts';
import { addressScope, sameAddress } from '../base/address.ts';
import type { StunMessage } from '../stun/index.ts';
import { ALTERNATE_SERVER, readAttribute } from '../stun/index.ts';

/** A chain of servers that is longer than this is a loop or a fault. */
export const MAX_REDIRECTS = 3;

/** The server to go to; undefined if there is none that may be trusted. `tried` are all servers so far. */
export function redirectTarget(message: StunMessage, tried: readonly TransportAddress[]): TransportAddress | undefined {
  const target = readAttribute(message, ALTERNATE_SERVER);
  const current = tried[tried.length - 1] as TransportAddress;
  // RFC 8489 §14.15: "The IP address family MUST be identical to that of the source IP address of the request."
  if (target === undefined || target.port === 0 || target.family !== current.family) return undefined;
  // RFC 8489 §10: a server that was tried already is a loop.
  if (tried.length > MAX_REDIRECTS || tried.some(server => sameAddress(server, target))) return undefined;
  // The response need not be authentic: it must not aim us at services of this machine or link.
  const scope = addressScope(target.address);
  if (scope === 'unspecified' || scope === 'multicast') return undefined;
  if ((scope === 'loopback' || scope === 'link-local') && addressScope(current.address) !== scope) return undefined;
  return target;
}
