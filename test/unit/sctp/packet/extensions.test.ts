/** What INIT says about extensions (RFC 5061 §4.2.7, RFC 8260 §2.2.1, RFC 9653 §4). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteWriter } from '../../../../src/base/byte-writer.ts';
import {
  commonExtensions,
  type Extensions,
  extensionBits,
  extensionsOfBits,
  NO_EXTENSIONS,
  noExtensions,
  readExtension,
  writeExtensions,
} from '../../../../src/sctp/packet/extensions.ts';
import { readParameters } from '../../../../src/sctp/packet/parameter.ts';

function read(bytes: Uint8Array): Extensions {
  const extensions = noExtensions();
  for (const parameter of readParameters(bytes, 0, bytes.length) ?? []) {
    assert.ok(readExtension(extensions, bytes, parameter));
  }
  return extensions;
}

test('every combination is read as it was written, and kept in a byte', () => {
  for (let bits = 0; bits < 32; bits++) {
    const extensions = extensionsOfBits(bits);
    const writer = new ByteWriter();
    writeExtensions(writer, extensions);
    assert.deepEqual(read(writer.finish()), extensions);
    assert.equal(extensionBits(extensions), bits);
  }
});

test('only what both speak is spoken', () => {
  assert.deepEqual(commonExtensions(extensionsOfBits(0b11101), extensionsOfBits(0b01011)), extensionsOfBits(0b01001));
});

test('interleaving needs I-FORWARD-TSN where there is FORWARD TSN', () => {
  assert.equal(read(Uint8Array.of(0x80, 8, 0, 6, 192, 64, 0, 0)).interleaving, false);
  assert.equal(read(Uint8Array.of(0x80, 8, 0, 5, 64, 0, 0, 0)).interleaving, true);
});

test('zero checksums rest on DTLS and on no other method', () => {
  assert.equal(read(Uint8Array.of(0x80, 1, 0, 8, 0, 0, 0, 1)).zeroChecksum, true);
  assert.equal(read(Uint8Array.of(0x80, 1, 0, 8, 0, 0, 0, 2)).zeroChecksum, false);
  assert.equal(read(Uint8Array.of(0x80, 1, 0, 4)).zeroChecksum, false);
});

test('where both sides speak the same, or the peer more, it is our own object', () => {
  const ours: Extensions = { ...noExtensions(), pad: true, reConfig: true };
  assert.equal(commonExtensions(ours, { ...ours, interleaving: true }), ours);
  assert.deepEqual(commonExtensions(ours, { ...ours, pad: false }), { ...noExtensions(), reConfig: true });
  assert.deepEqual(NO_EXTENSIONS, noExtensions());
});
