/** As what our addresses are told: as they are, as announced ones, or as names. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transportAddress } from '../../../src/base/address.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { HostAddresses } from '../../../src/ice/host-addresses.ts';
import type { IceOptions } from '../../../src/ice/options.ts';

const BASE = transportAddress('10.0.0.5', 4000) as NonNullable<ReturnType<typeof transportAddress>>;

function addresses(options: Partial<IceOptions>): { told: HostAddresses; published: string[] } {
  const published: string[] = [];
  const network = {
    interfaces: () => [],
    open: () => 1,
    openServer: () => 0,
    openTcp: () => 0,
    close: () => {},
    resolve: () => {},
    publish: (name: string, address: string) => void published.push(`${name} ${address}`),
  };
  return { told: new HostAddresses({ role: 'controlled', ...options }, network, new SeededRandom(1)), published };
}

test('as it is', () => {
  assert.deepEqual(addresses({}).told.told(BASE, true), [{ address: '10.0.0.5', transportAddress: BASE }]);
});

test('as announced, with the port of the base', () => {
  const { told } = addresses({ announcedAddresses: ['203.0.113.7'] });
  const announced = transportAddress('203.0.113.7', 4000);
  assert.deepEqual(told.told(BASE, true), [{ address: '203.0.113.7', transportAddress: announced }]);
  assert.equal(told.told(BASE, false)[0]?.address, '10.0.0.5');
});

test('as one random name for each address, which is published once', () => {
  const { told, published } = addresses({ hideAddresses: 'mdns' });
  const [first] = told.told(BASE, true);
  assert.match(first?.address ?? '', /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}\.local$/);
  assert.equal(first?.transportAddress, BASE);
  assert.equal(told.told({ ...BASE, port: 4001 }, false)[0]?.address, first?.address);
  assert.deepEqual(published, [`${first?.address} 10.0.0.5`]);
});
