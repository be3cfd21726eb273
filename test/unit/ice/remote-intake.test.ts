/** The intake of remote candidates: what is of no use ends there, names wait their turn. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_LIMITS } from '../../../src/ice/options.ts';
import { RemoteIntake } from '../../../src/ice/remote-intake.ts';
import { drops, remote } from './pieces.ts';

function intake(includeLinkLocal: boolean = false) {
  const asked: string[] = [];
  const counted = drops();
  const made = new RemoteIntake({
    limits: { ...DEFAULT_LIMITS, namesInFlight: 2, namesWaiting: 2 },
    network: {
      interfaces: () => [],
      open: () => 0,
      openServer: () => 0,
      openTcp: () => 0,
      close: () => {},
      resolve: name => asked.push(name),
    },
    drops: counted,
    includeLinkLocal,
    nextRequest: 1,
  });
  return { made, asked, counted };
}

const named = (address: string, port: number = 5) => ({ ...remote('203.0.113.1', port), address });

test('addresses pass at once, bad ones never', () => {
  const { made, counted } = intake();
  assert.equal(made.add(remote('203.0.113.1', 5))?.transportAddress.port, 5);
  assert.equal(
    made.add({ ...remote('203.0.113.1', 5), address: '2001:DB8::1' })?.transportAddress.address,
    '2001:db8::1',
  );
  for (const bad of [
    remote('203.0.113.1', 0),
    remote('169.254.0.1', 5),
    remote('fe80::1', 5),
    remote('0.0.0.0', 5),
    remote('224.0.0.1', 5),
    remote('203.0.113.1', 5, { protocol: 'tcp', tcpType: 'so' }),
    remote('203.0.113.1', 5, { component: 2 }),
    { ...remote('203.0.113.1', 5), address: '1.2.3' },
    { ...remote('203.0.113.1', 5), address: 'no name' },
    { ...remote('203.0.113.1', 5), port: 70_000 },
  ]) {
    assert.equal(made.add(bad), undefined);
  }
  assert.equal(counted.count('unusable-candidate'), 10);
  assert.ok(intake(true).made.add(remote('169.254.0.1', 5)));
});

test('names are asked for two at a time, each once, the rest waits or is ignored', () => {
  const { made, asked, counted } = intake();
  for (const name of ['a.local', 'A.local', 'b.local', 'c.local', 'd.local', 'e.local']) made.add(named(name));
  assert.deepEqual(asked, ['a.local', 'b.local']);
  assert.equal(counted.count('too-many-candidates'), 1);
  assert.equal(made.pending, true);
  assert.deepEqual(made.resolved(1, []), []);
  assert.deepEqual(asked, ['a.local', 'b.local', 'c.local']);
  assert.equal(made.resolved(1, ['203.0.113.1']), undefined);
  assert.equal(made.resolved(99, []), undefined);
  made.resolved(2, []);
  made.resolved(3, []);
  made.resolved(4, []);
  assert.equal(made.pending, false);
});

test('a name stands for the first usable address of each family', () => {
  const { made } = intake();
  made.add(named('a.local', 77));
  const found = made.resolved(1, ['169.254.1.1', '192.0.2.1', '192.0.2.2', '2001:db8::1', 'rubbish']);
  assert.deepEqual(
    found?.map(each => [each.address, each.transportAddress.address, each.transportAddress.port]),
    [
      ['a.local', '192.0.2.1', 77],
      ['a.local', '2001:db8::1', 77],
    ],
  );
});

test('another session forgets the names of the one before', () => {
  const { made } = intake();
  made.add(named('a.local'));
  made.clear();
  assert.equal(made.pending, false);
  assert.equal(made.resolved(1, ['192.0.2.1']), undefined);
});
