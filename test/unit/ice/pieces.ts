/** Parts of an ICE agent, made by hand for tests of one part at a time. */

import type { TransportAddress } from '../../../src/base/address.ts';
import { transportAddress } from '../../../src/base/address.ts';
import { DropCounters } from '../../../src/base/errors.ts';
import { SILENT } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import type { LocalCandidate, RemoteCandidate } from '../../../src/ice/candidate.ts';
import { LocalBase } from '../../../src/ice/local-base.ts';
import { DEFAULT_LIMITS } from '../../../src/ice/options.ts';
import { Outbox } from '../../../src/ice/outbox.ts';
import { CandidatePair } from '../../../src/ice/pair.ts';
import type { IceEnvironment } from '../../../src/ice/ports.ts';
import { pairPriority } from '../../../src/ice/priority.ts';
import type { IceDrop } from '../../../src/ice/session-context.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';

export const ENV: IceEnvironment = { crypto: nodeCrypto, random: new SeededRandom(1), log: SILENT };

export function at(address: string, port: number): TransportAddress {
  const made = transportAddress(address, port);
  if (made === undefined) throw new TypeError(`not an address: ${address}`);
  return made;
}

export function base(port: number = 1, preference: number = 65_535): LocalBase {
  return new LocalBase(port, at('192.0.2.1', port), preference, undefined);
}

export function local(of: LocalBase, more: Partial<LocalCandidate> = {}): LocalCandidate {
  const { address, port } = of.address;
  return {
    foundation: '1',
    component: 1,
    protocol: 'udp',
    priority: 2_130_706_431,
    address,
    port,
    type: 'host',
    base: of,
    transportAddress: of.address,
    ...more,
  };
}

export function remote(address: string, port: number, more: Partial<RemoteCandidate> = {}): RemoteCandidate {
  return {
    foundation: '1',
    component: 1,
    protocol: 'udp',
    priority: 2_130_706_431,
    address,
    port,
    type: 'host',
    transportAddress: at(address, port),
    ...more,
  };
}

let nextId = 1;

export function pairOf(one: LocalCandidate, other: RemoteCandidate): CandidatePair {
  return new CandidatePair(nextId++, one, other, pairPriority('controlling', one.priority, other.priority));
}

/** A pair of its own foundation and priority. */
export function pair(priority: number, foundation: string = String(nextId)): CandidatePair {
  return pairOf(local(base(nextId)), remote('203.0.113.1', nextId, { priority, foundation }));
}

export function drops(): DropCounters<IceDrop> {
  return new DropCounters();
}

export function outbox(): Outbox {
  return new Outbox(DEFAULT_LIMITS.owedPackets, drops());
}
