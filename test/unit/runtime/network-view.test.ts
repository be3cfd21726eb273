/** A view differs in what it is told to, and passes on everything else, arguments and all. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Network } from '../../../src/runtime/network.ts';
import { networkView } from '../../../src/runtime/network-view.ts';

/** A network that writes down its calls. */
function recorder(withPublish: boolean): { readonly network: Network; readonly calls: unknown[][] } {
  const calls: unknown[][] = [];
  const note =
    (name: string) =>
    (...args: unknown[]): never => {
      calls.push([name, ...args]);
      return name as never;
    };
  const network: Network = {
    interfaces: note('interfaces'),
    openDatagram: note('openDatagram'),
    openStream: note('openStream'),
    listenStream: note('listenStream'),
    resolve: note('resolve'),
    ...(withPublish && { publish: note('publish') }),
  };
  return { network, calls };
}

test('what is not different is passed on with every argument', () => {
  const { network, calls } = recorder(true);
  const view = networkView(network, {});
  const [events, options] = [{} as never, { port: 1 } as never];
  assert.equal(view.interfaces(), 'interfaces');
  view.openDatagram('a', events, options);
  view.openStream(options, events);
  view.listenStream('a', 2, events, options);
  view.resolve('name', events);
  view.publish?.('name', 'a');
  assert.deepEqual(calls, [
    ['interfaces'],
    ['openDatagram', 'a', events, options],
    ['openStream', options, events],
    ['listenStream', 'a', 2, events, options],
    ['resolve', 'name', events],
    ['publish', 'name', 'a'],
  ]);
});

test('what is different takes the place, and what the network lacks is lacking', () => {
  const { network, calls } = recorder(false);
  const view = networkView(network, { interfaces: () => [] });
  assert.deepEqual(view.interfaces(), []);
  assert.deepEqual(calls, []);
  assert.equal(view.publish, undefined);
});
