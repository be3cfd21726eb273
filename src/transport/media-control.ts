/** `MediaControl`: RTCP of one transport: reports, feedback, BYE (RFC 3550 §6, RFC 4585, RFC 5506). */

import type { Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { ReceiveParameters } from '../streams/ports.ts';
import type { Router } from '../streams/router.ts';
import type { RtpReceiver } from '../streams/rtp-receiver.ts';
import type { RtpSender } from '../streams/rtp-sender.ts';
import type { TransportCounters } from './counters.ts';
import type { MediaEnv } from './media-path.ts';

export class MediaControl {
  readonly senders: ReadonlySet<RtpSender>;
  constructor(
    senders: ReadonlySet<RtpSender>,
    _receivers: ReadonlySet<RtpReceiver>,
    _router: Router<RtpReceiver>,
    _counters: TransportCounters,
    _env: MediaEnv,
  ) {
    this.senders = senders;
  }
  sendersChanged(_now: Instant): void {}
  senderStopped(_sender: RtpSender, _now: Instant): void {}
  receiversChanged(_receiver: RtpReceiver, _parameters: ReceiveParameters, _now: Instant): void {}
  receiverStopped(_receiver: RtpReceiver, _now: Instant): void {}
  connected(_now: Instant): void {}
  close(_now: Instant): void {}
  receive(_compound: Uint8Array, _now: Instant): void {}
  packetReceived(_packet: RtpPacket, _now: Instant): void {}
  handleTimeout(_now: Instant): void {}
  nextTimeout(): Instant {
    return NEVER;
  }
  collectFeedback(_now: Instant): void {}
  pollTransmit(): Uint8Array | undefined {
    return undefined;
  }
}
