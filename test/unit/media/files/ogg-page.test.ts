/** Ogg pages: each field, the checksum, and how they are found. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPage, type OggPage, pageLength, readPage, writePage } from '../../../../src/media/files/ogg-page.ts';

const page: OggPage = {
  continued: false,
  beginOfStream: true,
  endOfStream: false,
  granulePosition: 0,
  serialNumber: 0x1234,
  sequenceNumber: 0,
  segments: Uint8Array.of(3),
  body: Uint8Array.of(7, 8, 9),
};

test('a page comes back, with each of its flags and positions', () => {
  const variants: OggPage[] = [
    page,
    { ...page, continued: true, beginOfStream: false, granulePosition: 2 ** 40 + 5 },
    { ...page, endOfStream: true, granulePosition: undefined, sequenceNumber: 0xffff_ffff },
    { ...page, segments: new Uint8Array(0), body: new Uint8Array(0) },
  ];
  for (const variant of variants) {
    const bytes = writePage(variant);
    assert.equal(pageLength(bytes), bytes.length);
    assert.deepEqual(readPage(bytes), variant);
  }
});

test('the checksum is the one of RFC 3533 §6', () => {
  // Computed bit by bit, as the definition says.
  const bytes = writePage(page);
  const blank = bytes.slice().fill(0, 22, 26);
  let crc = 0n;
  for (const byte of blank) {
    for (let bit = 7; bit >= 0; bit--) {
      const top = (crc >> 31n) & 1n;
      crc = ((crc << 1n) & 0xffff_ffffn) ^ ((top ^ BigInt((byte >> bit) & 1)) === 1n ? 0x04c1_1db7n : 0n);
    }
  }
  assert.equal(new DataView(bytes.buffer).getUint32(22, true), Number(crc));
});

test('a byte changed anywhere makes it no page', () => {
  const good = writePage(page);
  for (let at = 0; at < good.length; at++) {
    const bytes = good.slice();
    bytes[at] = (bytes[at] as number) ^ 0x10;
    assert.equal(readPage(bytes), undefined, `byte ${at}`);
  }
});

test('pages are found, and what may be the beginning of one', () => {
  const bytes = Uint8Array.from([...Buffer.from('xOxOggOggS'), ...writePage(page)]);
  assert.equal(findPage(bytes, 0), 6);
  assert.equal(findPage(Uint8Array.from(Buffer.from('xxxOg')), 0), 3);
  assert.equal(findPage(Uint8Array.from(Buffer.from('xxx')), 0), 3);
  assert.equal(pageLength(writePage(page).subarray(0, 26)), undefined);
  assert.equal(pageLength(writePage(page).subarray(0, 27)), undefined);
});
