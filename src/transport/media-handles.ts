/** What the owner of a transport holds of its media: a sender and a receiver, as commands. */

import type { Duration, Instant } from '../base/instant.ts';
import type { EncodedFrame, ReceivedPacket, ReceiveParameters, SendParameters } from '../streams/ports.ts';
import type { InboundStatistics, ReceivedSource } from '../streams/receive-statistics.ts';
import type { RtpReceiver } from '../streams/rtp-receiver.ts';
import type { RtpSender } from '../streams/rtp-sender.ts';
import type { OutboundStatistics } from '../streams/send-statistics.ts';

/**
 * One `RTCRtpSender` on this transport. Commands may come at any time, from inside the turn too (also from a
 * `ReceiveEvents` sink, of this transport or another: that is forwarding); after `stop` and `close` they do nothing.
 * What is sent before DTLS is connected is discarded, and a key frame is asked for when it is.
 */
export interface SenderHandle {
  /** What was negotiated, and every change of it since: direction (`active` of all false), `setParameters`, codecs. */
  configure(parameters: SendParameters): void;
  /** replaceTrack: the next frame or packet comes from another source, whose timestamps have no relation to the last one's. */
  sourceChanged(): void;
  /** False if it was not sent: no such encoding, inactive, not negotiated, or not connected. */
  sendFrame(encoding: number, frame: EncodedFrame): boolean;
  sendPacket(encoding: number, packet: ReceivedPacket): boolean;
  /** One RFC 4733 event at a time: `0`–`9`, `*`, `#`, `A`–`D`. False unless telephone-event is negotiated. */
  sendTone(tone: string, duration: Duration): boolean;
  /** BYE for its SSRCs. */
  stop(): void;
  /** One entry per encoding. */
  readonly statistics: readonly OutboundStatistics[];
}

/** One `RTCRtpReceiver` on this transport. */
export interface ReceiverHandle {
  configure(parameters: ReceiveParameters): void;
  /** Asks the peer for a key frame of one simulcast encoding, or of all streams. Rate-limited below. */
  requestKeyFrame(rid?: string): void;
  /** Whether `ReceiveEvents.frame` is wanted: it costs a jitter buffer. */
  wantFrames(on: boolean): void;
  stop(): void;
  /** One entry per remote encoding. */
  readonly statistics: readonly InboundStatistics[];
  /** For getContributingSources and getSynchronizationSources: those of the last ten seconds, newest first. */
  readonly sources: readonly ReceivedSource[];
}

/** What a handle needs of the transport. */
export interface MediaHost {
  /** The turn's time; the transport is flushed at its end. Undefined once the transport is closed. */
  touch(): Instant | undefined;
  /** A command threw. */
  broke(error: unknown): void;
}

/** What handles have the transport do. */
export interface MediaCommands {
  configureSender(sender: RtpSender, parameters: SendParameters, now: Instant): void;
  stopSender(sender: RtpSender, now: Instant): void;
  configureReceiver(receiver: RtpReceiver, parameters: ReceiveParameters, now: Instant): void;
  stopReceiver(receiver: RtpReceiver, now: Instant): void;
}

/** The machine's side of a {@link SenderHandle}. */
export class SendCommands implements SenderHandle {
  readonly sender: RtpSender;
  readonly #host: MediaHost;
  readonly #path: MediaCommands;
  #stopped: boolean;

  constructor(sender: RtpSender, host: MediaHost, path: MediaCommands) {
    this.sender = sender;
    this.#host = host;
    this.#path = path;
    this.#stopped = false;
  }

  configure(parameters: SendParameters): void {
    this.#command(now => this.#path.configureSender(this.sender, parameters, now));
  }

  sourceChanged(): void {
    this.#command(() => this.sender.sourceChanged());
  }

  sendFrame(encoding: number, frame: EncodedFrame): boolean {
    const now = this.#now();
    if (now === undefined) return false;
    try {
      return this.sender.sendFrame(encoding, frame, now);
    } catch (error) {
      this.#host.broke(error);
      return false;
    }
  }

  /** @hot */
  sendPacket(encoding: number, packet: ReceivedPacket): boolean {
    const now = this.#now();
    if (now === undefined) return false;
    try {
      return this.sender.sendPacket(encoding, packet, now);
    } catch (error) {
      this.#host.broke(error);
      return false;
    }
  }

  sendTone(tone: string, duration: Duration): boolean {
    let sent = false;
    this.#command(now => {
      sent = this.sender.sendTone(tone, duration, now);
    });
    return sent;
  }

  stop(): void {
    this.#command(now => {
      this.#stopped = true;
      this.#path.stopSender(this.sender, now);
    });
  }

  get statistics(): readonly OutboundStatistics[] {
    return this.sender.statistics;
  }

  #now(): Instant | undefined {
    return this.#stopped ? undefined : this.#host.touch();
  }

  #command(steps: (now: Instant) => void): void {
    const now = this.#now();
    if (now === undefined) return;
    try {
      steps(now);
    } catch (error) {
      this.#host.broke(error);
    }
  }
}

/** The machine's side of a {@link ReceiverHandle}. */
export class ReceiveCommands implements ReceiverHandle {
  readonly receiver: RtpReceiver;
  readonly #host: MediaHost;
  readonly #path: MediaCommands;
  #stopped: boolean;

  constructor(receiver: RtpReceiver, host: MediaHost, path: MediaCommands) {
    this.receiver = receiver;
    this.#host = host;
    this.#path = path;
    this.#stopped = false;
  }

  configure(parameters: ReceiveParameters): void {
    this.#command(now => this.#path.configureReceiver(this.receiver, parameters, now));
  }

  requestKeyFrame(rid?: string): void {
    this.#command(() => this.receiver.requestKeyFrame(rid));
  }

  wantFrames(on: boolean): void {
    this.#command(() => this.receiver.wantFrames(on));
  }

  stop(): void {
    this.#command(now => {
      this.#stopped = true;
      this.#path.stopReceiver(this.receiver, now);
    });
  }

  get statistics(): readonly InboundStatistics[] {
    return this.receiver.statistics;
  }

  get sources(): readonly ReceivedSource[] {
    const now = this.#stopped ? undefined : this.#host.touch();
    return now === undefined ? [] : this.receiver.sources(now);
  }

  #command(steps: (now: Instant) => void): void {
    const now = this.#stopped ? undefined : this.#host.touch();
    if (now === undefined) return;
    try {
      steps(now);
    } catch (error) {
      this.#host.broke(error);
    }
  }
}
