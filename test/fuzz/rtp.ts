/** Fuzz target: RTP packets, their header extensions and the dependency descriptor. */

import assert from 'node:assert/strict';
import type { ExtensionCodec, ExtensionElement } from '../../src/rtp/index.ts';
import * as rtp from '../../src/rtp/index.ts';

export const name = 'rtp';

const { RtpPacket, writeRtpHeader, readDependencyDescriptor, writeDependencyDescriptor } = rtp;

const isCodec = (value: unknown): value is ExtensionCodec<unknown> =>
  typeof value === 'object' && value !== null && 'read' in value && 'write' in value;
const codecs: ExtensionCodec<unknown>[] = Object.values<unknown>({ ...rtp }).filter(isCodec);

export function fuzzOne(bytes: Uint8Array): void {
  const before = bytes.slice();
  fuzzDescriptor(bytes.subarray(0, 255));
  const packet = RtpPacket.read(bytes);
  if (packet === undefined) return;
  assert.ok(packet.payloadStart >= 12 && packet.payloadStart <= packet.payloadEnd);
  assert.ok(packet.payloadEnd + packet.paddingLength === bytes.length);
  assert.ok(packet.extensionStart <= packet.extensionEnd);
  assert.equal(packet.csrcs.length, packet.csrcCount);

  const elements: ExtensionElement[] = [];
  const seen = new Set<number>();
  for (const id of packet.extensionIds) {
    const data = packet.extension(id);
    assert.ok(data !== undefined, `no extension ${id}`);
    const at = packet.extensionAt(id);
    assert.ok(at > packet.extensionStart && at + data.length <= packet.extensionEnd);
    if (seen.has(id)) continue;
    seen.add(id);
    elements.push({ id, data });
    fuzzData(data);
  }
  for (let id = 0; id < 256; id++) assert.equal(packet.extensionAt(id) >= 0, seen.has(id));
  rewrite(packet, elements);
  assert.deepEqual(bytes, before, 'the packet was changed');
}

function fuzzData(data: Uint8Array): void {
  for (const codec of codecs) {
    const value: unknown = codec.read(data);
    if (value === undefined) continue;
    const again = codec.read(codec.write(value));
    assert.ok(again !== undefined);
    // What was understood can be said again, and means the same; but for offsets of centuries, whose last bits are lost.
    if (codec !== rtp.ABS_CAPTURE_TIME) assert.deepEqual(again, value, codec.uri);
  }
  fuzzDescriptor(data);
}

function fuzzDescriptor(data: Uint8Array): void {
  const descriptor = readDependencyDescriptor(data, undefined);
  if (descriptor === undefined) return;
  const again = writeDependencyDescriptor(descriptor, undefined);
  assert.ok(again.length <= data.length);
  assert.deepEqual(readDependencyDescriptor(again, undefined), descriptor);
  if (descriptor.structure === undefined) return;
  const next = data.slice(-16);
  const delta = readDependencyDescriptor(next, descriptor.structure);
  if (delta === undefined) return;
  const written = writeDependencyDescriptor(delta, descriptor.structure);
  assert.deepEqual(readDependencyDescriptor(written, descriptor.structure), delta);
}

/** Written from what was read, the header says the same. */
function rewrite(packet: rtp.RtpPacket, extensions: readonly ExtensionElement[]): void {
  const { marker, payloadType, sequenceNumber, timestamp, ssrc, csrcs } = packet;
  const init = { marker, payloadType, sequenceNumber, timestamp, ssrc, csrcs, extensions };
  const { header, offsets } = writeRtpHeader(init);
  const again = RtpPacket.read(header);
  assert.ok(again !== undefined);
  assert.equal(again.payloadLength, 0);
  assert.deepEqual(again.csrcs, csrcs);
  assert.equal(again.sequenceNumber, sequenceNumber);
  extensions.forEach(({ id, data }, i) => {
    assert.deepEqual(again.extension(id), data);
    assert.equal(again.extensionAt(id), offsets[i]);
  });
}

export function seeds(): Uint8Array[] {
  const fixed = { marker: true, payloadType: 96, sequenceNumber: 65_535, timestamp: 1, ssrc: 2 };
  const packet = (csrcs: number[], extensions: ExtensionElement[], ...tail: number[]): Uint8Array =>
    Uint8Array.of(...writeRtpHeader({ ...fixed, csrcs, extensions }).header, ...tail);
  const element = <T>(id: number, codec: ExtensionCodec<T>, value: T): ExtensionElement => ({
    id,
    data: codec.write(value),
  });
  const small = [
    element(1, rtp.MID, 'v0'),
    element(2, rtp.RID, 'hi'),
    element(3, rtp.ABS_SEND_TIME, 1_234),
    element(4, rtp.TRANSPORT_CC, 7),
    element(5, rtp.AUDIO_LEVEL, { voiceActivity: true, level: 30 }),
    element(6, rtp.VIDEO_ORIENTATION, { backCamera: false, flipped: false, rotation: 90 }),
    element(7, rtp.PLAYOUT_DELAY, { minimum: 0, maximum: 100 }),
    element(8, rtp.ABS_CAPTURE_TIME, { captureTime: { seconds: 1, fraction: 2 }, clockOffset: -3 }),
    element(9, rtp.TOFFSET, -5),
  ];
  const structure: rtp.FrameDependencyStructure = {
    templateIdOffset: 3,
    decodeTargetCount: 2,
    protectedBy: { chainCount: 1, chains: [0, 0] },
    templates: [
      { spatialId: 0, temporalId: 0, indications: ['switch', 'switch'], frameDiffs: [2], chainDiffs: [2] },
      { spatialId: 0, temporalId: 1, indications: ['not-present', 'required'], frameDiffs: [1, 2], chainDiffs: [1] },
    ],
    resolutions: [{ width: 320, height: 180 }],
  };
  const descriptor = writeDependencyDescriptor(
    {
      startOfFrame: true,
      endOfFrame: true,
      templateId: 4,
      frameNumber: 9,
      structure,
      activeDecodeTargets: 1,
      frame: { ...(structure.templates[1] as rtp.FrameTemplate), frameDiffs: [300], chainDiffs: [200] },
    },
    undefined,
  );
  const padded = packet([1, 2], small, 1, 2, 3, 0, 0, 3);
  padded[0] = (padded[0] as number) | 0x20;
  return [
    packet([], [], 1, 2, 3),
    packet([], small, 9, 9, 9),
    packet([1], [...small, { id: 200, data: descriptor }], 5),
    padded,
    descriptor,
  ];
}
