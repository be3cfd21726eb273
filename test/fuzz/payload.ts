/** Fuzz target: the payload formats, both ways, and what wraps other payloads. */

import assert from 'node:assert/strict';
import { payloadFormat } from '../../src/payload/index.ts';
import type { AssembledFrame, PayloadFormat, PictureSize } from '../../src/payload/payload-format.ts';
import { readRed } from '../../src/payload/red.ts';
import { readOriginalSequenceNumber } from '../../src/payload/rtx.ts';
import { readTelephoneEvent, toneOfEvent, writeTelephoneEvent } from '../../src/payload/telephone-event.ts';
import { splitSuperframe } from '../../src/payload/vp9-superframe.ts';
import {
  annexB,
  av1Frame,
  concat,
  h264Pps,
  h264Slice,
  h264Sps,
  h265Pps,
  h265Slice,
  h265Sps,
  h265Vps,
  KEY,
  obu,
  packetizer,
  vp8Frame,
  vp9Frame,
} from '../unit/payload/frames.ts';

export const name = 'payload';

const names = [
  'video/VP8',
  'video/VP9',
  'video/H264',
  'video/H265',
  'video/AV1',
  'audio/opus',
  'audio/PCMU',
  'audio/L16',
];
const formats: readonly PayloadFormat[] = names.map(mimeType => payloadFormat(mimeType) as PayloadFormat);
const MODE_1 = 'packetization-mode=1';

export function fuzzOne(bytes: Uint8Array): void {
  const before = bytes.slice();
  for (const format of formats) {
    receive(format, bytes);
    send(format, bytes);
  }
  wrapped(bytes);
  assert.deepEqual(bytes, before, 'the payload was changed');
}

/** The bytes as one payload, as two, and twice. */
function receive(format: PayloadFormat, bytes: Uint8Array): void {
  const info = format.read(bytes, true);
  if (bytes.length === 0) assert.equal(info, undefined);
  if (info?.pictureId !== undefined) assert.ok(info.pictureId < 2 ** (info.pictureIdBits ?? 0));
  checkSize(format.payloadPictureSize(bytes));
  const half = bytes.length >> 1;
  const stream = format.createDepacketizer(MODE_1);
  for (const payloads of [[bytes], [bytes.subarray(0, half), bytes.subarray(half)], [bytes, bytes]]) {
    check(format, stream.assemble(payloads), 2 * bytes.length);
  }
}

function check(format: PayloadFormat, frame: AssembledFrame | undefined, size: number): void {
  if (frame === undefined) return;
  // Start codes, sizes and remembered parameter sets make it larger, but within bounds.
  assert.ok(frame.data.length <= 8 * size + 64, `${format.mimeType}: ${frame.data.length} of ${size}`);
  format.isKeyFrame(frame.data);
  format.pictureSize(frame.data);
  format.duration(frame.data, 2);
}

/** The bytes as a frame: what is made of it comes through, and again the same. */
function send(format: PayloadFormat, bytes: Uint8Array): void {
  format.isKeyFrame(bytes);
  checkSize(format.pictureSize(bytes));
  const quantizer = format.quantizer(bytes);
  if (quantizer !== undefined) assert.ok(quantizer >= 0 && quantizer <= 127);
  format.duration(bytes, 1);
  const maxSize = 100;
  const parts = packetizer(format, MODE_1).packetize(bytes, maxSize, KEY);
  for (const [i, part] of parts.entries()) {
    if (format.mimeType !== 'audio/opus') assert.ok(part.payload.length <= maxSize);
    if (format.kind === 'video') assert.equal(part.marker, i === parts.length - 1);
    assert.ok(format.read(part.payload, part.marker), `${format.mimeType}: a payload that is not read`);
  }
  if (format.kind === 'audio' || parts.length === 0) return;
  const frame = format.createDepacketizer(undefined).assemble(parts.map(part => part.payload));
  if (frame === undefined || frame.data.length === 0) return;
  const again = packetizer(format, MODE_1).packetize(frame.data, maxSize, KEY);
  const second = format.createDepacketizer(undefined).assemble(again.map(part => part.payload));
  assert.deepEqual(second, frame, format.mimeType);
}

function checkSize(size: PictureSize | undefined): void {
  if (size !== undefined) assert.ok(size.width >= 0 && size.height >= 0 && size.width <= 65_536);
}

function wrapped(bytes: Uint8Array): void {
  for (const block of readRed(bytes) ?? []) assert.ok(block.start <= block.end && block.end <= bytes.length);
  readOriginalSequenceNumber(bytes);
  const event = readTelephoneEvent(bytes);
  if (event !== undefined) {
    toneOfEvent(event.event);
    assert.deepEqual(readTelephoneEvent(writeTelephoneEvent(event)), event);
  }
  const frames = splitSuperframe(bytes);
  assert.ok(frames.reduce((sum, frame) => sum + frame.length, 0) <= bytes.length);
}

export function seeds(): Uint8Array[] {
  const frames: [string, Uint8Array][] = [
    ['video/VP8', vp8Frame(true, 150)],
    ['video/VP9', vp9Frame(true, 150)],
    ['video/H264', annexB(h264Sps(), h264Pps(), h264Slice(true, 150), h264Slice(true, 5, false))],
    ['video/H265', annexB(h265Vps(), h265Sps(), h265Pps(), h265Slice(true, 150))],
    ['video/AV1', concat(av1Frame(true, 150), obu(5, [1, 2, 3], 0x08))],
  ];
  const seeds = frames.map(([, frame]) => frame);
  for (const [mimeType, frame] of frames) {
    const format = payloadFormat(mimeType) as PayloadFormat;
    for (const part of packetizer(format, MODE_1).packetize(frame, 100, KEY)) seeds.push(part.payload);
  }
  return [
    ...seeds,
    // VP8 with all of its descriptor; VP9 with layers, flexible, and with a structure.
    Uint8Array.of(0x90, 0xf0, 0x91, 0x22, 0x05, 0x40, 0x10, 0, 0, 0x9d, 0x01, 0x2a, 1, 1, 1, 1),
    Uint8Array.of(0xaa, 0x80, 0x01, 0x5d, 0x09, 0x38, 1, 64, 0, 180, 2, 128, 1, 104, 2, 0x04, 1, 0x08, 1, 2, 0x82),
    Uint8Array.of(0xfc, 0x80, 0x01, 0x00, 0x03, 0x05, 0x04, 0x86, 0, 0),
    concat(vp9Frame(true, 5), vp9Frame(false, 5), [0xc9, 15, 0, 8, 0, 0xc9]),
    Uint8Array.of(0xef, 0x1e, 0x00, 0x03, 0x6f, 1, 2, 3, 4, 5),
    Uint8Array.of(11, 0x8a, 0x06, 0x40),
  ];
}
