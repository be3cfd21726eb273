/** Ogg Opus there and back, its pages, pauses, damage and chains. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OggOpusReader, OggOpusWriter } from '../../../../src/media/files/index.ts';
import { pageLength, readPage, writePage } from '../../../../src/media/files/ogg-page.ts';
import { filling } from '../../payload/frames.ts';
import { concat, readAll } from './pieces.ts';

/** 20 ms of CELT, fullband. */
const packet = (length: number): Uint8Array => concat(Uint8Array.of(0xf8), filling(length));
const times = (count: number): number[] => Array.from({ length: count }, (_, i) => i * 20_000);

function pagesOf(file: Uint8Array): NonNullable<ReturnType<typeof readPage>>[] {
  const pages = [];
  for (let at = 0; at < file.length; ) {
    const length = pageLength(file.subarray(at)) as number;
    const page = readPage(file.slice(at, at + length));
    assert.ok(page, `page at ${at}`);
    pages.push(page);
    at += length;
  }
  return pages;
}

test('what is written is read again, in pieces of any size', () => {
  const packets = [0, 1, 253, 254, 255, 600, 1500].map(packet);
  const writer = new OggOpusWriter({ serialNumber: 77, channels: 1 });
  const file = concat(...packets.map((data, i) => writer.write(data, 1_000_000 + i * 20_000)), writer.end());
  for (const piece of [1, 13, file.length]) {
    const reader = new OggOpusReader();
    const frames = readAll(reader, file, piece);
    assert.deepEqual(
      frames.map(frame => frame.data),
      packets,
    );
    assert.deepEqual(
      frames.map(frame => frame.timestamp),
      times(packets.length),
    );
    assert.ok(frames.every(frame => frame.duration === 20_000 && frame.keyFrame));
    assert.deepEqual([reader.channels, reader.preSkip, reader.malformed, reader.mimeType], [1, 0, false, 'audio/opus']);
  }
});

test('head, tags, and pages of a second; the last says so', () => {
  const writer = new OggOpusWriter();
  const file = concat(...times(120).map(time => writer.write(packet(50), time)), writer.end());
  const pages = pagesOf(file);
  assert.deepEqual(
    pages.map(page => page.granulePosition),
    [0, 0, 48_000, 96_000, 115_200],
  );
  assert.deepEqual(
    pages.map(page => page.sequenceNumber),
    [0, 1, 2, 3, 4],
  );
  assert.deepEqual(
    pages.map(page => page.beginOfStream),
    [true, false, false, false, false],
  );
  assert.deepEqual(
    pages.map(page => page.endOfStream),
    [false, false, false, false, true],
  );
  assert.equal(Buffer.from(pages[0]?.body ?? []).toString('latin1', 0, 8), 'OpusHead');
  assert.deepEqual([...(pages[0]?.body.subarray(8) ?? [])], [1, 2, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, 0]);
  assert.equal(Buffer.from(pages[1]?.body ?? []).toString('latin1', 0, 8), 'OpusTags');
});

test('a pause is filled with packets that ask for concealment; a jump of the clock is not', () => {
  const writer = new OggOpusWriter();
  const day = 86_400_000_000;
  const file = concat(
    writer.write(packet(10), 0),
    writer.write(packet(10), 80_000),
    writer.write(packet(10), day),
    writer.write(packet(10), day + 20_000),
    writer.write(packet(10), day + 30_000),
    writer.end(),
  );
  const frames = readAll(new OggOpusReader(), file);
  assert.deepEqual(
    frames.map(frame => frame.data.length),
    [11, 1, 1, 1, 11, 11, 11, 11],
  );
  assert.deepEqual(frames[1]?.data, Uint8Array.of(0xf8));
});

test('what is no Opus packet is not written, and nothing of nothing', () => {
  const writer = new OggOpusWriter();
  assert.equal(writer.write(new Uint8Array(0), 0).length, 0);
  assert.equal(writer.end().length, 0);
});

test('packets over several pages are joined; other streams are left out', () => {
  const writer = new OggOpusWriter({ serialNumber: 5 });
  const first = writer.write(packet(10), 0);
  const page = (continued: boolean, segments: number[], body: Uint8Array, serialNumber = 5): Uint8Array =>
    writePage({
      continued,
      beginOfStream: false,
      endOfStream: false,
      granulePosition: 0,
      serialNumber,
      sequenceNumber: 9,
      segments: Uint8Array.from(segments),
      body,
    });
  const long = packet(699);
  const file = concat(
    first,
    page(false, [255, 255], long.subarray(0, 510)),
    page(false, [3], packet(2), 6),
    page(true, [190, 3], concat(long.subarray(510), packet(2))),
    page(true, [100, 4], concat(filling(100), packet(3))),
  );
  const frames = readAll(new OggOpusReader(), file, 100);
  assert.deepEqual(
    frames.map(frame => frame.data),
    [long, packet(2), packet(3)],
    'the last page begins with a lost piece',
  );
});

test('a page that was damaged is passed over', () => {
  const writer = new OggOpusWriter();
  const pieces = times(101).map(time => writer.write(packet(50), time));
  const file = concat(...pieces, writer.end());
  const second = pagesOf(file)[3];
  assert.ok(second);
  const at = Buffer.from(file).indexOf(Buffer.from(second.body));
  file[at + 5] = 0;
  assert.equal(readAll(new OggOpusReader(), file, 1000).length, 51);
});

test('streams one behind the other are read on', () => {
  const one = new OggOpusWriter({ serialNumber: 1 });
  const two = new OggOpusWriter({ serialNumber: 2, channels: 1 });
  const file = concat(one.write(packet(5), 0), one.end(), two.write(packet(6), 0), two.end());
  const reader = new OggOpusReader();
  assert.deepEqual(
    readAll(reader, file).map(frame => frame.timestamp),
    [0, 20_000],
  );
  assert.equal(reader.channels, 1);
});

test('a file of another kind is malformed', () => {
  const reader = new OggOpusReader();
  assert.deepEqual(readAll(reader, filling(300_000), 1000), []);
  assert.equal(reader.malformed, true);
  assert.deepEqual(reader.push(new OggOpusWriter().write(packet(5), 0)), []);
});
