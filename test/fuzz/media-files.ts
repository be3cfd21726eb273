/** Fuzz target: the readers of media files, as a whole and in pieces. */

import assert from 'node:assert/strict';
import {
  AnnexBReader,
  type FileFrame,
  IvfReader,
  IvfWriter,
  type MediaFileReader,
  OggOpusReader,
  OggOpusWriter,
  WavReader,
  WavWriter,
} from '../../src/media/files/index.ts';
import { annexB, concat, filling, h264Pps, h264Slice, h264Sps, h265Slice, vp8Frame } from '../unit/payload/frames.ts';

export const name = 'media-files';

const readers: readonly (() => MediaFileReader)[] = [
  () => new IvfReader(),
  () => new OggOpusReader(),
  () => new WavReader(),
  () => new AnnexBReader({ mimeType: 'video/H264' }),
  () => new AnnexBReader({ mimeType: 'video/H265' }),
];

export function fuzzOne(bytes: Uint8Array): void {
  const before = bytes.slice();
  for (const create of readers) {
    const whole = readAll(create(), bytes, Math.max(1, bytes.length));
    assert.deepEqual(readAll(create(), bytes, 13), whole);
    let size = 0;
    for (const frame of whole) {
      size += frame.data.length;
      assert.ok(frame.timestamp >= 0 && Number.isFinite(frame.timestamp));
    }
    assert.ok(size <= 4 * bytes.length);
  }
  assert.deepEqual(bytes, before, 'the file was changed');
}

function readAll(reader: MediaFileReader, bytes: Uint8Array, piece: number): FileFrame[] {
  const frames: FileFrame[] = [];
  for (let at = 0; at < bytes.length; at += piece) frames.push(...reader.push(bytes.subarray(at, at + piece)));
  frames.push(...reader.end());
  if (reader instanceof WavReader) for (const frame of frames) reader.samplesOf(frame);
  return frames;
}

export function seeds(): Uint8Array[] {
  const ivf = new IvfWriter('video/VP8');
  const ogg = new OggOpusWriter();
  const wavs = (['audio/L16', 'audio/PCMU', 'audio/PCMA'] as const).map(mimeType => {
    const writer = new WavWriter({ mimeType });
    return concat(writer.write(filling(400), 0), writer.end());
  });
  return [
    concat(ivf.write(vp8Frame(true, 50), 0), ivf.write(vp8Frame(false, 20), 33_000)),
    concat(ogg.write(concat([0xf8], filling(300)), 0), ogg.write(concat([0xf8], filling(20)), 20_000), ogg.end()),
    ...wavs,
    annexB(h264Sps(), h264Pps(), h264Slice(true, 50), h264Slice(false, 20), h264Slice(false, 20, false)),
    annexB(h265Slice(true, 50), h265Slice(false, 20)),
  ];
}
