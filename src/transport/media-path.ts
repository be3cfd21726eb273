/** `MediaPath`: SRTP ↔ senders and receivers of one BUNDLE group (RFC 5764, 5761, 9143 §9.2, 3550). */

import { Deque } from '../base/deque.ts';
import type { Instant } from '../base/instant.ts';
import type { Logger } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { OutgoingPacket, ReceiveEvents, SendEvents } from '../streams/ports.ts';
import { RtpReceiver } from '../streams/rtp-receiver.ts';
import type { PacketOutbox } from '../streams/rtp-sender.ts';
import { RtpSender } from '../streams/rtp-sender.ts';
import type { MediaHost, ReceiverHandle, SenderHandle } from './media-handles.ts';
import { ReceiveCommands, SendCommands } from './media-handles.ts';

export interface MediaEnv {
  readonly random: Random;
  readonly log: Logger;
  /** Milliseconds since the Unix epoch, for the NTP time of sender reports. */
  wallTime(now: Instant): number;
}

export class MediaPath implements PacketOutbox {
  readonly #host: MediaHost;
  readonly #env: MediaEnv;
  readonly #queue: Deque<OutgoingPacket>;
  readonly #senders: Set<RtpSender>;
  readonly #receivers: Set<RtpReceiver>;

  constructor(host: MediaHost, env: MediaEnv) {
    this.#host = host;
    this.#env = env;
    this.#queue = new Deque();
    this.#senders = new Set();
    this.#receivers = new Set();
  }

  createSender(events: SendEvents): SenderHandle {
    const sender = new RtpSender(events, { random: this.#env.random, outbox: this });
    this.#senders.add(sender);
    return new SendCommands(sender, this.#host, stopped => void this.#senders.delete(stopped));
  }

  createReceiver(events: ReceiveEvents): ReceiverHandle {
    const receiver = new RtpReceiver(events, { random: this.#env.random, log: this.#env.log });
    this.#receivers.add(receiver);
    return new ReceiveCommands(
      receiver,
      this.#host,
      (configured, parameters, now) => configured.configure(parameters, now),
      stopped => void this.#receivers.delete(stopped),
    );
  }

  /** @hot */
  enqueue(packet: OutgoingPacket): void {
    this.#queue.push(packet);
  }
}
