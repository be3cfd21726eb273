/**
 * Two tables over two associations over any link: every reliable message arrives once, whole and in its channel's order;
 * partially reliable ones arrive at most once; every byte of window comes back; closed means silent.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SeededRandom } from '../../src/base/random.ts';
import type { Channel } from '../../src/datachannel/index.ts';
import { channelOf, init, Peers } from '../unit/datachannel/peers.ts';
import { INTERLEAVED } from '../unit/sctp/pair.ts';

const LINK = fc.record({
  loss: fc.double({ min: 0, max: 0.25, noNaN: true }),
  delay: fc.integer({ min: 0, max: 200 }),
  jitter: fc.integer({ min: 0, max: 100 }),
  duplication: fc.double({ min: 0, max: 0.3, noNaN: true }),
});

const MESSAGE = fc.record({
  channel: fc.nat(5),
  size: fc.oneof(fc.nat(50), fc.nat(5000), fc.nat(40_000)),
  pause: fc.oneof(fc.constant(0), fc.nat(300)),
  back: fc.boolean(),
});

/** Number of the message in its first four bytes, then bytes that follow from it. */
function body(number: number, size: number): Uint8Array {
  const data = new SeededRandom(number).bytes(size + 4);
  new DataView(data.buffer).setUint32(0, number);
  return data;
}

test('any split, loss, order and duplication of packets gives the same messages', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      LINK,
      fc.boolean(),
      fc.array(MESSAGE, { maxLength: 40 }),
      (seed, link, interleaved, messages) => {
        const peers = new Peers(seed, undefined, interleaved ? INTERLEAVED : {});
        const inits = [
          {},
          { ordered: false },
          { maxRetransmits: 0 },
          { maxPacketLifeTime: 80 },
          { ordered: false, maxRetransmits: 2 },
          { negotiated: true, id: 100 },
        ];
        const mine = inits.map((more, i) => channelOf(peers.a, init(`${i}`, more), 0));
        const theirs: (Channel | undefined)[] = inits.map(() => undefined);
        theirs[5] = channelOf(peers.b, init('5', { negotiated: true, id: 100 }), 0);
        peers.connect();
        for (const channel of peers.eventsB.channels) theirs[Number(channel.label)] = channel;
        peers.pair.link = link;
        const sent: { sizes: Map<number, number>; order: number[][] }[] = [0, 1].map(() => ({
          sizes: new Map(),
          order: inits.map(() => []),
        }));
        for (const [number, { channel, size, pause, back }] of messages.entries()) {
          const side = sent[back ? 1 : 0] as (typeof sent)[0];
          const from = (back ? theirs : mine)[channel] as Channel;
          assert.ok(from.send(body(number, size), false, peers.pair.now));
          side.sizes.set(number, size);
          side.order[channel]?.push(number);
          if (pause > 0) peers.pair.run(pause);
        }
        const reliable = (channel: number): boolean => channel < 2 || channel === 5;
        const check = (): boolean =>
          [0, 1].every(side => {
            const events = side === 0 ? peers.eventsB : peers.eventsA;
            const due = (sent[side] as (typeof sent)[0]).order.flatMap((numbers, i) => (reliable(i) ? numbers : []));
            return events.messages.filter(({ channel }) => reliable(Number(channel.label))).length === due.length;
          });
        assert.ok(peers.pair.runUntil(check, 1_800_000), 'every reliable message arrives');
        peers.pair.run(30_000);
        for (const side of [0, 1]) {
          const events = side === 0 ? peers.eventsB : peers.eventsA;
          const { sizes, order } = sent[side] as (typeof sent)[0];
          const got = inits.map(() => [] as number[]);
          for (const { channel, data } of events.messages) {
            const number = new DataView(data.buffer, data.byteOffset).getUint32(0);
            assert.deepEqual(data, body(number, sizes.get(number) as number));
            got[Number(channel.label)]?.push(number);
          }
          for (const [i, numbers] of got.entries()) {
            const due = order[i] as number[];
            const ordered = (inits[i] as { ordered?: boolean }).ordered !== false;
            const inOrder = [...numbers].sort((x, y) => x - y);
            if (ordered) assert.deepEqual(numbers, inOrder);
            assert.equal(new Set(numbers).size, numbers.length);
            if (reliable(i)) assert.deepEqual(inOrder, due);
            else assert.ok(numbers.every(number => due.includes(number)));
          }
        }
        for (const end of [peers.pair.a, peers.pair.b]) {
          assert.equal(end.association.waitingBytes, 0);
          assert.equal(end.association.totalBufferedAmount, 0);
          assert.ok(end.association.nextTimeout() > peers.pair.now);
        }
        peers.pair.link = {};
        for (const channel of mine) channel.close(peers.pair.now);
        peers.pair.run(20_000);
        assert.deepEqual([...peers.a.channels, ...peers.b.channels], []);
        const before = peers.eventsA.log.length + peers.eventsB.log.length;
        peers.pair.a.association.abort(peers.pair.now);
        peers.pair.run(100_000);
        assert.equal(peers.eventsA.log.length + peers.eventsB.log.length, before);
      },
    ),
    { seed: 8831, numRuns: 120 },
  );
});
