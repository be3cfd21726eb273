/** A media path for tests: SRTP that changes nothing, and a peer that is written by hand. */

import { SILENT } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { type RtcpPacket, readCompound, writeCompound } from '../../../src/rtcp/index.ts';
import { RtpPacket } from '../../../src/rtp/packet.ts';
import type { ReceiveParameters, SendParameters } from '../../../src/streams/ports.ts';
import { TransportCounters } from '../../../src/transport/counters.ts';
import type { ReceiverHandle, SenderHandle } from '../../../src/transport/index.ts';
import { type MediaCipher, MediaPath } from '../../../src/transport/media-path.ts';

export const OPEN: MediaCipher = {
  protectRtp: (header, payload) => {
    const packet = new Uint8Array(header.length + payload.length);
    packet.set(header);
    packet.set(payload, header.length);
    return packet;
  },
  unprotectRtp: bytes => bytes,
  protectRtcp: bytes => bytes,
  unprotectRtcp: bytes => bytes,
};

/** 1 January 2026 at the moment zero. */
export const EPOCH = 1_767_225_600_000;

export class Rig {
  now: number;
  open: boolean;
  readonly counters: TransportCounters;
  readonly path: MediaPath;
  readonly requested: number[];
  readonly told: string[];
  readonly rtp: RtpPacket[];
  readonly rtcp: RtcpPacket[][];

  constructor() {
    this.now = 1000;
    this.open = true;
    this.counters = new TransportCounters();
    this.requested = [];
    this.told = [];
    this.rtp = [];
    this.rtcp = [];
    this.path = new MediaPath(
      {
        touch: () => (this.open ? this.now : undefined),
        broke: error => {
          throw error;
        },
      },
      this.counters,
      { random: new SeededRandom(9), log: SILENT, wallTime: at => EPOCH + at, roundTripTime: () => 40 },
    );
  }

  sender(parameters: SendParameters): SenderHandle {
    const handle = this.path.createSender({ keyFrameRequested: encoding => void this.requested.push(encoding) });
    handle.configure(parameters);
    return handle;
  }

  receiver(parameters: ReceiveParameters): ReceiverHandle {
    const handle = this.path.createReceiver({
      packet: ({ packet }) => void this.told.push(`packet ${packet.sequenceNumber}`),
      frame: () => void this.told.push('frame'),
      started: () => void this.told.push('started'),
      stopped: () => void this.told.push('stopped'),
      tone: () => void this.told.push('tone'),
    });
    handle.configure(parameters);
    return handle;
  }

  connect(): void {
    this.path.connected(OPEN, true, this.now);
  }

  /** Lets time pass; what leaves is collected. */
  advance(milliseconds: number): void {
    const end = this.now + milliseconds;
    this.flush();
    for (let next = this.path.nextTimeout(); next <= end; next = this.path.nextTimeout()) {
      this.now = Math.max(this.now, next);
      this.path.handleTimeout(this.now);
      this.flush();
    }
    this.now = end;
  }

  flush(): void {
    this.path.flush(this.now);
    for (let bytes = this.path.pollTransmit(this.now); bytes !== undefined; bytes = this.path.pollTransmit(this.now)) {
      const second = bytes[1] ?? 0;
      if (second >= 192 && second <= 223) this.rtcp.push(readCompound(bytes) ?? []);
      else this.rtp.push(RtpPacket.read(bytes) as RtpPacket);
    }
  }

  receive(...packets: RtcpPacket[]): void {
    this.path.receive(writeCompound(packets), this.now);
    this.flush();
  }

  /** All RTCP packets of a type that left. */
  sent<Type extends RtcpPacket['type']>(type: Type): Extract<RtcpPacket, { type: Type }>[] {
    return this.rtcp.flat().filter(packet => packet.type === type) as Extract<RtcpPacket, { type: Type }>[];
  }
}
