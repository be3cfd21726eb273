/** ICE: text and record agree, and two agents connect or fail in bounded time whatever the links do. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { IceCandidate } from '../../src/ice/index.ts';
import { parseCandidate, serializeCandidate } from '../../src/ice/index.ts';
import { Host, Realm } from '../sim/network.ts';
import { World } from '../sim/world.ts';
import { connect, IcePeer } from '../unit/ice/stage.ts';

const iceChars = fc.stringMatching(/^[A-Za-z0-9+/]{4,16}$/);
const port = fc.integer({ min: 0, max: 65_535 });

const candidates: fc.Arbitrary<IceCandidate> = fc.record({
  foundation: fc.stringMatching(/^[A-Za-z0-9+/]{1,32}$/),
  component: fc.integer({ min: 1, max: 256 }),
  protocol: fc.constant('udp' as const),
  priority: fc.integer({ min: 1, max: 0x7fff_ffff }),
  address: fc.oneof(fc.ipV4(), fc.constant('2001:db8::1'), fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z]\.local$/)),
  port,
  type: fc.constantFrom('host' as const, 'srflx' as const, 'prflx' as const, 'relay' as const),
  tcpType: fc.constant(undefined),
  relatedAddress: fc.option(fc.ipV4(), { nil: undefined }),
  relatedPort: fc.option(port, { nil: undefined }),
  usernameFragment: fc.option(iceChars, { nil: undefined }),
});

test('a candidate that is written is read as it was', () => {
  fc.assert(
    fc.property(candidates, candidate => {
      assert.deepEqual(parseCandidate(serializeCandidate(candidate)), { ...candidate });
    }),
    { seed: 8839, numRuns: 500 },
  );
});

test('whatever text comes, reading it ends, and what was accepted is accepted again', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), text => {
      const read = parseCandidate(`candidate:${text}`);
      if (read !== undefined) assert.deepEqual(parseCandidate(serializeCandidate(read)), read);
    }),
    { seed: 8839, numRuns: 1_000 },
  );
});

type Step = 'restart' | 'cut' | 'mend' | 'wait' | 'minute' | 'candidate' | 'role';

test('any sequence of cuts, restarts and odd candidates keeps every bound, and a mended path connects again', () => {
  const steps = fc.array(fc.constantFrom<Step>('restart', 'cut', 'mend', 'wait', 'minute', 'candidate', 'role'), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.nat(100_000), steps, (seed, sequence) => {
      const world = new World(seed);
      const realm = new Realm();
      const [a, b] = (['192.0.2.1', '192.0.2.2'] as const).map((address, index) => {
        const host = new Host(world);
        host.addInterface(address, { realm, up: { delay: 5, jitter: 10, loss: 0.05, duplicate: 0.05, reorder: 0.1 } });
        return new IcePeer(world, host, { role: index === 0 ? 'controlling' : 'controlled' });
      }) as [IcePeer, IcePeer];
      const renegotiate = (): void => {
        for (const each of [a, b]) each.do((agent, now) => agent.restart(undefined, now));
        connect(a, b);
      };
      connect(a, b);
      for (const step of sequence) {
        if (step === 'restart') renegotiate();
        else if (step === 'cut') a.drop = b.drop = () => true;
        else if (step === 'mend') a.drop = b.drop = () => false;
        else if (step === 'wait') world.advance(300);
        else if (step === 'minute') world.advance(60_000);
        else if (step === 'role')
          a.do((agent, now) => agent.setRole(agent.role === 'controlled' ? 'controlling' : 'controlled', now));
        else {
          for (let i = 0; i < 30; i++) {
            const address = `198.51.100.${world.random.below(250)}`;
            a.do((agent, now) => agent.addRemoteCandidate({ ...WRONG, address, port: world.random.below(4) }, now));
          }
        }
        for (const each of [a, b]) {
          assert.ok(each.agent.pairs.length <= 101);
          assert.ok(each.socketCount <= 1);
          assert.equal(each.agent.writable, each.agent.selectedPair !== undefined);
        }
      }
      a.drop = b.drop = () => false;
      renegotiate();
      const isUp = (): boolean =>
        [a, b].every(each => each.agent.state === 'connected' || each.agent.state === 'completed');
      assert.ok(
        world.run(() => isUp() && a.agent.selectedPair?.nominated === true && a.agent.role !== b.agent.role, 60_000),
      );
      for (const each of [a, b]) each.do((agent, now) => agent.close(now));
      world.advance(100);
      assert.equal(a.host.socketCount + b.host.socketCount, 0);
      assert.equal(a.agent.nextTimeout(), Number.POSITIVE_INFINITY);
    }),
    { seed: 8445, numRuns: 60 },
  );
});

const WRONG: IceCandidate = {
  foundation: 'w',
  component: 1,
  protocol: 'udp',
  priority: 2_130_706_431,
  address: '',
  port: 0,
  type: 'host',
};
