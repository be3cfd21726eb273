/** Arithmetic of directions (RFC 3264 §6.1, RFC 9429 §5.3.1). */

import type { Direction } from '../sdp/attributes/stream.ts';

export function sends(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'sendonly';
}

export function receives(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'recvonly';
}

export function directionOf(send: boolean, receive: boolean): Direction {
  if (send) return receive ? 'sendrecv' : 'sendonly';
  return receive ? 'recvonly' : 'inactive';
}

/** The same direction seen from the other side. */
export function reverse(direction: Direction): Direction {
  return directionOf(receives(direction), sends(direction));
}

/** What both let happen. */
export function intersect(a: Direction, b: Direction): Direction {
  return directionOf(sends(a) && sends(b), receives(a) && receives(b));
}
