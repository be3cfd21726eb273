/** Fuzz target: byte streams that carry packets, cut anywhere (RFC 4571, RFC 8489 §6.2.2, RFC 8656 §12.5). */

import assert from 'node:assert/strict';
import { concatenate } from '../../src/base/concatenate.ts';
import { LENGTH_FRAMING } from '../../src/base/length-framing.ts';
import type { StreamFraming } from '../../src/base/stream-splitter.ts';
import { StreamSplitter } from '../../src/base/stream-splitter.ts';
import { nodeCrypto } from '../../src/node/crypto.ts';
import { MESSAGE_FRAMING, METHOD, writeMessage } from '../../src/stun/index.ts';
import { wrapChannelData } from '../../src/turn/index.ts';

export const name = 'stream-framing';

/** All packets of a stream whose pieces end at multiples of `step`; undefined if it broke. */
function cut(framing: StreamFraming, stream: Uint8Array, step: number): Uint8Array[] | undefined {
  const splitter = new StreamSplitter(framing);
  const packets: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at += step) {
    if (!splitter.push(stream.subarray(at, at + step), packet => packets.push(packet))) return undefined;
  }
  return packets;
}

export function fuzzOne(bytes: Uint8Array): void {
  for (const framing of [LENGTH_FRAMING, MESSAGE_FRAMING]) {
    const whole = cut(framing, bytes, Math.max(bytes.length, 1));
    const step = 1 + ((bytes[0] ?? 0) % 23);
    const pieces = cut(framing, bytes, step);
    // Where the pieces end changes nothing.
    assert.deepEqual(pieces, whole);
    if (whole === undefined) continue;
    let total = 0;
    for (const packet of whole) total += packet.length;
    assert.ok(total <= bytes.length);
    const framed = whole.map(packet => framing.frame(packet));
    assert.ok(framed.every(packet => packet !== undefined));
    const again = cut(framing, concatenate(framed as Uint8Array[]), step + 1);
    assert.deepEqual(again, whole);
  }
}

export function seeds(): Uint8Array[] {
  const message = {
    class: 'request',
    method: METHOD.binding,
    transactionId: new Uint8Array(12),
    attributes: [],
  } as const;
  const stun = writeMessage(message, { fingerprint: true }, nodeCrypto);
  const channel = MESSAGE_FRAMING.frame(wrapChannelData(0x4001, new Uint8Array(7).fill(1))) as Uint8Array;
  return [
    concatenate([stun, channel, channel, stun]),
    concatenate([
      LENGTH_FRAMING.frame(stun) as Uint8Array,
      Uint8Array.of(0, 0),
      LENGTH_FRAMING.frame(channel) as Uint8Array,
    ]),
    Uint8Array.of(0xff, 0xff, 1, 2, 3),
  ];
}
