/** What ICE sends of its own: checks, consent, requests to STUN and TURN servers. */

import type { Instant } from '../base/instant.ts';
import type { IceAgent } from '../ice/index.ts';
import type { DatagramSender } from '../runtime/pumped.ts';

/** Sends at most `budget` of them, and answers how many. */
export function transmitOwn(
  ice: Pick<IceAgent, 'pollTransmit'>,
  out: Pick<DatagramSender, 'send'>,
  budget: number,
  now: Instant,
): number {
  let sent = 0;
  while (sent < budget) {
    const owed = ice.pollTransmit(now);
    if (owed === undefined) break;
    out.send(owed.socket, owed.packet, owed.to);
    sent++;
  }
  return sent;
}
