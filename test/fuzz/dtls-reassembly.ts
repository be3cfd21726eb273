/** Fuzz: handshake fragments, and their reassembly within its bounds. */

import assert from 'node:assert/strict';
import { HANDSHAKE_HEADER_LENGTH, readFragment, writeFragment } from '../../src/dtls/handshake/header.ts';
import { MAX_BUFFERED_BYTES, Reassembly } from '../../src/dtls/handshake/reassembly.ts';

export const name = 'dtls-reassembly';

export function fuzzOne(bytes: Uint8Array): void {
  const reassembly = new Reassembly();
  for (let at = 0; at < bytes.length; ) {
    const fragment = readFragment(bytes, at);
    if (fragment === undefined) {
      at++;
      continue;
    }
    at += HANDSHAKE_HEADER_LENGTH + fragment.data.length;
    const before = reassembly.next;
    const verdict = reassembly.add(fragment, fragment.type & 1);
    assert.equal(verdict === 'old', fragment.messageSeq < before);
    assert.ok(reassembly.bufferedBytes <= MAX_BUFFERED_BYTES);
    for (let message = reassembly.take(); message !== undefined; message = reassembly.take()) {
      assert.equal(message.messageSeq, reassembly.next - 1);
    }
  }
  reassembly.clear();
  assert.equal(reassembly.bufferedBytes, 0);
}

export function seeds(): Uint8Array[] {
  const body = Uint8Array.from({ length: 100 }, (_, i) => i);
  const pieces = [
    writeFragment(11, 0, body, 0, 60),
    writeFragment(11, 0, body, 40, 60),
    writeFragment(12, 1, body, 0, 100),
    writeFragment(14, 2, new Uint8Array(0), 0, 0),
  ];
  const join = (list: readonly Uint8Array[]): Uint8Array => Uint8Array.from(list.flatMap(piece => [...piece]));
  return [join(pieces), join([...pieces].reverse()), join([...pieces, ...pieces])];
}
