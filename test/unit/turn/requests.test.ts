/** Requests on their way: matching, limits, giving up. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import { SILENT } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import type { StunMessage } from '../../../src/stun/index.ts';
import { METHOD, readAttribute, readMessage, SOFTWARE } from '../../../src/stun/index.ts';
import { LongTermCredentials } from '../../../src/turn/credentials.ts';
import { MAX_OUTSTANDING, RequestTable } from '../../../src/turn/requests.ts';

const server = { address: '192.0.2.1', port: 3478, family: 4 } as const;

function table(software?: string): RequestTable {
  const credentials = new LongTermCredentials('u', 'p', nodeCrypto);
  const options = { server, username: 'u', password: 'p', requestedFamily: 4, software } as const;
  return new RequestTable(options, credentials, { crypto: nodeCrypto, random: new SeededRandom(1), log: SILENT });
}

/** Everything that is due. */
function poll(requests: RequestTable, now: number): Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (let out = requests.pollTransmit(now); out; out = requests.pollTransmit(now)) packets.push(out);
  return packets;
}

function responseTo(packet: Uint8Array): StunMessage {
  const request = readMessage(packet);
  assert.ok(request);
  return { class: 'success', method: request.method, transactionId: request.transactionId, attributes: [] };
}

test('a request is matched by transaction and method, once', () => {
  const requests = table();
  requests.start({ kind: 'allocate' });
  const [packet] = poll(requests, 0);
  assert.ok(packet);
  const response = responseTo(packet);
  assert.equal(requests.match({ ...response, method: METHOD.refresh }), undefined);
  assert.equal(requests.match({ ...response, transactionId: new Uint8Array(12) }), undefined);
  const request = requests.match(response);
  assert.ok(request);
  assert.equal(request.purpose.kind, 'allocate');
  assert.equal(request.authenticated, false);
  requests.complete(request, 10);
  assert.equal(requests.match(response), undefined);
  assert.equal(requests.nextTimeout(), NEVER);
});

test('requests name the software if there is a name', () => {
  for (const software of [undefined, 'purertc']) {
    const requests = table(software);
    requests.start({ kind: 'refresh' });
    const message = readMessage(poll(requests, 0)[0] as Uint8Array);
    assert.equal(message && readAttribute(message, SOFTWARE), software);
  }
});

test('what exceeds the limit waits until there is room', () => {
  const requests = table();
  for (let i = 0; i < MAX_OUTSTANDING + 5; i++) requests.start({ kind: 'refresh' });
  const first = poll(requests, 0);
  assert.equal(first.length, MAX_OUTSTANDING);
  requests.startWaiting();
  assert.deepEqual(poll(requests, 0), []);
  for (const packet of first.slice(0, 3)) {
    const request = requests.match(responseTo(packet));
    assert.ok(request);
    requests.complete(request, 0);
  }
  requests.startWaiting();
  assert.equal(poll(requests, 0).length, 3);
});

test('requests that nobody answers are handed back', () => {
  const requests = table();
  requests.start({ kind: 'allocate' });
  requests.start({ kind: 'release' });
  poll(requests, 0);
  const gone: string[] = [];
  while (requests.nextTimeout() !== NEVER) {
    const now = requests.nextTimeout();
    for (const { purpose } of requests.handleTimeout(now)) gone.push(`${purpose.kind} ${now}`);
    poll(requests, now);
  }
  assert.deepEqual(gone, ['release 2500', 'allocate 39500']);
});

test('clearing forgets what is on its way and what waits', () => {
  const requests = table();
  for (let i = 0; i < MAX_OUTSTANDING + 5; i++) requests.start({ kind: 'refresh' });
  requests.clear();
  requests.startWaiting();
  assert.deepEqual(poll(requests, 0), []);
});
