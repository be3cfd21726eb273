/** An association without a handshake: both INITs are known before there is a path. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../../src/base/random.ts';
import { createInit } from '../../../src/sctp/exchanged-inits.ts';
import type { SctpOptions } from '../../../src/sctp/options.ts';
import { readInit, writeInit } from '../../../src/sctp/packet/init.ts';
import { bytes, INTERLEAVED, Pair, type PairOptions, RELIABLE } from './pair.ts';

const init = (seed: number, options: Partial<SctpOptions> = {}): Uint8Array =>
  createInit(options, new SeededRandom(seed));

/** Connected by what the descriptions carried, the second side `later`. */
function exchanged(options: PairOptions = {}, later: number = 0): Pair {
  const pair = new Pair(options);
  const [a, b] = [init(1, options.a), init(2, options.b)];
  pair.a.association.connect(pair.now, 0, { local: a, remote: b });
  pair.run(later);
  pair.b.association.connect(pair.now, 0, { local: b, remote: a });
  return pair;
}

test('each has a tag and a first TSN of its own, and what the options say', () => {
  const [first, second] = [init(1), init(2, { outboundStreams: 7, receiveWindow: 100_000 })].map(chunk =>
    readInit(chunk, 0, chunk.length),
  );
  assert.ok(first !== undefined && second !== undefined);
  assert.notEqual(first.initiateTag, second.initiateTag);
  assert.notEqual(first.initialTsn, second.initialTsn);
  assert.deepEqual([second.outboundStreams, second.aRwnd], [7, 100_000]);
  const zeros = { u32: () => 0, bytes: (length: number) => new Uint8Array(length) } as never;
  const chunk = createInit({}, zeros);
  assert.notEqual(readInit(chunk, 0, chunk.length)?.initiateTag, 0, 'RFC 9260 §5.3.1');
});

test('it is up at once, and the first packet carries data', () => {
  const pair = exchanged({ link: { delay: 50 } });
  assert.deepEqual([pair.a.events.log, pair.b.events.log], [['connected'], ['connected']]);
  pair.a.keep = true;
  pair.a.association.send(0, 51, bytes(5), RELIABLE, pair.now);
  pair.b.association.send(0, 51, bytes(6), RELIABLE, pair.now);
  pair.run(51);
  assert.deepEqual(
    [pair.a, pair.b].map(end => end.events.messages.map(({ data }) => data.length)),
    [[6], [5]],
  );
  assert.equal(pair.a.sent[0]?.[12], 0);
  pair.settle();
  assert.equal(pair.a.association.counters.drops.total, 0);
});

test('whatever is lost, all arrives, of either kind of DATA', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const link = { loss: 0.3, delay: 20, jitter: 60, duplication: 0.2 };
    const pair = exchanged({ seed, link, ...(seed % 2 === 0 ? { a: INTERLEAVED, b: INTERLEAVED } : {}) });
    for (const end of [pair.a, pair.b]) {
      for (let i = 0; i < 5; i++) end.association.send(i % 2, 51, bytes(3000, i), RELIABLE, pair.now);
    }
    const done = (): boolean => [pair.a, pair.b].every(end => end.events.messages.length === 5);
    assert.ok(pair.runUntil(done, 120_000), `seed ${seed}`);
    assert.deepEqual([pair.a.events.log, pair.b.events.log], [['connected'], ['connected']], `seed ${seed}`);
  }
});

test('what one side sends before the other is there comes again', () => {
  const pair = new Pair({ link: { delay: 5 } });
  const [a, b] = [init(1), init(2)];
  pair.a.association.connect(pair.now, 0, { local: a, remote: b });
  pair.a.association.send(0, 51, bytes(5), RELIABLE, pair.now);
  pair.run(100);
  assert.equal(pair.b.events.messages.length, 0);
  pair.b.association.connect(pair.now, 0, { local: b, remote: a });
  assert.ok(pair.runUntil(() => pair.b.events.messages.length === 1, 5_000));
  pair.settle();
  assert.deepEqual([pair.a.events.log, pair.b.events.log], [['connected'], ['connected']]);
});

test('each side keeps to what the other one said', () => {
  const pair = exchanged({ a: { outboundStreams: 3 }, b: { inboundStreams: 2, outboundStreams: 9 } });
  assert.deepEqual([pair.a.association.outboundStreams, pair.a.association.inboundStreams], [2, 9]);
  assert.deepEqual([pair.b.association.outboundStreams, pair.b.association.inboundStreams], [9, 2]);
});

test('streams are reset and the association shut down as ever', () => {
  const pair = exchanged();
  pair.a.association.send(4, 51, bytes(5), RELIABLE, pair.now);
  pair.settle();
  pair.a.association.resetStreams([4], pair.now);
  pair.settle();
  pair.b.association.shutdown(pair.now);
  pair.settle();
  assert.deepEqual(pair.a.events.log, ['connected', 'outgoing 4 true', 'closed']);
  assert.deepEqual(pair.b.events.log, ['connected', 'incoming 4', 'closed']);
});

test('an INIT that cannot be taken leaves it to the handshake', () => {
  const good = init(1);
  const fields = { aRwnd: 100_000, initialTsn: 5, extensions: {} as never };
  const bad = [
    new Uint8Array(0),
    good.subarray(0, 19),
    writeInit({ ...fields, initiateTag: 0, outboundStreams: 1, inboundStreams: 1 }),
    writeInit({ ...fields, initiateTag: 9, outboundStreams: 0, inboundStreams: 1 }),
  ];
  for (const chunk of bad) {
    for (const inits of [
      { local: good, remote: chunk },
      ...(chunk.length < 20 ? [{ local: chunk, remote: good }] : []),
    ]) {
      const pair = new Pair();
      pair.a.keep = true;
      pair.a.association.connect(pair.now, 0, inits);
      pair.b.association.connect(pair.now, 10);
      pair.settle();
      assert.equal(pair.a.sent[0]?.[12], 1, 'INIT');
      assert.deepEqual([pair.a.events.log, pair.b.events.log], [['connected'], ['connected']]);
    }
  }
});

test('a peer that does not mean it, and shakes hands, takes the association for a new one', () => {
  const pair = new Pair();
  pair.a.association.connect(pair.now, 0, { local: init(1), remote: init(2) });
  pair.b.association.connect(pair.now);
  pair.settle();
  assert.deepEqual([pair.a.events.log, pair.b.events.log], [['connected', 'restarted'], ['connected']]);
  pair.a.association.send(0, 51, bytes(5), RELIABLE, pair.now);
  pair.settle();
  assert.equal(pair.b.events.messages.length, 1);
});
