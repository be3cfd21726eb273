/** Where messages end on a stream of STUN and ChannelData (RFC 8489 §6.2.2, RFC 8656 §12.5). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatenate } from '../../../src/base/concatenate.ts';
import { StreamSplitter } from '../../../src/base/stream-splitter.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { MESSAGE_FRAMING, METHOD, SOFTWARE, writeAttribute, writeMessage } from '../../../src/stun/index.ts';
import { channelPayload, isChannelData, wrapChannelData } from '../../../src/turn/index.ts';

const transactionId = new Uint8Array(12);
const stun = writeMessage(
  {
    class: 'request',
    method: METHOD.allocate,
    transactionId,
    attributes: [writeAttribute(SOFTWARE, 'x', transactionId)],
  },
  {},
  nodeCrypto,
);

test('STUN goes as it is, ChannelData is padded to four bytes', () => {
  assert.deepEqual(MESSAGE_FRAMING.frame(stun), stun);
  for (const [length, whole] of [
    [0, 4],
    [1, 8],
    [3, 8],
    [4, 8],
    [5, 12],
  ] as const) {
    assert.equal(MESSAGE_FRAMING.frame(wrapChannelData(0x4000, new Uint8Array(length)))?.length, whole);
  }
});

test('both are told apart and read back', () => {
  const data = Uint8Array.of(1, 2, 3, 4, 5);
  const channel = MESSAGE_FRAMING.frame(wrapChannelData(0x4fff, data)) as Uint8Array;
  const got: Uint8Array[] = [];
  const splitter = new StreamSplitter(MESSAGE_FRAMING);
  assert.equal(
    splitter.push(concatenate([stun, channel, stun]), each => got.push(each)),
    true,
  );
  assert.deepEqual(got, [stun, channel, stun]);
  assert.ok(isChannelData(got[1] as Uint8Array));
  assert.deepEqual(channelPayload(got[1] as Uint8Array), data);
});

test('anything else breaks the stream', () => {
  const noCookie = stun.slice();
  noCookie[4] = 0;
  const oddLength = stun.slice();
  oddLength[3] = 5;
  for (const bad of [
    Uint8Array.of(0x16, 3, 1, 0, 8, 9, 10, 11),
    Uint8Array.of(0x80, 0, 0, 0),
    Uint8Array.of(0x50, 0, 0, 0),
    noCookie,
    oddLength,
  ]) {
    assert.equal(MESSAGE_FRAMING.lengthAt(bad, 0), -1);
  }
  assert.equal(MESSAGE_FRAMING.lengthAt(stun.subarray(0, 3), 0), 0);
  assert.equal(MESSAGE_FRAMING.lengthAt(stun.subarray(0, 7), 0), 0);
  assert.equal(MESSAGE_FRAMING.lengthAt(stun.subarray(0, 8), 0), stun.length);
});
