/** HMAC-SHA-1 and HMAC-SHA-256: RFC 2202 and RFC 4231, and against the platform's own. */

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { hmac, NodeMac } from '../../../src/node/mac.ts';

function code(algorithm: 'sha1' | 'sha256', key: Uint8Array, data: Uint8Array): string {
  const length = algorithm === 'sha1' ? 20 : 32;
  const to = new Uint8Array(length + 2);
  new NodeMac(algorithm, key).write(data, data.length, to, 1, length);
  assert.equal(to[0], 0);
  assert.equal(to[length + 1], 0);
  return Buffer.from(to.subarray(1, length + 1)).toString('hex');
}

test('RFC 2202 §3, cases 1, 2 and 6', () => {
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  assert.equal(
    code('sha1', new Uint8Array(20).fill(0x0b), text('Hi There')),
    'b617318655057264e28bc0b6fb378c8ef146be00',
  );
  assert.equal(
    code('sha1', text('Jefe'), text('what do ya want for nothing?')),
    'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79',
  );
  assert.equal(
    code('sha1', new Uint8Array(80).fill(0xaa), text('Test Using Larger Than Block-Size Key - Hash Key First')),
    'aa4ae5e15272d00e95705637ce8a3b55ed402112',
  );
});

test('messages of every length, also longer than any datagram so far, one after the other', () => {
  for (const algorithm of ['sha1', 'sha256'] as const) {
    const key = new Uint8Array(algorithm === 'sha1' ? 20 : 32).map((_, i) => 7 * i);
    const mac = new NodeMac(algorithm, key);
    for (const length of [0, 1, 63, 64, 65, 1_200, 1_536, 1_537, 5_000, 3]) {
      const data = new Uint8Array(length + 10).map((_, i) => 3 * i);
      mac.write(data, length, data, length, 10);
      const expected = createHmac(algorithm, key).update(data.subarray(0, length)).digest();
      assert.deepEqual(Buffer.from(data.subarray(length)), expected.subarray(0, 10), `${algorithm}, ${length} bytes`);
    }
  }
});

test('the function is the platform’s HMAC, whatever the lengths, and forgets the key before', () => {
  for (const algorithm of ['md5', 'sha1', 'sha256', 'sha384', 'sha512'] as const) {
    for (const keyLength of [0, 1, 63, 64, 65, 128, 129]) {
      for (const length of [0, 1, 55, 64, 200, 1024, 1025, 5000]) {
        const key = new Uint8Array(keyLength).map((_, i) => i * 7 + length);
        const data = new Uint8Array(length).map((_, i) => i * 3 + keyLength);
        const expected = createHmac(algorithm, key).update(data).digest('hex');
        assert.equal(
          Buffer.from(hmac(algorithm, key, data)).toString('hex'),
          expected,
          `${algorithm} ${keyLength} ${length}`,
        );
      }
    }
  }
});
