/** `RTCRtpPacket` and `RTCRtpHeaderExtension`, by the names of the webrtc-rtptransport API outline. */

import { writeU16, writeU32 } from '../base/be.ts';
import { FIXED_HEADER_LENGTH, RtpPacket } from '../rtp/packet.ts';
import type { ReceivedPacket } from '../streams/ports.ts';

/** What an {@link RTCRtpPacket} is made with (RFC 3550 §5.1). */
export interface RTCRtpPacketInit {
  /** Of video, the last packet of a frame. Default false. */
  marker?: boolean;
  /** 0 to 127. */
  payloadType: number;
  /** Units of the codec's clock rate, 32 bits. */
  timestamp: number;
  /** Contributing sources, 15 at most. */
  csrcs?: readonly number[];
  /** What follows the header. */
  payload: Uint8Array;
  /** Not in the outline: where it is left out, the source that the packet is written to numbers its packets. */
  sequenceNumber?: number;
  /** Not in the outline. Senders have their own. */
  ssrc?: number;
}

/** One element of the header extension. */
export class RTCRtpHeaderExtension {
  /** What it is. */
  readonly uri: string;
  /** A view of the packet. */
  readonly value: Uint8Array;

  constructor(uri: string, value: Uint8Array) {
    this.uri = uri;
    this.value = value;
  }

  /** How large the destination of `copyValueTo` has to be. */
  get valueByteLength(): number {
    return this.value.length;
  }

  /** Writes the value. Throws a `TypeError` if the destination is too small. */
  copyValueTo(destination: ArrayBuffer | ArrayBufferView): void {
    copyTo(this.value, destination);
  }
}

/** What stands behind a packet. Applications cannot have one, so that none can make a packet with another's. */
class Origin {
  readonly packet: RtpPacket;
  /** How it came, if it was received. */
  readonly received: ReceivedPacket | undefined;
  readonly numbered: boolean;

  constructor(packet: RtpPacket, received: ReceivedPacket | undefined, numbered: boolean) {
    this.packet = packet;
    this.received = received;
    this.numbered = numbered;
  }
}

/** What stands behind a packet. @internal */
export let rtpPacketOrigin: (packet: RTCRtpPacket) => Origin;

/** A packet that was received, as applications see it. */
export function createRtpPacket(received: ReceivedPacket): RTCRtpPacket {
  return new RTCRtpPacket(new Origin(received.packet, received, true) as unknown as RTCRtpPacketInit);
}

/** One RTP packet. Its views are valid as long as it is kept. */
export class RTCRtpPacket {
  readonly #origin: Origin;

  constructor(init: RTCRtpPacketInit) {
    this.#origin =
      init instanceof Origin ? init : new Origin(build(init), undefined, init.sequenceNumber !== undefined);
  }

  /** Of video, the last packet of a frame. */
  get marker(): boolean {
    return this.#origin.packet.marker;
  }

  /** 0 to 127. */
  get payloadType(): number {
    return this.#origin.packet.payloadType;
  }

  /** 16 bits, by one greater in each packet. */
  get sequenceNumber(): number {
    return this.#origin.packet.sequenceNumber;
  }

  /** Units of the codec's clock rate, 32 bits. */
  get timestamp(): number {
    return this.#origin.packet.timestamp;
  }

  /** Synchronization source, 32 bits. */
  get ssrc(): number {
    return this.#origin.packet.ssrc;
  }

  /** Of a received simulcast stream. */
  get rid(): string | null {
    return this.#origin.received?.rid ?? null;
  }

  /** Contributing sources: who was mixed. */
  get csrcs(): number[] {
    return this.#origin.packet.csrcs;
  }

  /** Those that were negotiated, in the order of the negotiation. */
  get headerExtensions(): RTCRtpHeaderExtension[] {
    const { packet, received } = this.#origin;
    const found: RTCRtpHeaderExtension[] = [];
    for (const { id, uri } of received?.headerExtensions ?? []) {
      const value = packet.extension(id);
      if (value !== undefined) found.push(new RTCRtpHeaderExtension(uri, value));
    }
    return found;
  }

  /** Bytes of padding at the end, which the payload is without. */
  get paddingBytes(): number {
    return this.#origin.packet.paddingLength;
  }

  /** How large the destination of `copyPayloadTo` has to be. */
  get payloadByteLength(): number {
    return this.#origin.packet.payloadLength;
  }

  /** Writes the payload. Throws a `TypeError` if the destination is too small. */
  copyPayloadTo(destination: ArrayBuffer | ArrayBufferView): void {
    copyTo(this.#origin.packet.payload, destination);
  }

  /** Not in the outline: a view, so that nothing has to be copied. */
  get payload(): Uint8Array {
    return this.#origin.packet.payload;
  }

  /** Not in the outline: the whole packet as it stood on the wire, without SRTP. */
  get bytes(): Uint8Array {
    return this.#origin.packet.bytes;
  }

  /** Not in the outline: `video/VP8`; null of a packet that was not received. */
  get mimeType(): string | null {
    return this.#origin.received?.codec.mimeType ?? null;
  }

  /** On the clock of `performance.now()`; null of a packet that was not received. */
  get receivedTime(): number | null {
    return this.#origin.received?.receivedAt ?? null;
  }

  static {
    rtpPacketOrigin = packet => packet.#origin;
  }
}

function build(init: RTCRtpPacketInit): RtpPacket {
  const csrcs = init.csrcs ?? [];
  if (csrcs.length > 15) throw new TypeError('A packet has at most 15 contributing sources.');
  if (!(init.payloadType >= 0 && init.payloadType <= 127)) throw new TypeError('A payload type is 0 to 127.');
  const start = FIXED_HEADER_LENGTH + csrcs.length * 4;
  const bytes = new Uint8Array(start + init.payload.length);
  bytes[0] = 0x80 | csrcs.length;
  bytes[1] = (init.marker === true ? 0x80 : 0) | init.payloadType;
  writeU16(bytes, 2, (init.sequenceNumber ?? 0) & 0xffff);
  writeU32(bytes, 4, init.timestamp >>> 0);
  writeU32(bytes, 8, (init.ssrc ?? 0) >>> 0);
  csrcs.forEach((csrc, index) => {
    writeU32(bytes, FIXED_HEADER_LENGTH + index * 4, csrc >>> 0);
  });
  bytes.set(init.payload, start);
  return RtpPacket.read(bytes) as RtpPacket;
}

function copyTo(value: Uint8Array, destination: ArrayBuffer | ArrayBufferView): void {
  const target = ArrayBuffer.isView(destination)
    ? new Uint8Array(destination.buffer, destination.byteOffset, destination.byteLength)
    : new Uint8Array(destination);
  if (target.length < value.length)
    throw new TypeError(`The destination has ${target.length} of ${value.length} bytes.`);
  target.set(value);
}
