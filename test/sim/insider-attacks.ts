/** What a peer that holds the keys can send: one function for each kind of harm, one packet a call. */

import { writeU16, writeU32 } from '../../src/base/be.ts';
import type { SeededRandom } from '../../src/base/random.ts';
import { writeRed, writeRtxPayload } from '../../src/payload/index.ts';
import type { RtcpPacket } from '../../src/rtcp/index.ts';
import { writeCompound } from '../../src/rtcp/index.ts';
import type { ExtensionElement } from '../../src/rtp/index.ts';
import { writeRtpHeader } from '../../src/rtp/index.ts';

/** RTP before it is protected; RTCP is bytes alone. */
interface HostilePacket {
  readonly header: Uint8Array;
  readonly payload: Uint8Array;
}

/** `count`: how many were sent before, of all attacks. */
export type Attack = (random: SeededRandom, count: number) => HostilePacket | Uint8Array;

/** SSRCs that attacks share: some four times the streams that a receiver keeps. */
const POOL = 0x0090_0000;
const POOL_SIZE = 64;
/** As many as a receiver keeps, for each attack that holds what it can. */
const STREAMS = 16;
const ENDLESS = 0x0091_0000;
const HOLES = 0x0092_0000;
/** SSRCs that come once in each flood. */
const FLOOD = 0x0100_0000;
export const FLOOD_SIZE = 100_000;

/** Of the victim's own video, which requests are for. */
const VICTIM = 0x4444;

const PAYLOAD_TYPES = [96, 97, 110, 111, 63, 96, 111, 5];
const NAMES = ['1', '2', '3', '2', 'q', 'h', '', '1234567890123456', 'other'];

const anySsrc = (random: SeededRandom): number => POOL + random.below(POOL_SIZE);

function text(id: number, value: string): ExtensionElement {
  return { id, data: new TextEncoder().encode(value) };
}

interface Shape {
  readonly ssrc: number;
  readonly payloadType: number;
  readonly sequenceNumber: number;
  readonly timestamp?: number;
  readonly marker?: boolean;
  readonly csrcs?: readonly number[];
  readonly extensions?: readonly ExtensionElement[];
}

function rtp(shape: Shape, payload: Uint8Array): HostilePacket {
  const fixed = { marker: false, timestamp: 90_000, csrcs: [], extensions: [text(4, '3')] };
  const { header } = writeRtpHeader({ ...fixed, ...shape });
  return { header, payload };
}

const u16 = (count: number): number => count & 0xffff;

/** Any payload, of any length, as every payload type; in order, or nearly so. */
const wrongSizes: Attack = (random, count) => {
  const payload = random.bytes(random.below(random.below(4) === 0 ? 1200 : 8));
  const payloadType = PAYLOAD_TYPES[random.below(PAYLOAD_TYPES.length)] as number;
  const extensions = [text(4, String(1 + random.below(3))), text(10, 'h')];
  const shape = { ssrc: anySsrc(random), payloadType, sequenceNumber: u16(count), extensions };
  const packet = rtp({ ...shape, marker: random.below(2) === 0, timestamp: random.u32() }, payload);
  // Padding that was never there, which counts itself more often than there are bytes.
  if (random.below(3) === 0) packet.header[0] = (packet.header[0] as number) | 0x20;
  return packet;
};

/** A new place in the sequence each time; now and then its successor, which restarts the stream. */
const gaps: Attack = (random, count) => {
  const sequenceNumber = random.below(3) === 0 ? u16(count) : random.below(3) === 0 ? u16(count * 900) : random.u32();
  const extensions = [text(4, '3'), { id: 3, data: random.bytes(2) }];
  const payload = Uint8Array.of(0x10, 0x10, ...random.bytes(20));
  const at = u16(sequenceNumber);
  return rtp({ ssrc: anySsrc(random), payloadType: 96, sequenceNumber: at, timestamp: at * 3000, extensions }, payload);
};

const ssrcFlood: Attack = (random, count) => {
  const ssrc = FLOOD + (count % FLOOD_SIZE);
  const payloadType = random.below(2) === 0 ? 96 : 97;
  const sequenceNumber = u16(Math.floor(count / FLOOD_SIZE) * 7);
  return rtp({ ssrc, payloadType, sequenceNumber, extensions: [text(4, '3')] }, random.bytes(30));
};

/** Elements that claim to be longer than the extension, ids of everything, two-byte ones, a block full of them. */
const extensions: Attack = (random, count) => {
  const words = random.below(32);
  const csrcs = random.below(16);
  const header = new Uint8Array(12 + csrcs * 4 + 4 + words * 4);
  header.set(random.bytes(header.length - 12), 12);
  header.set([0x90 | csrcs, 96]);
  writeU16(header, 2, u16(count));
  writeU32(header, 8, anySsrc(random));
  writeU16(header, 12 + csrcs * 4, [0xbede, 0x1000, 0x100f, 0x1234][random.below(4)] as number);
  writeU16(header, 14 + csrcs * 4, words);
  return { header, payload: random.bytes(random.below(40)) };
};

/** MIDs and RIDs: those of other sections, and any. */
const names: Attack = (random, count) => {
  const name = (): string =>
    random.below(2) === 0
      ? (NAMES[random.below(NAMES.length)] as string)
      : String.fromCharCode(...random.bytes(1 + random.below(16)).map(byte => byte & 0x7f));
  const elements = [text(4, name()), text(10, name()), text(11, name())].filter(({ data }) => data.length > 0);
  const payloadType = PAYLOAD_TYPES[random.below(PAYLOAD_TYPES.length)] as number;
  return rtp(
    { ssrc: anySsrc(random), payloadType, sequenceNumber: u16(count), extensions: elements },
    random.bytes(20),
  );
};

/** Retransmissions of what was never sent, by SSRCs that repair nothing, or everything. */
const wildRtx: Attack = (random, count) => {
  const wrapped =
    random.below(8) === 0 ? random.bytes(random.below(3)) : writeRtxPayload(u16(random.u32()), random.bytes(20));
  const extensions = [text(4, '2'), text(11, random.below(2) === 0 ? 'q' : 'h')];
  return rtp({ ssrc: anySsrc(random), payloadType: 97, sequenceNumber: u16(count), extensions }, wrapped);
};

/** RED in RED, blocks without end, blocks of nothing. */
const redChains: Attack = (random, count) => {
  const redundant = Array.from({ length: random.below(20) }, () => ({
    payloadType: [111, 63, 97, 5][random.below(4)] as number,
    timestampOffset: random.below(1 << 14),
    data: random.bytes(random.below(60)),
  }));
  const payload =
    random.below(2) === 0
      ? writeRed(random.below(2) === 0 ? 63 : 111, random.bytes(random.below(60)), redundant)
      : random.bytes(random.below(200)).map(byte => byte | 0x80);
  const shape = { ssrc: anySsrc(random), payloadType: 63, sequenceNumber: u16(count * (1 + random.below(12))) };
  return rtp({ ...shape, extensions: [text(4, '1')] }, payload);
};

/** Keys of a telephone, pressed and never released. */
const tones: Attack = (random, count) => {
  const shape = { ssrc: anySsrc(random), payloadType: 110, sequenceNumber: u16(count), timestamp: random.u32() };
  return rtp({ ...shape, extensions: [text(4, '1')] }, random.bytes(4 + random.below(3)));
};

/** As many streams as a receiver keeps, each with its own steady sequence, so that they hold what they can. */
function steady(pool: number, count: number, step: number): Shape & { readonly number: number } {
  const number = Math.floor(count / STREAMS) * step;
  return { ssrc: pool + (count % STREAMS), payloadType: 96, sequenceNumber: u16(number), number };
}

/** Frames that begin, and end after some megabytes, or never. */
const endlessFrames: Attack = (_random, count) => {
  const { number, ...shape } = steady(ENDLESS, count, 1);
  const payload = new Uint8Array(1150).fill(count);
  const begins = number % 4000 === 0;
  payload.set([begins ? 0x10 : 0, 0x10, 0, 0, 0x9d, 0x01, 0x2a]);
  return rtp({ ...shape, timestamp: Math.floor(number / 4000) * 3000 }, payload);
};

/** Every second packet is missing: all that comes has to wait, and has to be asked for. */
const holes: Attack = (_random, count) => {
  const { number, ...shape } = steady(HOLES, count, 2);
  const payload = new Uint8Array(1150).fill(count);
  payload.set([0x10, 0x10, 0, 0, 0x9d, 0x01, 0x2a]);
  return rtp({ ...shape, timestamp: number * 3000 }, payload);
};

const rtcp = (...packets: RtcpPacket[]): Uint8Array => writeCompound(packets);

/** The whole sequence space of the victim's video, again and again. */
const nackStorm: Attack = (_random, count) => {
  const first = u16(count * 4000);
  const sequenceNumbers = Array.from({ length: 4000 }, (_, i) => u16(first + i));
  return rtcp({ type: 'nack', senderSsrc: POOL, mediaSsrc: VICTIM, sequenceNumbers });
};

const keyFrameStorm: Attack = (_random, count) => {
  const request = { type: 'pli', senderSsrc: POOL, mediaSsrc: VICTIM } as const;
  const requests = Array.from({ length: 150 }, (_, i) => ({ ssrc: VICTIM, commandSequence: (count + i) & 0xff }));
  return count % 2 === 0
    ? rtcp(...new Array<RtcpPacket>(100).fill(request))
    : rtcp({ type: 'fir', senderSsrc: POOL, requests });
};

/** Feedback and reports with nothing but noise behind their headers. */
const nonsense: Attack = random => {
  const kinds = [
    [205, 15], // transport-cc
    [206, 15], // REMB
    [205, 11], // RFC 8888
    [205, 3],
    [205, 4],
    [207, 0],
    [200, random.below(32)],
    [201, random.below(32)],
    [202, random.below(32)],
    [204, random.below(32)],
    [192 + random.below(32), random.below(32)],
  ] as const;
  const packets = Array.from({ length: 1 + random.below(6) }, (): RtcpPacket => {
    const [packetType, count] = kinds[random.below(kinds.length)] as readonly [number, number];
    const body = random.bytes(4 * (2 + random.below(40)));
    writeU32(body, 0, POOL);
    if (random.below(2) === 0) writeU32(body, 4, VICTIM);
    // REMB has its name, so that the noise is looked at.
    if (packetType === 206 && body.length >= 12) body.set([0x52, 0x45, 0x4d, 0x42], 8);
    return { type: 'unknown', packetType, count, body };
  });
  return rtcp(...packets);
};

/** Ends of streams, and a packet of each right behind. */
const byes: Attack = (random, count) => {
  const ssrcs = Array.from({ length: 31 }, (_, i) => POOL + ((count + i) % POOL_SIZE));
  if (count % 2 === 0) return rtcp({ type: 'goodbye', ssrcs, reason: 'x'.repeat(random.below(200)) });
  return rtp({ ssrc: anySsrc(random), payloadType: 96, sequenceNumber: u16(count) }, random.bytes(20));
};

/** Names for SSRCs that never sent, and reference times that want an answer. */
const claims: Attack = random => {
  const chunks = Array.from({ length: 31 }, () => ({
    ssrc: FLOOD + random.below(FLOOD_SIZE),
    items: [{ type: 'mid' as const, text: NAMES[random.below(4)] as string }],
  }));
  const block = { type: 'rrtr', ntpSeconds: random.u32(), ntpFraction: random.u32() } as const;
  return rtcp(
    { type: 'source-description', chunks },
    { type: 'extended-report', ssrc: random.u32(), blocks: [block, block] },
  );
};

/** As many packets as a datagram holds, and one more than are read. */
const manyPackets: Attack = random => {
  const empty: RtcpPacket = { type: 'unknown', packetType: 201, count: 0, body: new Uint8Array(4) };
  return rtcp(...new Array<RtcpPacket>(1 + random.below(300)).fill(empty));
};

export const ATTACKS: ReadonlyMap<string, Attack> = new Map(
  Object.entries({
    wrongSizes,
    gaps,
    extensions,
    names,
    wildRtx,
    redChains,
    tones,
    endlessFrames,
    holes,
    nackStorm,
    keyFrameStorm,
    nonsense,
    byes,
    claims,
    manyPackets,
    // The last: it leaves no room for other SSRCs.
    ssrcFlood,
  }),
);
