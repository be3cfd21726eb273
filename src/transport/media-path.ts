/**
 * `MediaPath`: SRTP and SRTCP ↔ the senders and receivers of one BUNDLE group (RFC 5764, 5761, 9143 §9.2).
 *
 * Map: `media-handles.ts` what the owner holds, `media-queue.ts` packets on their way out, `media-control.ts` RTCP.
 */

import type { Duration, Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import { RtpPacket } from '../rtp/packet.ts';
import type { SrtpSession } from '../srtp/index.ts';
import type { ReceiveEvents, ReceiveParameters, SendEvents, SendParameters } from '../streams/ports.ts';
import { Router } from '../streams/router.ts';
import { RtpReceiver } from '../streams/rtp-receiver.ts';
import { RtpSender } from '../streams/rtp-sender.ts';
import type { TransportCounters } from './counters.ts';
import { EarlyPackets } from './early-packets.ts';
import { MediaControl } from './media-control.ts';
import type { MediaHost, ReceiverHandle, SenderHandle } from './media-handles.ts';
import { ReceiveCommands, SendCommands } from './media-handles.ts';
import { MediaQueue } from './media-queue.ts';

export interface MediaEnv {
  readonly random: Random;
  readonly log: Logger;
  /** Milliseconds since the Unix epoch, for the NTP time of sender reports. */
  wallTime(now: Instant): number;
  /** Of the path, by ICE: for receivers, before RTCP knows it. */
  roundTripTime(): Duration | undefined;
}

/** What the keys do. */
export type MediaCipher = Pick<SrtpSession, 'protectRtp' | 'unprotectRtp' | 'protectRtcp' | 'unprotectRtcp'>;

export class MediaPath {
  readonly queue: MediaQueue;
  readonly #host: MediaHost;
  readonly #env: MediaEnv;
  readonly #counters: TransportCounters;
  readonly #early: EarlyPackets;
  readonly #senders: Set<RtpSender>;
  readonly #receivers: Set<RtpReceiver>;
  readonly #router: Router<RtpReceiver>;
  readonly #control: MediaControl;
  #session: MediaCipher | undefined;

  constructor(host: MediaHost, counters: TransportCounters, env: MediaEnv) {
    this.queue = new MediaQueue(counters.drops);
    this.#host = host;
    this.#env = env;
    this.#counters = counters;
    this.#early = new EarlyPackets();
    this.#senders = new Set();
    this.#receivers = new Set();
    this.#router = new Router(counters.routes);
    this.#control = new MediaControl(this.#senders, this.#receivers, this.#router, counters, env);
    this.#session = undefined;
  }

  // --- Commands. ---

  createSender(events: SendEvents): SenderHandle {
    const env = this.#env;
    const wallTime = (now: Instant): number => env.wallTime(now);
    const sender = new RtpSender(events, { random: env.random, outbox: this.queue, wallTime });
    this.#senders.add(sender);
    return new SendCommands(sender, this.#host, this);
  }

  configureSender(sender: RtpSender, parameters: SendParameters, now: Instant): void {
    sender.configure(parameters, now);
    this.#control.sendersChanged(now);
  }

  stopSender(sender: RtpSender, now: Instant): void {
    if (!this.#senders.delete(sender)) return;
    this.#control.senderStopped(sender, now);
  }

  createReceiver(events: ReceiveEvents): ReceiverHandle {
    const receiver = new RtpReceiver(events, { log: this.#env.log, drops: this.#counters.streams });
    this.#receivers.add(receiver);
    return new ReceiveCommands(receiver, this.#host, this);
  }

  configureReceiver(receiver: RtpReceiver, parameters: ReceiveParameters, now: Instant): void {
    receiver.configure(parameters, now);
    this.#router.configure(receiver, parameters);
    this.#control.receiversChanged(receiver, parameters, now);
  }

  stopReceiver(receiver: RtpReceiver, now: Instant): void {
    if (!this.#receivers.delete(receiver)) return;
    this.#router.remove(receiver);
    this.#control.receiverStopped(receiver, now);
  }

  // --- What happens below. ---

  /** DTLS has made the keys: what came early is read, and senders may send. */
  connected(session: MediaCipher, writable: boolean, now: Instant): void {
    this.#session = session;
    this.#control.connected(now);
    if (writable) this.pathRestored(now);
    for (const packet of this.#early.take()) this.receive(packet, now);
  }

  /** DTLS has ended: nothing can be sent or received any more. */
  disconnected(): void {
    this.#session = undefined;
    this.queue.close();
  }

  /** ICE can send (again). */
  pathRestored(now: Instant): void {
    if (this.#session === undefined || this.queue.open) return;
    this.queue.open = true;
    for (const sender of this.#senders) sender.opened(now);
  }

  /** ICE cannot send. */
  pathLost(): void {
    if (this.queue.open) this.queue.close();
  }

  /** One packet whose first byte is that of RTP and RTCP. @hot */
  receive(bytes: Uint8Array, now: Instant): void {
    const session = this.#session;
    if (session === undefined) {
      if (!this.#early.keep(bytes)) this.#counters.drops.drop('early-srtp');
      return;
    }
    // RFC 5761 §4: RTCP's packet types, which no payload type with its marker may look like.
    const second = bytes.length < 2 ? 0 : (bytes[1] as number);
    if (second >= 192 && second <= 223) {
      const compound = session.unprotectRtcp(bytes);
      if (compound !== undefined) this.#control.receive(compound, now);
      return;
    }
    const plain = session.unprotectRtp(bytes);
    if (plain === undefined) return;
    const packet = RtpPacket.read(plain);
    if (packet === undefined) {
      this.#counters.drops.drop('malformed-rtp');
      return;
    }
    this.#control.packetReceived(packet, now);
    const receiver = this.#router.route(packet, now);
    if (receiver === undefined) this.#counters.drops.drop('unrouted-rtp');
    else receiver.receive(packet, now);
  }

  // --- Time, and packets out. ---

  handleTimeout(now: Instant): void {
    for (const sender of this.#senders) if (sender.nextTimeout() <= now) sender.handleTimeout(now);
    for (const receiver of this.#receivers) if (receiver.nextTimeout() <= now) receiver.handleTimeout(now);
    // Without a path nothing is flushed; what is not asked for would stay due for ever.
    if (!this.queue.open) this.#control.discard(now);
  }

  nextTimeout(): Instant {
    let next = this.queue.open ? this.#control.nextTimeout() : NEVER;
    for (const sender of this.#senders) next = Math.min(next, sender.nextTimeout());
    for (const receiver of this.#receivers) next = Math.min(next, receiver.nextTimeout());
    return next;
  }

  /** What is to be told to the peer becomes RTCP. Once before packets are pulled. */
  flush(now: Instant): void {
    if (this.queue.open) this.#control.flush(now);
  }

  /** The next SRTCP or SRTP packet. @hot */
  pollTransmit(now: Instant): Uint8Array | undefined {
    const session = this.#session;
    if (session === undefined) return undefined;
    for (;;) {
      const compound = this.#control.pollTransmit();
      if (compound === undefined) break;
      const sealed = session.protectRtcp(compound);
      if (sealed !== undefined) return sealed;
    }
    for (;;) {
      const packet = this.queue.next(now);
      if (packet === undefined) return undefined;
      const sealed = session.protectRtp(packet.header, packet.payload, packet.transmission === 'repeated');
      if (sealed !== undefined) return sealed;
    }
  }

  /** Our own end: BYE for all that was sent (RFC 3550 §6.6), to be pulled by `pollTransmit`. */
  close(now: Instant): void {
    this.queue.close();
    this.#control.close(now);
  }
}
