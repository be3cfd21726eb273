/** Fuzz target: what strangers send to the UDP and TCP port that connections share, and what is routed to these. */

import assert from 'node:assert/strict';
import type { TransportAddress } from '../../src/base/address.ts';
import { LENGTH_FRAMING } from '../../src/base/length-framing.ts';
import { SILENT } from '../../src/base/log.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { nodeCrypto } from '../../src/node/crypto.ts';
import { SharedEndpoint } from '../../src/runtime/endpoint.ts';
import { namedFragment, stunKind } from '../../src/runtime/endpoint-stun.ts';
import type { DatagramEvents, ListenEvents, Network } from '../../src/runtime/network.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { METHOD, PRIORITY, type StunClass, USERNAME, writeAttribute, writeMessage } from '../../src/stun/index.ts';

export const name = 'endpoint';

const ADDRESS = '192.0.2.1';
const LOCAL: TransportAddress = { address: ADDRESS, port: 4000, family: 4 };
const PEER: TransportAddress = { address: '192.0.2.2', port: 5000, family: 4 };
const FRAGMENT = 'abcd';

/** What the network of the endpoint was asked. */
let sent = 0;
let written = 0;
let closed = 0;
let timers = 0;
let datagrams: DatagramEvents | undefined;
let streams: ListenEvents | undefined;
/** What reached the one connection. */
let received = 0;
let taken = 0;

const queued: (() => void)[] = [];
const endpoint = new SharedEndpoint({ port: 4000, tcpPort: 4000, select: all => all }, fakeRuntime());
endpoint.open(failure => assert.equal(failure, undefined));
datagrams?.opened(LOCAL);
streams?.opened(LOCAL);
const member = endpoint.attach();
member.named([FRAGMENT]);
const share = member.openDatagram(ADDRESS, { opened: () => {}, failed: assert.fail, datagram: () => void received++ });
member.listenStream(ADDRESS, 4000, {
  opened: () => {},
  failed: assert.fail,
  connected: stream => ({
    opened: () => {},
    failed: () => {},
    closed: () => stream.close(),
    bytes: () => void taken++,
  }),
});
for (const steps of queued) steps();
member.heard(LOCAL, PEER, true);

function fakeRuntime(): Runtime {
  const network: Partial<Network> = {
    interfaces: () => [{ name: 'eth0', address: ADDRESS, family: 4, internal: false }],
    openDatagram: (_address, events) => {
      // The first is the port; a later one would be the way to TURN servers.
      datagrams ??= events;
      return { send: () => ++sent > 0, close: () => {} };
    },
    listenStream: (_address, _port, events) => {
      streams = events;
      return { close: () => {} };
    },
  };
  const tasks = {
    queue: (steps: () => void) => void queued.push(steps),
    setTimer: () => {
      timers++;
      return { cancel: () => void timers-- };
    },
  };
  return { network, tasks, log: SILENT } as unknown as Runtime;
}

export function fuzzOne(bytes: Uint8Array): void {
  const before = bytes.slice();
  const counted = received + endpoint.drops.total;
  datagrams?.datagram(bytes, { ...PEER, port: 6000 + ((bytes[8] ?? 0) & 127) });
  datagrams?.datagram(bytes, PEER);
  // Each datagram is somebody's, or is counted.
  assert.equal(received + endpoint.drops.total, counted + 2);
  const [whole, pieces] = [bytes.length + 1, 1 + ((bytes[0] ?? 0) % 23)].map(step => stream(bytes, step));
  assert.equal(pieces, whole, 'where the pieces end changes something');
  stream(LENGTH_FRAMING.frame(bytes) as Uint8Array, bytes.length + 2);
  assert.equal(sent + written, 0, 'a stranger got an answer');
  assert.equal(endpoint.sourceCount, 1);
  assert.equal(endpoint.strangerCount, 0);
  assert.equal(timers, 0);
  if (stunKind(bytes) === 'check') assert.ok((namedFragment(bytes)?.length ?? 0) <= 256);
  // A connection of ours may be made to send anything, and asks only by requests.
  share.send(bytes, PEER);
  sent = 0;
  assert.deepEqual(bytes, before, 'the packet was changed');
}

/** A TCP connection that carries these bytes and ends; answers whether somebody took it. */
function stream(bytes: Uint8Array, step: number): boolean {
  const [takenBefore, closedBefore] = [taken, closed];
  const ear = streams?.connected({ write: () => void written++, close: () => void closed++, queuedBytes: 0 }, PEER);
  for (let at = 0; at < bytes.length; at += step) ear?.bytes(bytes.subarray(at, at + step));
  const isTaken = taken > takenBefore;
  assert.ok(endpoint.strangerCount <= 1);
  ear?.closed();
  assert.ok(closed <= closedBefore + 1);
  return isTaken;
}

export function seeds(): Uint8Array[] {
  const transactionId = new SeededRandom(5).bytes(12);
  const message = (type: StunClass, username?: string): Uint8Array => {
    const attributes = [
      writeAttribute(PRIORITY, 1, transactionId),
      ...(username === undefined ? [] : [writeAttribute(USERNAME, username, transactionId)]),
    ];
    return writeMessage(
      { class: type, method: METHOD.binding, transactionId, attributes },
      { fingerprint: true },
      nodeCrypto,
    );
  };
  const check = message('request', `${FRAGMENT}:efgh`);
  return [
    check,
    message('request', 'nobody:efgh'),
    message('success'),
    message('indication'),
    LENGTH_FRAMING.frame(check) as Uint8Array,
    Uint8Array.of(22, 254, 253, 0, 0),
    Uint8Array.of(0x40, 0, 0, 0),
    new Uint8Array(0),
  ];
}
