/** Fuzz target: the STUN reader and every attribute codec. */

import assert from 'node:assert/strict';
import { nodeCrypto } from '../../src/node/crypto.ts';
import type { AttributeCodec, StunAttribute } from '../../src/stun/index.ts';
import * as stun from '../../src/stun/index.ts';
import { redirectTarget } from '../../src/turn/redirect.ts';

export const name = 'stun';

const id = Uint8Array.from({ length: 12 }, (_, i) => i * 7);
const key = new Uint8Array(20).fill(1);
const address = { address: '192.0.2.1', port: 3478, family: 4 } as const;

const isCodec = (value: unknown): value is AttributeCodec<unknown> =>
  typeof value === 'object' && value !== null && 'read' in value && 'write' in value;
const codecs: AttributeCodec<unknown>[] = Object.values<unknown>({ ...stun }).filter(isCodec);

export function fuzzOne(bytes: Uint8Array): void {
  const before = bytes.slice();
  const message = stun.readMessage(bytes);
  if (message === undefined) return;
  assert.ok(stun.isStunMessage(bytes));
  assert.equal(message.transactionId.length, 12);
  stun.unknownAttributes(message);
  redirectTarget(message, [address]);
  for (const codec of codecs) {
    const value: unknown = stun.readAttribute(message, codec);
    stun.readAttributes(message, codec);
    if (value === undefined) continue;
    // What was understood can be said again, and means the same.
    const again = codec.read(codec.write(value, message.transactionId), message.transactionId);
    if (codec !== stun.ERROR_CODE && typeof value !== 'string') assert.deepEqual(again, value, codec.name);
  }
  const nonce = stun.readAttribute(message, stun.NONCE);
  if (nonce !== undefined) stun.nonceFeatures(nonce);
  stun.verifyIntegrity(bytes, message, key, nodeCrypto);
  stun.verifyIntegrity(bytes, message, key, nodeCrypto, 'sha256');
  const written = stun.writeMessage(message, { fingerprint: message.fingerprint }, nodeCrypto);
  assert.deepEqual(stun.readMessage(written)?.attributes, message.attributes);
  assert.deepEqual(bytes, before, 'the packet was changed');
}

export function seeds(): Uint8Array[] {
  const write = (
    kind: stun.StunClass,
    method: number,
    attributes: StunAttribute[],
    guard: stun.Protection = {},
  ): Uint8Array => stun.writeMessage({ class: kind, method, transactionId: id, attributes }, guard, nodeCrypto);
  const { METHOD, writeAttribute } = stun;
  const none = new Uint8Array(0);
  return [
    write('request', METHOD.binding, []),
    write(
      'request',
      METHOD.binding,
      [
        writeAttribute(stun.USERNAME, 'abcd:efgh', id),
        writeAttribute(stun.PRIORITY, 0x7e00_00ff, id),
        writeAttribute(stun.ICE_CONTROLLING, 0x1234_5678_9abc_def0n, id),
        writeAttribute(stun.USE_CANDIDATE, true, id),
      ],
      { integrityKey: key, fingerprint: true },
    ),
    write('success', METHOD.binding, [writeAttribute(stun.XOR_MAPPED_ADDRESS, address, id)], {
      integrityKey: key,
      fingerprint: true,
    }),
    write('error', METHOD.allocate, [
      writeAttribute(stun.ERROR_CODE, { code: 401, reason: 'Unauthenticated' }, id),
      writeAttribute(stun.REALM, 'example.org', id),
      writeAttribute(stun.NONCE, new TextEncoder().encode('obMatJos2wAAAnonce'), id),
      writeAttribute(
        stun.PASSWORD_ALGORITHMS,
        [
          { algorithm: 2, parameters: none },
          { algorithm: 1, parameters: none },
        ],
        id,
      ),
      writeAttribute(stun.ALTERNATE_SERVER, { address: '2001:db8::1', port: 1, family: 6 }, id),
      writeAttribute(stun.UNKNOWN_ATTRIBUTES, [0x7fff], id),
    ]),
    write(
      'request',
      METHOD.channelBind,
      [
        writeAttribute(stun.CHANNEL_NUMBER, 0x4000, id),
        writeAttribute(stun.XOR_PEER_ADDRESS, address, id),
        writeAttribute(stun.LIFETIME, 600, id),
        writeAttribute(stun.USERHASH, new Uint8Array(32), id),
        writeAttribute(stun.REQUESTED_ADDRESS_FAMILY, 6, id),
      ],
      { integritySha256Key: key, fingerprint: true },
    ),
    write('indication', METHOD.data, [
      writeAttribute(stun.XOR_PEER_ADDRESS, address, id),
      writeAttribute(stun.DATA, new Uint8Array(100), id),
    ]),
  ];
}
