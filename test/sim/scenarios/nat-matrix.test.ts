/**
 * Every pair of NATs, with the embedded TURN server and with STUN alone: connected where theory says it can be, `failed`
 * in bounded time where it cannot (RFC 4787 §4, §5; RFC 8445 §7).
 */

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { TurnServerHost } from '../../../src/turn-server/index.ts';
import type { NatBehaviour, NatOptions } from '../nat.ts';
import { Host } from '../network.ts';
import { simulatedRuntime } from '../runtime.ts';
import { SERVER_ADDRESS, SERVERS, Stage } from '../stage.ts';

const MAPPINGS: readonly NatBehaviour[] = ['endpoint-independent', 'address-dependent', 'address-and-port-dependent'];
const FILTERS: readonly NatBehaviour[] = ['endpoint-independent', 'address-and-port-dependent'];

const NATS: readonly (NatOptions | undefined)[] = [
  undefined,
  ...MAPPINGS.flatMap(mapping =>
    FILTERS.flatMap(filtering => [true, false].map(preservesPorts => ({ mapping, filtering, preservesPorts }))),
  ),
];

/** Documentation addresses, which the simulated internet is made of and the server would refuse. */
const INTERNET = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'];

/** Virtual milliseconds from the offer to an open channel, and from the offer to `failed`. */
const MEDIAN_LIMIT = 2_000;
const CONNECT_LIMIT = 6_000;
const FAIL_LIMIT = 90_000;

const name = (nat: NatOptions | undefined): string =>
  nat === undefined
    ? 'none'
    : `${nat.mapping}/${nat.filtering}${nat.preservesPorts === true ? ', preserving ports' : ''}`;

/** Whether packets can pass without a relay, once both sides have punched their holes. */
function canMeet(a: NatOptions | undefined, b: NatOptions | undefined): boolean {
  const mapping = (nat: NatOptions | undefined): NatBehaviour => nat?.mapping ?? 'endpoint-independent';
  const steady = (nat: NatOptions | undefined): boolean => mapping(nat) === 'endpoint-independent';
  const open = (nat: NatOptions | undefined): boolean => nat?.filtering !== 'address-and-port-dependent';
  if (steady(a) && steady(b)) return true;
  // Whose mapping is not steady comes from a port that nobody knows: the other side must let any port in, and be steady.
  if ((steady(a) && open(a)) || (steady(b) && open(b))) return true;
  // Two that let everybody in tell each other the port they come from, if one of them then keeps to it.
  return open(a) && open(b) && (mapping(a) === 'address-dependent' || mapping(b) === 'address-dependent');
}

function stageOf(a: NatOptions | undefined, b: NatOptions | undefined, withTurn: boolean): Stage {
  const servers = withTurn ? SERVERS : SERVERS.slice(0, 1);
  const stage = new Stage({
    offerer: { ice: { servers } },
    answerer: { ice: { servers } },
    ...(a === undefined ? {} : { offererNat: a }),
    ...(b === undefined ? {} : { answererNat: b }),
  });
  const machine = new Host(stage.world);
  machine.addInterface(SERVER_ADDRESS, { realm: stage.internet, up: { delay: 10 }, down: {} });
  const runtime = { ...simulatedRuntime(stage.world, machine), tasks: { ...stage.world.tasks, hold: () => {} } };
  new TurnServerHost(
    {
      listen: [{ transport: 'udp', address: SERVER_ADDRESS, port: 3478 }],
      relays: [{ address: SERVER_ADDRESS }],
      users: new Map([['user', 'password']]),
      allowPeers: INTERNET,
    },
    runtime,
    { listening: () => {}, failed: reason => assert.fail(reason) },
  );
  return stage;
}

const times: number[] = [];

after(() => {
  times.sort((x, y) => x - y);
  const median = times[times.length >> 1] ?? 0;
  assert.ok(times.length > 100 && median < MEDIAN_LIMIT, `${times.length} connections, median ${median} ms`);
});

for (const withTurn of [true, false]) {
  describe(withTurn ? 'with TURN' : 'with STUN alone', () => {
    for (const [index, a] of NATS.entries()) {
      for (const b of NATS.slice(index)) {
        if (withTurn || canMeet(a, b)) {
          test(`${name(a)} ↔ ${name(b)} connect`, () => {
            const stage = stageOf(a, b, withTurn);
            const took = stage.connect();
            assert.ok(took < CONNECT_LIMIT, `${took} ms`);
            times.push(took);
            stage.chat();
            stage.close();
          });
        } else {
          test(`${name(a)} ↔ ${name(b)} fail in time`, () => {
            const stage = stageOf(a, b, withTurn);
            stage.offerer.createChannel({ label: 'chat' });
            stage.signalling.negotiate();
            stage.until(() => stage.peers.every(({ ice }) => ice === 'failed'), FAIL_LIMIT, 'not failed');
            stage.close();
          });
        }
      }
    }
  });
}
