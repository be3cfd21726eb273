/**
 * Which packets are lost, told by time, and how a loss at the tail is found (RACK-TLP, RFC 8985; RFC 9260 §7.2.4).
 *
 * Packets are kept in the order of sending, so that a loss is looked for from the oldest on and no further than the
 * first that may still arrive: what a SACK costs does not grow with the window.
 */

import { Deadline } from '../../base/deadline.ts';
import type { Duration, Instant } from '../../base/instant.ts';
import { NEVER } from '../../base/instant.ts';
import { Reordering } from './reordering.ts';
import type { Rto } from './rto.ts';
import type { SentPackets } from './sent-packets.ts';

/** RFC 9260 §7.2.4: three missing reports. */
const PACKET_THRESHOLD = 3;
/** What a peer may hold a SACK back where nothing asks for it at once, and is waited for before a probe leaves. */
const ACK_DELAY: Duration = 25;
/** A turn of a busy event loop, on either side. */
const TURN: Duration = 5;

/** Whoever sends again what is lost. */
export interface LossSink {
  packetLost(packet: number, now: Instant): void;
}

export class LossDetection {
  readonly reordering: Reordering;
  /** When a packet that a later one overtook counts as lost. */
  readonly timer: Deadline;
  /** When the tail is probed (RFC 8985 §7.2 PTO). */
  readonly probe: Deadline;
  /** The packet sent last of all that were acknowledged. Only `acknowledged` writes it. */
  highestAcked: number;
  readonly #packets: SentPackets;
  readonly #rto: Rto;
  readonly #sink: LossSink;
  /** Round-trip time of the packet sent last of all that were acknowledged. */
  #rtt: Duration;
  /** A probe was sent, and nothing was acknowledged since. */
  #probed: boolean;

  constructor(packets: SentPackets, rto: Rto, sink: LossSink) {
    this.reordering = new Reordering();
    this.timer = new Deadline();
    this.probe = new Deadline();
    this.highestAcked = 0;
    this.#packets = packets;
    this.#rto = rto;
    this.#sink = sink;
    this.#rtt = 0;
    this.#probed = false;
  }

  /** A probe of the tail is not answered yet. */
  get probing(): boolean {
    return this.#probed;
  }

  /** A packet was acknowledged, and none that was sent later. */
  acknowledged(packet: number, now: Instant): void {
    if (packet <= this.highestAcked) return;
    this.highestAcked = packet;
    this.#rtt = now - this.#packets.sentAt(packet);
  }

  /** Finds what is lost by now. @hot */
  detect(now: Instant): void {
    const packets = this.#packets;
    const highest = this.highestAcked;
    this.timer.at = NEVER;
    // Nothing that left earlier is waited for.
    if (packets.first >= highest) return;
    const window = this.reordering.window(this.#rto.srtt ?? this.#rtt, this.#rto.minRtt);
    const counts = this.reordering.countsPackets;
    for (let packet = packets.first; packet < highest; packet++) {
      if (packets.chunksInFlight(packet) === 0) continue;
      const due = packets.sentAt(packet) + this.#rtt + window;
      if (due > now && !(counts && highest - packet >= PACKET_THRESHOLD)) {
        this.timer.at = due;
        return;
      }
      this.#sink.packetLost(packet, now);
    }
  }

  /** Data left, or arrived: the tail is probed later. `urged`: the peer was asked to answer at once. @hot */
  awaitTail(now: Instant, urged: boolean, limit: Instant): void {
    const { srtt } = this.#rto;
    if (srtt === undefined || this.#probed) return;
    // RFC 8985 §7.2: two smoothed RTTs, and what a lone packet's SACK may be delayed by.
    const at = now + 2 * srtt + (urged ? TURN : ACK_DELAY);
    this.probe.at = at < limit ? at : NEVER;
  }

  /** RFC 8985 §7.3: one probe, and then T3-rtx. */
  probed(): void {
    this.#probed = true;
    this.probe.stop();
  }

  /** Something was acknowledged: the next tail may be probed again. @hot */
  answered(): void {
    this.#probed = false;
    this.probe.at = NEVER;
  }

  /** @hot */
  stop(): void {
    this.timer.at = NEVER;
    this.probe.at = NEVER;
  }
}
