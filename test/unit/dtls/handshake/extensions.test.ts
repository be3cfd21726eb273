/** Hello extensions. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteReader } from '../../../../src/base/byte-reader.ts';
import { ByteWriter } from '../../../../src/base/byte-writer.ts';
import * as ext from '../../../../src/dtls/handshake/extensions.ts';
import { fromHex, toHex } from '../support.ts';

const write = (body: (writer: ByteWriter) => void): Uint8Array => {
  const writer = new ByteWriter();
  body(writer);
  return writer.finish();
};

test('a block is read by type, unknown ones included, in any order', () => {
  const block = fromHex('0012 1a1a0000 00170000 000b00020100 eaea0000');
  const extensions = ext.readExtensions(new ByteReader(block));
  assert.deepEqual([...(extensions?.keys() ?? [])], [0x1a1a, 23, 11, 0xeaea]);
  assert.deepEqual(extensions?.get(11), fromHex('0100'));
});

test('a block reads back as it was written', () => {
  const block = fromHex('000e 1a1a0000 00170000 000b00020100');
  const extensions = ext.readExtensions(new ByteReader(block));
  assert.deepEqual(extensions && ext.writeExtensions(extensions), block);
  assert.deepEqual(ext.writeExtensions(new Map()), fromHex('0000'));
});

test('a hello may end before the block', () => {
  assert.equal(ext.readExtensions(new ByteReader(new Uint8Array(0)))?.size, 0);
});

test('a block is refused if cut, followed by more, or with an extension twice', () => {
  for (const bad of [
    '00',
    '0004 0017',
    '0003 001700',
    '0004 0017 0001',
    '0004 00170000 00',
    '0008 00170000 00170000',
  ]) {
    assert.equal(ext.readExtensions(new ByteReader(fromHex(bad))), undefined, bad);
  }
});

test('lists read what was written', () => {
  const groups = write(writer => ext.writeSupportedGroups(writer, ext.NAMED_GROUPS));
  assert.equal(toHex(groups), '0006001d00170018');
  assert.deepEqual(ext.readSupportedGroups(groups), [29, 23, 24]);
  const schemes = write(writer => ext.writeSignatureAlgorithms(writer, [0x0403, 0x0804]));
  assert.deepEqual(ext.readSignatureAlgorithms(schemes), [0x0403, 0x0804]);
  assert.equal(ext.readPointFormats(ext.POINT_FORMATS), true);
  assert.deepEqual(ext.readSupportedVersions(fromHex('06 1a1a fefc fefd')), [0x1a1a, 0xfefc, 0xfefd]);
});

test('empty, odd and cut lists are refused', () => {
  for (const bad of ['', '00', '0000', '000100', '00030017ff', '0004001d', '0002001d00']) {
    assert.equal(ext.readSupportedGroups(fromHex(bad)), undefined, bad);
    assert.equal(ext.readSignatureAlgorithms(fromHex(bad)), undefined, bad);
  }
  for (const bad of ['', '00', '01fe', '03fefdfe', '02fefd00']) {
    assert.equal(ext.readSupportedVersions(fromHex(bad)), undefined, bad);
  }
  for (const bad of ['', '00', '0200', '010000']) assert.equal(ext.readPointFormats(fromHex(bad)), undefined, bad);
  assert.equal(ext.readPointFormats(fromHex('0101')), false);
});

test('use_srtp reads what was written', () => {
  const data = write(writer => ext.writeUseSrtp(writer, [7, 1]));
  assert.equal(toHex(data), '00040007000100');
  assert.deepEqual(ext.readUseSrtp(data), { profiles: [7, 1], mki: new Uint8Array(0) });
  assert.deepEqual(ext.readUseSrtp(fromHex('0002000102abcd'))?.mki, fromHex('abcd'));
  for (const bad of ['', '000000', '00010100', '000200', '0002000101', '0002000100ff']) {
    assert.equal(ext.readUseSrtp(fromHex(bad)), undefined, bad);
  }
});

test('renegotiation_info is empty or not', () => {
  assert.ok(ext.isEmptyRenegotiationInfo(fromHex('00')));
  assert.ok(!ext.isEmptyRenegotiationInfo(fromHex('')));
  assert.ok(!ext.isEmptyRenegotiationInfo(fromHex('0c000102030405060708090a0b')));
});

test('groups and their code points', () => {
  for (const group of ext.NAMED_GROUPS) assert.equal(ext.groupOfCode(ext.groupCode(group)), group);
  assert.equal(ext.groupOfCode(0x11ec), undefined);
});
