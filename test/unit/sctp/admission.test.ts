/** Which packets an association reads. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SILENT } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { refusal } from '../../../src/sctp/admission.ts';
import { AssociationContext } from '../../../src/sctp/context.ts';
import { DEFAULT_SCTP_OPTIONS } from '../../../src/sctp/index.ts';
import { ChunkType, PacketWriter } from '../../../src/sctp/packet/packet.ts';
import { allocate } from '../../sim/allocate.ts';
import { Recorder } from './pair.ts';

function context(zeroChecksum: boolean): AssociationContext {
  const env = { random: new SeededRandom(1), hmac: (key: Uint8Array) => key, allocate, log: SILENT };
  const extensions = { ...DEFAULT_SCTP_OPTIONS.extensions, zeroChecksum };
  return new AssociationContext({ ...DEFAULT_SCTP_OPTIONS, extensions }, new Recorder(), env);
}

interface Forged {
  readonly type?: number;
  readonly flags?: number;
  readonly tag?: number;
  readonly chunks?: number;
  readonly port?: number;
  readonly zero?: boolean;
}

function packet({ type = 0, flags = 0, tag = 0, chunks = 1, port = 5000, zero = false }: Forged): Uint8Array {
  const writer = new PacketWriter();
  writer.begin(port, 5000, tag, 1200);
  for (let i = 0; i < chunks; i++) writer.chunk(Uint8Array.of(type, flags, 0, 8, 0, 0, 0, 0));
  return writer.finish(zero).slice();
}

test('a packet is whole, and for these ports', () => {
  const ctx = context(false);
  const tag = ctx.localTag;
  assert.equal(refusal(ctx, packet({ tag })), undefined);
  assert.equal(refusal(ctx, packet({ tag }).subarray(0, 15)), 'short-packet');
  assert.equal(refusal(ctx, packet({ tag, port: 5001 })), 'ports');
  const broken = packet({ tag });
  broken[13] = 1;
  assert.equal(refusal(ctx, broken), 'checksum');
});

test('a checksum of zero counts where it was agreed on, but never with INIT and COOKIE ECHO', () => {
  const without = context(false);
  assert.equal(refusal(without, packet({ tag: without.localTag, zero: true })), 'checksum');
  const ctx = context(true);
  assert.equal(refusal(ctx, packet({ tag: ctx.localTag, zero: true })), undefined);
  for (const [type, tag] of [
    [ChunkType.init, 0],
    [ChunkType.cookieEcho, ctx.localTag],
  ] as const) {
    assert.equal(refusal(ctx, packet({ type, tag, zero: true })), 'checksum');
    assert.equal(refusal(ctx, packet({ type, tag })), undefined);
  }
});

test('a packet has our tag, an INIT zero and no company, a COOKIE ECHO any', () => {
  const ctx = context(false);
  const tag = ctx.localTag;
  for (const good of [{ tag }, { type: ChunkType.init, tag: 0 }, { type: ChunkType.abort, tag }]) {
    assert.equal(refusal(ctx, packet(good)), undefined);
  }
  assert.equal(refusal(ctx, packet({ type: ChunkType.cookieEcho, tag: tag ^ 1 })), undefined);
  for (const bad of [
    { tag: tag ^ 1 },
    { type: ChunkType.init, tag: 0, chunks: 2 },
    { type: ChunkType.init, tag },
    { type: ChunkType.cookieEcho, tag: 0 },
    { type: ChunkType.abort, tag: tag ^ 1 },
  ]) {
    assert.equal(refusal(ctx, packet(bad)), 'verification-tag');
  }
});

test('after the end the tag is left to whoever answers', () => {
  const ctx = context(false);
  ctx.end(undefined, false);
  assert.equal(refusal(ctx, packet({ tag: ctx.localTag ^ 1 })), undefined);
  assert.equal(refusal(ctx, packet({ tag: ctx.localTag, port: 5001 })), 'ports');
});
