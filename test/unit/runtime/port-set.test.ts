/** Ports of one number: which one, what is enough, and when it is tried again with another. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransportAddress } from '../../../src/base/address.ts';
import { type AddressPort, PortSet } from '../../../src/runtime/port-set.ts';

class FakePort implements AddressPort {
  readonly address: string;
  readonly wanted: number;
  local: TransportAddress | undefined = undefined;
  isClosed = false;

  constructor(address: string, wanted: number) {
    this.address = address;
    this.wanted = wanted;
  }

  close(): void {
    this.isClosed = true;
  }
}

function stage(port: number, addresses: readonly string[] = ['192.0.2.1', '192.0.2.2']) {
  const made: FakePort[] = [];
  const tasks: (() => void)[] = [];
  const set = new PortSet<FakePort>({
    port,
    addresses: () => addresses,
    make: (address, number) => {
      const each = new FakePort(address, number);
      made.push(each);
      return each;
    },
    tasks: { queue: steps => void tasks.push(steps), setTimer: assert.fail, hold: assert.fail, release: assert.fail },
  });
  const answers: (string | undefined)[] = [];
  const bind = (each: FakePort, number: number): boolean => {
    each.local = { address: each.address, port: number, family: 4 };
    return set.opened(each);
  };
  return { set, made, tasks, answers, bind, open: () => set.open(answer => void answers.push(answer)) };
}

test('the first address decides the number of a free port, and the others follow', () => {
  const { set, made, answers, bind, open } = stage(0);
  open();
  assert.equal(made.length, 1);
  bind(made[0] as FakePort, 5000);
  assert.equal(set.number, 5000);
  assert.deepEqual([made.length, made[1]?.wanted], [2, 5000]);
  assert.deepEqual(answers, []);
  bind(made[1] as FakePort, 5000);
  assert.deepEqual(answers, [undefined]);
  assert.deepEqual(set.addresses, ['192.0.2.1', '192.0.2.2']);
});

test('where the free port is taken on another address, others are tried, ten times', () => {
  const { set, made, answers, bind, open } = stage(0);
  open();
  for (let attempt = 1; attempt <= 10; attempt++) {
    assert.deepEqual(answers, []);
    const [first] = made.slice(-1);
    bind(first as FakePort, 5000 + attempt);
    set.failed(made.at(-1) as FakePort, 'EADDRINUSE');
    assert.ok(first?.isClosed);
  }
  assert.deepEqual(answers, ['192.0.2.2: EADDRINUSE']);
  assert.equal(set.on('192.0.2.1'), undefined);
});

test('an address that is not ready is left out, and opened when it is asked for', () => {
  const { set, made, answers, bind, open } = stage(4000);
  open();
  bind(made[0] as FakePort, 4000);
  assert.equal(set.failed(made[1] as FakePort, 'EADDRNOTAVAIL'), true);
  assert.deepEqual(answers, [undefined]);
  assert.equal(set.on('192.0.2.1'), made[0]);
  const again = set.on('192.0.2.2');
  assert.deepEqual([made.length, again?.wanted], [3, 4000]);
  assert.equal(set.failed(made[1] as FakePort, 'late'), false);
  assert.equal(bind(made[1] as FakePort, 4000), false);
});

test('no address, or none that works, is a failure; so is closing', () => {
  const none = stage(4000, []);
  none.open();
  for (const task of none.tasks) task();
  assert.deepEqual(none.answers, ['no address to listen on']);
  const broken = stage(4000);
  broken.open();
  for (const each of [...broken.made]) broken.set.failed(each, 'EADDRNOTAVAIL');
  assert.deepEqual(broken.answers, ['192.0.2.1: EADDRNOTAVAIL; 192.0.2.2: EADDRNOTAVAIL']);
  const closed = stage(4000);
  closed.open();
  closed.set.close();
  assert.deepEqual(closed.answers, ['the endpoint was closed']);
  assert.ok(closed.made.every(each => each.isClosed));
});
