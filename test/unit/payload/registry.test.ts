/** Payload formats by name. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { payloadFormat } from '../../../src/payload/index.ts';

test('a format is found by its name in any case', () => {
  for (const name of ['video/VP8', 'video/VP9', 'video/H264', 'video/H265', 'video/AV1']) {
    assert.deepEqual([payloadFormat(name)?.mimeType, payloadFormat(name.toLowerCase())?.kind], [name, 'video']);
  }
  for (const name of ['audio/opus', 'audio/PCMU', 'audio/PCMA', 'audio/G722', 'audio/L16']) {
    assert.deepEqual([payloadFormat(name)?.mimeType, payloadFormat(name.toUpperCase())?.kind], [name, 'audio']);
  }
});

test('what wraps other payloads is no format', () => {
  for (const name of ['video/rtx', 'audio/red', 'audio/telephone-event', 'video/ulpfec', 'x']) {
    assert.equal(payloadFormat(name), undefined);
  }
});
