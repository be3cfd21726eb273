/** TURN: whatever is lost, an allocation comes about, carries data and goes away, or fails in bounded time. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NEVER } from '../../src/base/instant.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { channelPayload, isChannelData, wrapChannelData } from '../../src/turn/index.ts';
import { OTHER_PEER, PEER, RelayBench } from '../unit/turn/relay-bench.ts';

test('channel data is unwrapped as it was wrapped, whatever follows it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0x4000, max: 0x4fff }),
      fc.uint8Array({ maxLength: 2000 }),
      fc.uint8Array({ maxLength: 3 }),
      (channel, data, padding) => {
        const packet = new Uint8Array([...wrapChannelData(channel, data), ...padding]);
        assert.equal(isChannelData(packet), true);
        assert.deepEqual(channelPayload(packet), data);
      },
    ),
    { seed: 8656, numRuns: 200 },
  );
});

type Step = 'permit' | 'bind' | 'send' | 'receive' | 'stale' | 'retain' | 'wait' | 'minutes';

test('any sequence of use under loss keeps the books and ends silent', () => {
  const steps = fc.array(
    fc.constantFrom<Step>('permit', 'bind', 'send', 'receive', 'stale', 'retain', 'wait', 'minutes'),
    { maxLength: 25 },
  );
  fc.assert(
    fc.property(steps, fc.integer(), fc.boolean(), (sequence, seed, modern) => {
      const random = new SeededRandom(seed);
      const bench = new RelayBench({}, { modern });
      bench.loses = () => random.below(5) === 0;
      bench.allocation.allocate();
      bench.advance(40_000);
      assert.match(bench.log[0] ?? '', /^allocated/);
      let sent = 0;
      for (const step of sequence) {
        const peer = random.below(2) === 0 ? PEER : OTHER_PEER;
        if (step === 'permit') bench.allocation.createPermission(peer);
        if (step === 'bind') bench.allocation.bindChannel(peer);
        if (step === 'send') bench.send(peer, String(sent++));
        if (step === 'receive') bench.fromPeer(peer, 'x');
        if (step === 'stale') bench.server.expireNonces();
        if (step === 'retain') bench.allocation.retainOnly([peer]);
        bench.advance(step === 'wait' ? 3_000 : step === 'minutes' ? 200_000 : 5);
        assert.ok(bench.allocation.nextTimeout() > bench.now, 'a deadline in the past');
        assert.equal(bench.allocation.state, 'allocated');
      }
      assert.ok(bench.relayed.length <= sent);
      bench.allocation.close();
      bench.advance(20_000);
      assert.equal(bench.log.at(-1), 'closed');
      assert.equal(bench.allocation.nextTimeout(), NEVER);
      assert.equal(bench.allocation.pollTransmit(bench.now), undefined);
    }),
    { seed: 8656, numRuns: 150 },
  );
});

test('without loss nothing that is sent is lost or out of order', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('send', 'bind', 'stale', 'wait', 'minutes'), { maxLength: 20 }), sequence => {
      const bench = new RelayBench().allocate();
      let sent = 0;
      for (const step of sequence) {
        if (step === 'send') bench.send(PEER, String(sent++));
        if (step === 'bind') bench.allocation.bindChannel(PEER);
        if (step === 'stale') bench.server.expireNonces();
        bench.advance(step === 'minutes' ? 200_000 : step === 'wait' ? 100 : 1);
      }
      bench.advance(1000);
      assert.deepEqual(
        bench.relayed.map(({ text }) => Number(text)),
        Array.from({ length: sent }, (_, i) => i),
      );
    }),
    { seed: 8656, numRuns: 150 },
  );
});
