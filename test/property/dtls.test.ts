/** DTLS: any split, order and repetition of a handshake's fragments reassembles; any link that is not dead connects. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readFragment, writeFragment } from '../../src/dtls/handshake/header.ts';
import { Reassembly } from '../../src/dtls/handshake/reassembly.ts';
import { APPLICATION_DATA } from '../../src/dtls/record/header.ts';
import { Protection12 } from '../../src/dtls/record/seal12.ts';
import { nodeCrypto } from '../../src/node/crypto.ts';
import { Link, pair } from '../unit/dtls/support.ts';

const seed = 20_261_121;

test('any cover of a message by fragments, in any order, gives the message', () => {
  const cover = fc
    .tuple(fc.uint8Array({ maxLength: 500 }), fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 20 }))
    .chain(([body, extra]) => {
      const ranges = extra.map(([a, b]): [number, number] => {
        const start = body.length === 0 ? 0 : a % body.length;
        return [start, body.length === 0 ? 0 : b % (body.length - start + 1)];
      });
      const step = 37;
      for (let at = 0; at < body.length || at === 0; at += step) ranges.push([at, Math.min(step, body.length - at)]);
      return fc.shuffledSubarray(ranges, { minLength: ranges.length }).map(order => ({ body, order }));
    });
  fc.assert(
    fc.property(cover, ({ body, order }) => {
      const reassembly = new Reassembly();
      for (const [offset, length] of order) {
        const fragment = readFragment(writeFragment(11, 0, body, offset, length), 0);
        assert.ok(fragment !== undefined);
        assert.equal(reassembly.add(fragment, 0), 'taken');
      }
      assert.deepEqual(reassembly.take()?.body, body);
    }),
    { seed, numRuns: 300 },
  );
});

test('a record opens to what was sealed, and a changed one does not open', () => {
  const algorithm = fc.constantFrom('aes-128-gcm' as const, 'aes-256-gcm' as const, 'chacha20-poly1305' as const);
  fc.assert(
    fc.property(
      algorithm,
      fc.uint8Array({ maxLength: 2000 }),
      fc.maxSafeNat().map(value => value % 2 ** 48),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (name, content, sequence, at, mask) => {
        const chacha = name === 'chacha20-poly1305';
        const key = new Uint8Array(name === 'aes-128-gcm' ? 16 : 32).fill(1);
        const protection = new Protection12(name, key, new Uint8Array(chacha ? 12 : 4).fill(2), nodeCrypto);
        const sealed = protection.seal(APPLICATION_DATA, 1, sequence, content);
        assert.deepEqual(protection.open(sealed, 0, sealed.length), content);
        const index = at % sealed.length;
        if (index === 11 || index === 12) return;
        sealed[index] = (sealed[index] as number) ^ mask;
        assert.equal(protection.open(sealed, 0, sealed.length), undefined);
      },
    ),
    { seed, numRuns: 300 },
  );
});

test('any link that loses less than half connects', () => {
  fc.assert(
    fc.property(
      fc.record({
        loss: fc.double({ min: 0, max: 0.45, noNaN: true }),
        duplication: fc.double({ min: 0, max: 0.5, noNaN: true }),
        delay: fc.double({ min: 0, max: 300, noNaN: true }),
        jitter: fc.double({ min: 0, max: 300, noNaN: true }),
      }),
      fc.integer({ min: 200, max: 1400 }),
      fc.nat(),
      (options, mtu, linkSeed) => {
        const { client, server } = pair({ mtu, handshakeTimeout: 120_000 }, { mtu, handshakeTimeout: 120_000 });
        const link = new Link(options, linkSeed);
        server.connection.start(0);
        client.connection.start(0);
        link.run(client, server, () => client.connected + server.connected === 2, 120_000);
        assert.deepEqual([client.connected, server.connected], [1, 1]);
      },
    ),
    { seed, numRuns: 60 },
  );
});
