/** `MediaQueue`: RTP packets between their making and their leaving: the pacer's place. First in, first out, and bounded. */

import { writeU16, writeU24 } from '../base/be.ts';
import { Deque } from '../base/deque.ts';
import type { DropCounters } from '../base/errors.ts';
import type { Instant } from '../base/instant.ts';
import { absSendTime } from '../rtp/extensions.ts';
import type { OutgoingPacket } from '../streams/ports.ts';
import type { PacketOutbox } from '../streams/send-stream.ts';
import type { TransportDrop } from './counters.ts';

/** Some key frames of many streams; older media is of no use to anybody. */
const MAX_PACKETS = 8192;
const MAX_BYTES = 8 * 1024 * 1024;

export class MediaQueue implements PacketOutbox {
  /** Whether the transport can send: SRTP has keys, and ICE a path. */
  open: boolean;
  readonly #drops: DropCounters<TransportDrop>;
  readonly #packets: Deque<OutgoingPacket>;
  #bytes: number;
  #transportSequence: number;

  constructor(drops: DropCounters<TransportDrop>) {
    this.open = false;
    this.#drops = drops;
    this.#packets = new Deque();
    this.#bytes = 0;
    this.#transportSequence = 0;
  }

  get length(): number {
    return this.#packets.length;
  }

  /** @hot */
  enqueue(packet: OutgoingPacket): boolean {
    if (!this.open) return false;
    if (this.#packets.length >= MAX_PACKETS || this.#bytes >= MAX_BYTES) {
      this.#drops.drop('media-overflow');
      return false;
    }
    this.#packets.push(packet);
    this.#bytes += packet.payload.length;
    return true;
  }

  /** The next packet, stamped as leaving now. @hot */
  next(now: Instant): OutgoingPacket | undefined {
    const packet = this.#packets.shift();
    if (packet === undefined) return undefined;
    this.#bytes -= packet.payload.length;
    packet.leaves(now);
    if (packet.transportSequenceAt !== 0) {
      // One count for all streams of the transport (draft-holmer-rmcat-transport-wide-cc-extensions-01 §2).
      writeU16(packet.header, packet.transportSequenceAt, this.#transportSequence);
      this.#transportSequence = (this.#transportSequence + 1) & 0xffff;
    }
    if (packet.sendTimeAt !== 0) {
      writeU24(packet.header, packet.sendTimeAt, absSendTime(now));
    }
    return packet;
  }

  /** The path is gone: what waited is of no use any more. */
  close(): void {
    this.open = false;
    if (this.#packets.length > 0) this.#packets.clear();
    this.#bytes = 0;
  }
}
