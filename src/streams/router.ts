/** `Router`: which `m=` section of a BUNDLE group a received packet belongs to (RFC 9143 §9.2). */

import type { Instant } from '../base/instant.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { ReceiveParameters } from './ports.ts';

export type RouteDrop = 'unknown-mid' | 'unknown-payload-type' | 'unrouted' | 'too-many-sources';

export class Router<Target extends object> {
  /** Adds the section of `target`, or changes it. No codecs: as if it was removed. */
  configure(target: Target, parameters: ReceiveParameters): void {}

  remove(target: Target): void {}

  /** Whose packet it is; undefined: to be dropped, and counted. @hot */
  route(packet: RtpPacket, now: Instant): Target | undefined {
    return undefined;
  }

  /** Who a source's RTCP (sender report, BYE) is for; undefined if it is not known. */
  targetOf(ssrc: number): Target | undefined {
    return undefined;
  }

  /** RFC 9143 §9.2: an SDES item MID says the same as the header extension. */
  learn(ssrc: number, mid: string, now: Instant): void {}
}
