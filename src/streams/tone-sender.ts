/** `ToneSender`: one telephone event at a time, in packets between those of the audio (RFC 4733 §2.5.1). */

import type { Duration, Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import { distance32 } from '../base/serial.ts';
import { eventOfTone, writeTelephoneEvent } from '../payload/telephone-event.ts';
import type { RtpCodecParameters } from '../rtp/parameters.ts';
import type { SendStream } from './send-stream.ts';

/** RFC 4733 §2.5.1.2: updates come at the pace of audio packets. */
const INTERVAL = 20;

/** RFC 4733 §2.5.1.4: the final packet is sent three times in all. */
const FINAL_PACKETS = 3;

/** dBm0 below zero: what browsers send. */
const VOLUME = 10;

const MAX_DURATION = 0xffff;

/** Seconds. Audio that is later than this has another timeline. */
const MAX_LATENESS = 10;

interface Playing {
  readonly stream: SendStream;
  readonly codec: RtpCodecParameters;
  /** Of the timestamps: that of the audio. Durations count in that of the codec. */
  readonly clockRate: number;
  readonly event: number;
  readonly endsAt: Instant;
  /** Of the present segment: an event longer than 16 bits of units is sent in several. */
  startedAt: Instant;
  timestamp: number;
  begun: boolean;
  finals: number;
}

export class ToneSender {
  #playing: Playing | undefined;
  #at: Instant;
  /** The stream of the last event, and the timestamp where that one ended. */
  #stream: SendStream | undefined;
  #ended: number;

  constructor() {
    this.#playing = undefined;
    this.#at = NEVER;
    this.#stream = undefined;
    this.#ended = 0;
  }

  get playing(): boolean {
    return this.#playing !== undefined;
  }

  /** False if there is no such event, or while another lasts. What is still to be sent of one that is over, is sent. */
  start(stream: SendStream, codec: RtpCodecParameters, tone: string, duration: Duration, now: Instant): boolean {
    const event = eventOfTone(tone);
    if (event === undefined || (this.#playing !== undefined && now < this.#playing.endsAt)) return false;
    // RFC 4733 §2.5.1.4: the repetitions SHOULD be an interval apart; these would come after the next event began, since
    // the gap between two is shorter than they take (W3C webrtc-pc §7.2: 30 ms), or because the timers were late.
    while (this.#playing !== undefined) this.#update(this.#playing, now);
    const clockRate = stream.clockRate ?? codec.clockRate;
    this.#playing = {
      stream,
      codec,
      clockRate,
      event,
      endsAt: now + duration,
      startedAt: now,
      // RFC 4733 §2.5.1.2: "the RTP timestamp … indicates the beginning of the event", in all of its packets.
      timestamp: this.#timestamp(stream, clockRate, now),
      begun: false,
      finals: 0,
    };
    this.#at = now + INTERVAL;
    return true;
  }

  /** The stream is no more. */
  stop(): void {
    this.#playing = undefined;
    this.#at = NEVER;
  }

  nextTimeout(): Instant {
    return this.#at;
  }

  handleTimeout(now: Instant): void {
    const playing = this.#playing;
    if (playing !== undefined && now >= this.#at) this.#update(playing, now);
  }

  /**
   * Of an event that begins now: by the last audio, which may have been later than the one that the last event went by.
   * One that seemed to be earlier than the last event would be taken for a late packet.
   */
  #timestamp(stream: SendStream, clockRate: number, now: Instant): number {
    const timestamp = stream.timestampNow(clockRate, now);
    const early = distance32(this.#ended, timestamp);
    return this.#stream === stream && early > 0 && early < MAX_LATENESS * clockRate ? this.#ended : timestamp;
  }

  #update(playing: Playing, now: Instant): void {
    const rate = playing.codec.clockRate / 1000;
    const segment = Math.round((MAX_DURATION / rate) * (playing.clockRate / 1000));
    const until = Math.min(now, playing.endsAt);
    let units = Math.round((until - playing.startedAt) * rate);
    while (units > MAX_DURATION) {
      // RFC 4733 §2.5.1.3: a segment of the greatest duration, then one that begins where it ends.
      this.#send(playing, MAX_DURATION, false, now);
      playing.startedAt += MAX_DURATION / rate;
      playing.timestamp = (playing.timestamp + segment) >>> 0;
      units -= MAX_DURATION;
    }
    const ends = now >= playing.endsAt;
    this.#send(playing, units, ends, now);
    if (ends) playing.finals++;
    if (playing.finals === FINAL_PACKETS) this.stop();
    else this.#at = ends ? now + INTERVAL : Math.min(now + INTERVAL, playing.endsAt);
  }

  #send(playing: Playing, duration: number, end: boolean, now: Instant): void {
    const payload = writeTelephoneEvent({ event: playing.event, end, volume: VOLUME, duration });
    // RFC 4733 §2.3.1: the marker is on the first packet of the event.
    playing.stream.sendOwn(payload, !playing.begun, playing.codec.payloadType, playing.timestamp, now);
    playing.begun = true;
    this.#stream = playing.stream;
    const units = Math.round((duration * playing.clockRate) / playing.codec.clockRate);
    this.#ended = (playing.timestamp + units) >>> 0;
  }
}
