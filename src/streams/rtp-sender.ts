/** `RtpSender`: everything that one `RTCRtpSender` puts on the wire: its encodings, their history and their reports (RFC 3550, 4588, 8853). */

import type { Duration, Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { Random } from '../base/random.ts';
import type { EncodedFrame, OutgoingPacket, ReceivedPacket, SendEvents, SendParameters } from './ports.ts';
import type { OutboundStatistics } from './send-statistics.ts';

/** Where a sender puts its packets: a queue that the transport empties, at the pacer's place. */
export interface PacketOutbox {
  enqueue(packet: OutgoingPacket): void;
}

export interface SendEnv {
  readonly random: Random;
  readonly outbox: PacketOutbox;
}

export class RtpSender {
  readonly #events: SendEvents;
  readonly #env: SendEnv;
  #parameters: SendParameters | undefined;

  constructor(events: SendEvents, env: SendEnv) {
    this.#events = events;
    this.#env = env;
    this.#parameters = undefined;
  }

  /** What was negotiated, and every change of it (`active`, codec). Streams of SSRCs that stay go on. */
  configure(parameters: SendParameters, now: Instant): void {
    this.#parameters = parameters;
  }

  /** The source of the encodings is another one (replaceTrack): the timeline is continued, whatever its timestamps say. */
  sourceChanged(now: Instant): void {}

  /** Packetizes one frame. False if it was not sent: no such encoding, inactive, or a codec that was not negotiated. */
  sendFrame(encoding: number, frame: EncodedFrame, now: Instant): boolean {
    return false;
  }

  /** Forwards one packet of another connection: new header, same payload. @hot */
  sendPacket(encoding: number, received: ReceivedPacket, now: Instant): boolean {
    return false;
  }

  /** Sends a telephone event (RFC 4733) for `duration`; one at a time. False unless it is negotiated. */
  sendTone(tone: string, duration: Duration, now: Instant): boolean {
    return false;
  }

  handleTimeout(now: Instant): void {}

  nextTimeout(): Instant {
    return NEVER;
  }

  get statistics(): readonly OutboundStatistics[] {
    return [];
  }
}
