/**
 * `FrameAssembler`: packets in order in, frames that can be decoded out.
 *
 * A picture leaves if all its packets are there and the pictures that it needs have left before it. After a loss that was
 * given up, that is so from the next key frame on, or earlier where the payload format tells that nothing was lost that
 * matters (PictureID and TL0PICIDX of VP8 and VP9).
 */

import type { AssembledFrame, Depacketizer, PayloadInfo } from '../payload/payload-format.ts';
import type { BufferedPacket } from './jitter-buffer.ts';

/** A frame whose packets grow beyond this, or beyond what `setCapacity` says, is none. */
export const MAX_FRAME_BYTES: number = 4 * 1024 * 1024;
const MAX_FRAME_PACKETS = 16_384;

/** Codecs that are remembered: renegotiation can bring ever new ones. */
const MAX_CODECS = 32;

/** RFC 7741 §4.2, RFC 9628 §4.2: three bits. */
const ALL_LAYERS = 7;

export interface AssemblerEvents {
  /** `packets`: all of it, in order. */
  assembled(packets: readonly BufferedPacket[], frame: AssembledFrame): void;
  /** Incomplete, or of no use without one that is missing. */
  dropped(): void;
  /** What comes cannot be decoded. */
  keyFrameNeeded(): void;
}

export class FrameAssembler {
  readonly #events: AssemblerEvents;
  /** By codec: an H.264 one remembers parameter sets. */
  readonly #depacketizers: Map<string, Depacketizer>;
  /** The frame that is being received. */
  #open: BufferedPacket[];
  #openBytes: number;
  #capacity: number;
  /** Packets of this timestamp belong to a frame whose beginning is lost; −1 for none. */
  #torn: number;
  /** A packet was given up since the last whole frame… */
  #gap: boolean;
  /** …and just before the next one. */
  #justBefore: boolean;
  /** Whether there was a key frame, and all that it takes since. */
  #decodable: boolean;
  /** Of the last picture that could be decoded. */
  #last: PayloadInfo | undefined;
  #lastDepacketizer: Depacketizer | undefined;
  /** Highest temporal layer of which nothing is missing. */
  #layers: number;

  constructor(events: AssemblerEvents) {
    this.#events = events;
    this.#depacketizers = new Map();
    this.#open = [];
    this.#openBytes = 0;
    this.#capacity = MAX_FRAME_BYTES;
    this.#torn = -1;
    this.#gap = true;
    this.#justBefore = true;
    this.#decodable = false;
    this.#last = undefined;
    this.#lastDepacketizer = undefined;
    this.#layers = ALL_LAYERS;
  }

  /** Begins anew, at a key frame: packets went elsewhere. */
  reset(): void {
    this.#drop();
    this.#torn = -1;
    this.#gap = true;
    this.#justBefore = true;
    this.#decodable = false;
  }

  /** Bytes that a frame may have while it is put together. */
  setCapacity(bytes: number): void {
    this.#capacity = bytes;
    this.#limit();
  }

  /** Packets were given up before the next one. */
  gap(): void {
    this.#gap = true;
    this.#justBefore = true;
    if (this.#open.length === 0) return;
    // The rest of it may still come, without what was lost.
    this.#torn = (this.#open[0] as BufferedPacket).packet.timestamp;
    this.#drop();
  }

  /** The next packet in order. @hot */
  push(item: BufferedPacket): void {
    const { info, packet } = item;
    if (info === undefined) {
      if (item.damaged) this.gap();
      return;
    }
    const open = this.#open[0];
    if (open !== undefined && open.packet.timestamp !== packet.timestamp) this.#finish();
    const begins = this.#open.length > 0 || this.#begins(info, packet.timestamp);
    this.#justBefore = false;
    if (!begins) {
      if (info.endsFrame) this.#torn = -1;
      return;
    }
    this.#open.push(item);
    // What is held is the whole packet, with its header extensions.
    this.#openBytes += packet.bytes.length;
    if (info.endsFrame) this.#finish();
    else this.#limit();
  }

  #limit(): void {
    const open = this.#open[0];
    if (open === undefined) return;
    if (this.#openBytes <= this.#capacity && this.#open.length <= MAX_FRAME_PACKETS) return;
    this.#torn = open.packet.timestamp;
    this.#gap = true;
    this.#drop();
  }

  #begins(info: PayloadInfo, timestamp: number): boolean {
    if (timestamp === this.#torn) return false;
    this.#torn = -1;
    if (info.startsFrame === 'yes') return true;
    // If the packet before this one is there, it belonged to another frame.
    if (info.startsFrame === 'unknown' && (!this.#justBefore || info.keyFrame)) return true;
    this.#torn = timestamp;
    this.#gap = true;
    this.#events.dropped();
    // Where pictures are numbered, the next whole one tells whether this one is missed.
    if (!this.#decodable || info.pictureId === undefined) this.#needKeyFrame();
    return false;
  }

  #drop(): void {
    if (this.#open.length === 0) return;
    this.#open = [];
    this.#openBytes = 0;
    this.#events.dropped();
  }

  #finish(): void {
    const packets = this.#open;
    this.#open = [];
    this.#openBytes = 0;
    const first = packets[0] as BufferedPacket;
    const depacketizer = this.#depacketizer(first);
    const frame = depacketizer?.assemble(packets.map(({ packet }) => packet.payload));
    const info = first.info as PayloadInfo;
    if (frame === undefined) {
      this.#gap = true;
      this.#events.dropped();
      this.#needKeyFrame();
      return;
    }
    // Parameter sets alone: remembered, and no picture.
    if (frame.data.length === 0) return;
    if (this.#follows(info, depacketizer, frame.keyFrame)) this.#events.assembled(packets, frame);
    else this.#events.dropped();
  }

  /** Whether all is there that the picture needs; then the next one may need it. */
  #follows(info: PayloadInfo, depacketizer: Depacketizer | undefined, keyFrame: boolean): boolean {
    if (keyFrame) {
      this.#decodable = true;
      this.#layers = ALL_LAYERS;
    } else if (!this.#decodable || depacketizer !== this.#lastDepacketizer) {
      this.#needKeyFrame();
      return false;
    } else if (this.#gap && !this.#bridges(info)) {
      this.#needKeyFrame();
      return false;
    }
    this.#gap = false;
    this.#last = info;
    this.#lastDepacketizer = depacketizer;
    const layer = info.temporalLayer ?? 0;
    if (info.layerSync && layer > this.#layers) this.#layers = layer;
    return layer <= this.#layers;
  }

  /** Whether what was lost before this picture was nothing that it, and the base layer after it, needs. */
  #bridges(info: PayloadInfo): boolean {
    const last = this.#last;
    if (last === undefined) return false;
    if (info.pictureId !== undefined && last.pictureId !== undefined && info.pictureIdBits === last.pictureIdBits) {
      const step = (info.pictureId - last.pictureId) & (info.pictureIdBits === 7 ? 0x7f : 0x7fff);
      // The pictures are all there: what was lost was padding, or was sent twice.
      if (step === 1) return true;
    }
    // RFC 7741 §4.2: TL0PICIDX "MUST be incremented" with each picture of the base layer; others name the one they need.
    if (info.tl0PictureIndex === undefined || last.tl0PictureIndex === undefined) return false;
    if (info.temporalLayer === undefined) return false;
    const base = (info.tl0PictureIndex - last.tl0PictureIndex) & 0xff;
    if (base !== (info.temporalLayer === 0 ? 1 : 0)) return false;
    this.#layers = 0;
    return true;
  }

  #needKeyFrame(): void {
    this.#decodable = false;
    this.#events.keyFrameNeeded();
  }

  #depacketizer({ codec }: BufferedPacket): Depacketizer | undefined {
    const { payloadType, mimeType, sdpFmtpLine } = codec.parameters;
    const key = `${payloadType} ${mimeType} ${sdpFmtpLine}`;
    let depacketizer = this.#depacketizers.get(key);
    if (depacketizer === undefined && codec.format !== undefined) {
      if (this.#depacketizers.size === MAX_CODECS) this.#depacketizers.clear();
      depacketizer = codec.format.createDepacketizer(sdpFmtpLine);
      this.#depacketizers.set(key, depacketizer);
    }
    return depacketizer;
  }
}
