/** The registry knows G.711, and what is registered. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decoderFor, encoderFor, registerDecoder, registerEncoder } from '../../../src/media/codec-registry.ts';
import { G711Decoder, G711Encoder } from '../../../src/media/g711-codec.ts';

test('G.711 is built in, by any spelling', () => {
  assert.deepEqual(encoderFor('audio/PCMU'), { codec: 'ulaw', class: G711Encoder });
  assert.deepEqual(decoderFor('AUDIO/pcma'), { codec: 'alaw', class: G711Decoder });
  assert.equal(encoderFor('audio/opus'), undefined);
});

test('what is registered is found', () => {
  const encoder = { codec: 'x', class: G711Encoder };
  const decoder = { codec: 'x', class: G711Decoder };
  registerEncoder('audio/X', encoder);
  registerDecoder('audio/X', decoder);
  assert.equal(encoderFor('audio/x'), encoder);
  assert.equal(decoderFor('audio/x'), decoder);
});
