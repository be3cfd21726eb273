/**
 * Signalled candidates of the peer on their way to the checklist: unusable ones end here, names are resolved first.
 * Names never delay addresses, and bad candidates leave nothing behind.
 */

import { addressScope, transportAddress } from '../base/address.ts';
import { Deque } from '../base/deque.ts';
import type { DropCounters } from '../base/errors.ts';
import { SparseMap } from '../base/sparse-map.ts';
import type { IceCandidate, RemoteCandidate } from './candidate.ts';
import type { IceLimits } from './options.ts';
import type { IceNetwork } from './ports.ts';
import type { IceDrop } from './session-context.ts';

export interface IntakeContext {
  readonly limits: IceLimits;
  readonly network: IceNetwork;
  readonly drops: DropCounters<IceDrop>;
  readonly includeLinkLocal: boolean;
  /** Numbers requests to resolve a name. */
  nextRequest: number;
}

export class RemoteIntake {
  /** Whether names are still being resolved. Only the intake writes it. */
  pending: boolean;
  readonly #context: IntakeContext;
  readonly #inFlight: SparseMap<number, IceCandidate>;
  readonly #waiting: Deque<IceCandidate>;
  /** Name, port and protocol of those in flight or waiting. */
  readonly #known: SparseMap<string, IceCandidate>;

  constructor(context: IntakeContext) {
    this.pending = false;
    this.#context = context;
    this.#inFlight = new SparseMap();
    this.#waiting = new Deque();
    this.#known = new SparseMap();
  }

  /** The candidate if it can be checked now; undefined if it is of no use or its name must be resolved first. */
  add(candidate: IceCandidate): RemoteCandidate | undefined {
    const { limits, drops } = this.#context;
    // RFC 8445 §5.1.1: components that we do not use are passed over; RFC 6544 §4.1 lets simultaneous-open be left out.
    if (candidate.component !== 1 || !isPort(candidate.port) || candidate.tcpType === 'so') {
      drops.drop('unusable-candidate');
      return undefined;
    }
    const { address } = candidate;
    if (address.includes(':') || /^[\d.]+$/.test(address)) return this.#withAddress(candidate, address);
    const key = nameKey(candidate);
    if (this.#known.has(key)) return undefined;
    if (!/^[\w.-]{1,255}$/.test(address)) {
      drops.drop('unusable-candidate');
    } else if (this.#inFlight.size < limits.namesInFlight) {
      this.#known.set(key, candidate);
      this.#resolve(candidate);
    } else if (this.#waiting.length < limits.namesWaiting) {
      this.#known.set(key, candidate);
      this.#waiting.push(candidate);
    } else {
      drops.drop('too-many-candidates');
    }
    return undefined;
  }

  /** What a name stands for, the first address of each family; undefined if the request was none of ours. */
  resolved(request: number, addresses: readonly string[]): readonly RemoteCandidate[] | undefined {
    const candidate = this.#inFlight.get(request);
    if (candidate === undefined) return undefined;
    this.#inFlight.delete(request);
    this.#known.delete(nameKey(candidate));
    const next = this.#waiting.shift();
    if (next !== undefined) this.#resolve(next);
    this.pending = this.#inFlight.size > 0;
    const found: RemoteCandidate[] = [];
    for (const address of addresses) {
      const remote = this.#withAddress(candidate, address);
      if (remote === undefined) continue;
      if (!found.some(each => each.transportAddress.family === remote.transportAddress.family)) found.push(remote);
    }
    return found;
  }

  /** Another session begins: what is still on its way belongs to the old one. */
  clear(): void {
    this.#inFlight.clear();
    this.pending = false;
    this.#waiting.clear();
    this.#known.clear();
  }

  #resolve(candidate: IceCandidate): void {
    const request = this.#context.nextRequest++;
    this.#inFlight.set(request, candidate);
    this.pending = true;
    this.#context.network.resolve(candidate.address, request);
  }

  #withAddress(candidate: IceCandidate, address: string): RemoteCandidate | undefined {
    const resolved = transportAddress(address, candidate.port);
    if (resolved === undefined || !this.#isUsable(resolved.address)) {
      this.#context.drops.drop('unusable-candidate');
      return undefined;
    }
    // Behind a spread, V8 (11) would give every candidate a shape of its own for the new property.
    return Object.assign({}, candidate, { transportAddress: resolved });
  }

  #isUsable(address: string): boolean {
    const scope = addressScope(address);
    if (scope === 'link-local') return this.#context.includeLinkLocal;
    return scope !== 'unspecified' && scope !== 'multicast';
  }
}

function nameKey({ address, port, protocol }: IceCandidate): string {
  return `${address.toLowerCase()} ${port} ${protocol}`;
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port <= 65535;
}
