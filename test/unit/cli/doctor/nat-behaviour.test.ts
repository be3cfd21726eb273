/** NATs in a table: what each server sees tells the behaviour (RFC 5780 §4.3, §4.4). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TransportAddress } from '../../../../src/base/address.ts';
import { formatTransportAddress } from '../../../../src/base/address.ts';
import type { Answered, Asker } from '../../../../src/cli/doctor/nat-behaviour.ts';
import { natBehaviour } from '../../../../src/cli/doctor/nat-behaviour.ts';

const at = (address: string, port: number): TransportAddress => ({ address, port, family: 4 });
const LOCAL = at('0.0.0.0', 4_000);
const A = at('8.8.8.1', 3478);
const B = at('8.8.8.2', 3479);

/** A socket behind a NAT that maps to `ports` by destination, and lets in what `passes`. */
function asker(ports: (to: TransportAddress) => number, passes: (ip: boolean, port: boolean) => boolean): Asker {
  return {
    local: LOCAL,
    ask: (server, change) => {
      const isIn = change === undefined || passes(change.changeIp, change.changePort);
      const answer = { mapped: at('9.9.9.9', ports(server)), other: undefined, milliseconds: 1 };
      return Promise.resolve(isIn ? answer : undefined);
    },
  };
}

const seen = (server: TransportAddress, port: number, other?: TransportAddress): Answered => ({
  server,
  answer: { mapped: at('9.9.9.9', port), other, milliseconds: 1 },
});

describe('by RFC 5780', () => {
  const mappings = {
    'endpoint-independent': () => 1,
    'address-dependent': (to: TransportAddress) => (to.address === A.address ? 1 : 2),
    'address-and-port-dependent': (to: TransportAddress) =>
      [A, { ...B, port: A.port }, B].findIndex(each => formatTransportAddress(each) === formatTransportAddress(to)) + 1,
  } as const;
  const filters = {
    'endpoint-independent': () => true,
    'address-dependent': (ip: boolean) => !ip,
    'address-and-port-dependent': (ip: boolean, port: boolean) => !ip && !port,
  } as const;
  for (const [mapping, ports] of Object.entries(mappings)) {
    for (const [filtering, passes] of Object.entries(filters)) {
      test(`${mapping} mapping, ${filtering} filtering`, async () => {
        const one = asker(ports, passes);
        const report = await natBehaviour(one, one, [seen(A, 1, B)], []);
        assert.deepEqual([report?.mapping, report?.filtering, report?.present], [mapping, filtering, true]);
      });
    }
  }

  test('a second address that is silent tells nothing', async () => {
    const silent: Asker = { local: LOCAL, ask: () => Promise.resolve(undefined) };
    const report = await natBehaviour(silent, silent, [seen(A, 1, B)], []);
    assert.deepEqual([report?.mapping, report?.filtering], [undefined, undefined]);
  });
});

describe('by comparing', () => {
  const one = asker(
    () => 1,
    () => true,
  );
  const mapping = async (...answered: Answered[]) => (await natBehaviour(one, one, answered, []))?.mapping;

  test('two servers that see the same, or not', async () => {
    assert.equal(await mapping(seen(A, 1), seen(B, 1)), 'endpoint-independent');
    assert.equal(await mapping(seen(A, 1), seen(B, 2)), 'dependent');
  });

  test('one server is not enough, nor one address', async () => {
    assert.equal(await mapping(seen(A, 1)), undefined);
    assert.equal(await mapping(seen(A, 1), seen({ ...A, port: 1 }, 1)), undefined);
    assert.equal(await natBehaviour(one, one, [], []), undefined);
  });
});

test('our own address is no NAT, our own port is preserved', async () => {
  const one = asker(
    () => LOCAL.port,
    () => true,
  );
  const report = await natBehaviour(one, one, [seen(A, LOCAL.port)], ['9.9.9.9']);
  assert.deepEqual([report?.present, report?.preservesPorts], [false, true]);
});
