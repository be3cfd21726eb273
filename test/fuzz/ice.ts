/** Fuzz target: the candidate attribute, and everything that can come to the socket of an ICE agent. */

import assert from 'node:assert/strict';
import type { TransportAddress } from '../../src/base/address.ts';
import { SILENT } from '../../src/base/log.ts';
import { SeededRandom } from '../../src/base/random.ts';
import { writeCheck } from '../../src/ice/connectivity-check.ts';
import { IceAgent, parseCandidate, serializeCandidate } from '../../src/ice/index.ts';
import { nodeCrypto } from '../../src/node/crypto.ts';
import { shortTermKey } from '../../src/stun/index.ts';

export const name = 'ice';

const local: TransportAddress = { address: '192.0.2.1', port: 4000, family: 4 };
const peer: TransportAddress = { address: '192.0.2.2', port: 5000, family: 4 };
const credentials = { ufrag: 'local', pwd: 'l'.repeat(24) };
const key = shortTermKey(credentials.pwd);
const text = new TextDecoder('latin1');

let now = 0;
let agent = fresh();

/** An agent that checks one candidate. */
function fresh(): IceAgent {
  const random = new SeededRandom(8445);
  const made = new IceAgent(
    { role: 'controlled', localParameters: credentials },
    {
      interfaces: () => [{ name: 'eth0', address: local.address, family: 4, internal: false }],
      open: () => 1,
      openServer: () => 0,
      openTcp: () => 0,
      close: () => {},
      resolve: () => {},
    },
    {
      gatheringState: () => {},
      candidate: () => {},
      candidateError: () => {},
      state: () => {},
      selectedPair: () => {},
      writable: () => {},
      packet: () => {},
      remoteCandidate: () => {},
      roleChanged: () => {},
    },
    { crypto: nodeCrypto, random, log: SILENT },
  );
  made.gather(now);
  made.socketOpened(1, local, now);
  made.setRemoteParameters({ ufrag: 'peer', pwd: 'p'.repeat(24) }, now);
  return made;
}

export function fuzzOne(bytes: Uint8Array): void {
  const candidate = parseCandidate(text.decode(bytes));
  if (candidate !== undefined) {
    // What was read is written and read again alike.
    assert.deepEqual(parseCandidate(serializeCandidate(candidate)), candidate);
    agent.addRemoteCandidate(candidate, now);
  }
  now += 1;
  const from = { ...peer, port: 5000 + ((bytes[0] ?? 0) & 127) };
  agent.receive(1, bytes, from, now);
  for (let next = agent.pollTransmit(now); next !== undefined; next = agent.pollTransmit(now)) {
    assert.ok(next.packet.length < 1_200);
  }
  if (agent.nextTimeout() <= now) {
    agent.handleTimeout(now);
    assert.ok(agent.nextTimeout() > now, 'the agent does not move on');
  }
  assert.ok(agent.pairs.length <= 100);
  assert.ok(agent.remoteCandidates.length <= 250);
  if (agent.state === 'failed') agent = fresh();
}

export function seeds(): Uint8Array[] {
  const lines = [
    'candidate:1 1 udp 2130706431 192.0.2.2 5000 typ host',
    'candidate:842163049 1 udp 1677729535 203.0.113.7 54321 typ srflx raddr 0.0.0.0 rport 0 generation 0 ufrag AbCd network-cost 999',
    'candidate:3 1 TCP 1518280447 2001:db8::1 9 typ host tcptype active',
    'candidate:4 1 UDP 2122252543 3b1f8a2e-3c0c-4c0e-9c0e-1f2e3d4c5b6a.local 50000 typ host',
  ].map(line => new TextEncoder().encode(line));
  const check = writeCheck(
    {
      transactionId: new SeededRandom(1).bytes(12),
      username: 'local:peer',
      priority: 1_845_501_695,
      nominate: true,
      role: { role: 'controlling', tieBreaker: 5n },
      key,
    },
    nodeCrypto,
  );
  return [...lines, check, Uint8Array.of(22, 254, 253, 0, 0), Uint8Array.of(0x40, 0, 0, 0), new Uint8Array(0)];
}
