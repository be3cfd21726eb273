/** The platform's classes are the ones that tests and applications see. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeUtf8, encodeUtf8, isBlob, messageEvent } from '../../../src/webidl/platform.ts';

test('a message event carries its data as it is', () => {
  const data = new ArrayBuffer(3);
  const event = messageEvent(data);
  assert.ok(event instanceof Event);
  assert.equal(event.type, 'message');
  assert.equal(event.data, data);
  assert.equal(event.origin, '');
});

test('text goes to UTF-8 and back; a byte order mark stays', () => {
  for (const text of ['', 'hello', '世界你好', '\uFEFFmark', '😀']) assert.equal(decodeUtf8(encodeUtf8(text)), text);
  assert.deepEqual(encodeUtf8('\uD800'), Uint8Array.of(0xef, 0xbf, 0xbd));
  assert.equal(decodeUtf8(Uint8Array.of(0xff)), '\uFFFD');
});

test('a Blob is told from what is none', () => {
  assert.equal(isBlob(new Blob([])), true);
  assert.equal(isBlob(new ArrayBuffer(1)), false);
});
