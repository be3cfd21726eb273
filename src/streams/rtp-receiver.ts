/** `RtpReceiver`: everything that comes for one `RTCRtpReceiver`: its remote encodings, their RTX, and the feedback they need (RFC 3550, 4585, 4588, 8853). */

import type { DropCounters } from '../base/errors.ts';
import { DropCounters as Drops } from '../base/errors.ts';
import type { Duration, Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { ReceiveEvents, ReceiveParameters } from './ports.ts';
import type { ReceiveFeedback, ReceptionReport, SenderReportInfo } from './receive-feedback.ts';
import type { InboundStatistics, ReceivedSource } from './receive-statistics.ts';

export interface ReceiveEnv {
  readonly random: Random;
  readonly log: Logger;
}

export type ReceiveDrop = 'unknown-payload-type';

export class RtpReceiver {
  readonly drops: DropCounters<ReceiveDrop>;
  readonly #events: ReceiveEvents;
  readonly #env: ReceiveEnv;
  #parameters: ReceiveParameters | undefined;

  constructor(events: ReceiveEvents, env: ReceiveEnv) {
    this.drops = new Drops();
    this.#events = events;
    this.#env = env;
    this.#parameters = undefined;
  }

  /** What was negotiated, and every change of it. Streams of SSRCs that stay go on; no codecs: nothing is received any more. */
  configure(parameters: ReceiveParameters, now: Instant): void {
    this.#parameters = parameters;
  }

  /** A packet that the router found to be ours. Keeps its bytes, and may change them (RTX is undone in place). @hot */
  receive(packet: RtpPacket, now: Instant): void {}

  /** A sender report of one of our sources (`SSRC`s the router maps to this receiver). */
  senderReport(report: SenderReportInfo, now: Instant): void {}

  /** BYE of one of our sources. */
  bye(ssrc: number, now: Instant): void {}

  /** What round trip to expect, for the pace of repeated requests: by RTCP of the transport's senders, XR, or ICE. */
  setRoundTripTime(duration: Duration): void {}

  /** Asks for a key frame of one simulcast encoding, or of all: owed until one begins to come, rate-limited. */
  requestKeyFrame(rid: string | undefined): void {}

  /** Whether `ReceiveEvents.frame` is wanted. */
  wantFrames(on: boolean): void {}

  /** Waits of the jitter buffer that are over: frames may come out. */
  handleTimeout(now: Instant): void {}

  /** When `handleTimeout` has something to do or `pollFeedback` something to say. */
  nextTimeout(): Instant {
    return NEVER;
  }

  /** Adds to `into` what has to be said now. To be called at the end of each turn; what it gave counts as sent. */
  pollFeedback(into: ReceiveFeedback[], now: Instant): void {}

  /** Adds a block for each source that was heard since the last time (RFC 3550 §6.4). What it gave counts as sent. */
  reportBlocks(into: ReceptionReport[], now: Instant): void {}

  /** One entry per remote encoding, in the order of their first packets. */
  get statistics(): readonly InboundStatistics[] {
    return [];
  }

  /** Sources of the last ten seconds before `now`, newest first. */
  sources(now: Instant): readonly ReceivedSource[] {
    return [];
  }
}
