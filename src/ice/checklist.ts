/** The checklist (RFC 8445 §6.1.2, §6.1.4): pairs in order of priority, their freezing, and the triggered-check queue. */

import type { TransportAddress } from '../base/address.ts';
import { sameAddress } from '../base/address.ts';
import { appended, trimmed } from '../base/arrays.ts';
import { Deque } from '../base/deque.ts';
import type { IceRole } from './events.ts';
import type { LocalBase } from './local-base.ts';
import type { CandidatePair } from './pair.ts';
import { comparePriorities, pairPriority } from './priority.ts';
import { substituteFor } from './recovery.ts';

export class Checklist {
  /** Highest priority first. Only the checklist writes it. */
  pairs: readonly CandidatePair[];
  readonly #limit: number;
  readonly #triggered: Deque<CandidatePair>;

  constructor(limit: number) {
    this.pairs = [];
    this.#limit = limit;
    this.#triggered = new Deque();
  }

  /** Whether any check is still to be started or decided. */
  get pending(): boolean {
    for (const pair of this.pairs) if (pair.pending) return true;
    return false;
  }

  /** Whether `next(true)` would answer a pair. */
  get urgent(): boolean {
    while (this.#triggered.length > 0) {
      const pair = this.#triggered.peek() as CandidatePair;
      if (pair.state === 'waiting') return true;
      // Decided, or removed, since it was queued.
      this.#triggered.shift();
    }
    return false;
  }

  /** Whether `next(false)` would answer a pair. */
  get startable(): boolean {
    return this.urgent || this.#ordinary() !== undefined;
  }

  /** RFC 8445 §14.3, N: pairs that wait or are in progress. */
  get underWay(): number {
    let count = 0;
    for (const { state } of this.pairs) if (state === 'waiting' || state === 'in-progress') count++;
    return count;
  }

  /** The pair of this base and remote address. RFC 8445 §6.1.2.4: two such pairs would be redundant. */
  find(base: LocalBase, to: TransportAddress): CandidatePair | undefined {
    for (const pair of this.pairs) if (pair.base === base && sameAddress(pair.to, to)) return pair;
    return undefined;
  }

  /**
   * Takes a pair in; answers false if the list is full of better ones. One that an authenticated check of the peer asks
   * for (`known`) is worth more than any that has yet to work.
   */
  add(pair: CandidatePair, known: boolean): boolean {
    // RFC 8445 §6.1.2.5: "an agent MUST limit the number of candidate pairs … discarding the lower-priority" ones.
    if (this.pairs.length >= this.#limit && !this.#makeRoom(pair, known)) return false;
    // RFC 8445 §6.1.2.6 and RFC 8838 §12: one pair of each foundation waits, further ones are frozen behind it.
    pair.state = this.#isUnderWay(pair.foundation) ? 'frozen' : 'waiting';
    this.pairs = sorted(appended(this.pairs, pair));
    return true;
  }

  /** Keeps those for which `keep` says so. */
  retain(keep: (pair: CandidatePair) => boolean): void {
    for (const pair of this.pairs) if (!keep(pair) && pair.state === 'waiting') pair.state = 'frozen';
    this.pairs = trimmed(this.pairs.filter(keep));
  }

  /** RFC 8445 §8.1.2: "the agent removes all candidate pairs in the checklist … in the Waiting or Frozen state" */
  conclude(): void {
    // What has worked before, and was only to be checked again, may be wanted another time.
    for (const pair of this.pairs) if (pair.state === 'waiting' && pair.succeededAt > 0) pair.state = 'failed';
    this.retain(pair => pair.state !== 'waiting' && pair.state !== 'frozen');
  }

  /** All but `silent`, and those that are being checked, wait for a check again. */
  reopen(silent: CandidatePair | undefined): void {
    for (const pair of this.pairs) {
      if (pair === silent || pair.pending || !pair.base.alive) continue;
      if (silent !== undefined && pair.state === 'succeeded' && substituteFor(silent, [pair]) !== undefined) continue;
      pair.state = 'waiting';
    }
  }

  /** RFC 8445 §7.3.1.4: a check on this pair goes out before ordinary ones. */
  trigger(pair: CandidatePair): void {
    pair.state = 'waiting';
    for (const queued of this.#triggered) if (queued === pair) return;
    this.#triggered.push(pair);
  }

  /** The next pair to check: a triggered one, or unless `urgentOnly`, the best that waits (RFC 8445 §6.1.4.2). */
  next(urgentOnly: boolean): CandidatePair | undefined {
    if (this.urgent) return this.#triggered.shift();
    return urgentOnly ? undefined : this.#ordinary();
  }

  /** RFC 8445 §7.2.5.3.3: a pair of this foundation succeeded, so those frozen behind it wait from now on. */
  unfreeze(foundation: string): void {
    for (const pair of this.pairs) {
      if (pair.state === 'frozen' && pair.foundation === foundation) pair.state = 'waiting';
    }
  }

  /** RFC 8445 §7.3.1.1: after a switch of roles, or of a candidate's priority, the pair priorities are computed anew. */
  prioritize(role: IceRole): void {
    for (const pair of this.pairs) {
      pair.priority = pairPriority(role, pair.formedPriority, pair.remote.priority);
    }
    this.pairs = sorted(this.pairs.slice());
  }

  clear(): void {
    this.pairs = [];
    this.#triggered.clear();
  }

  #ordinary(): CandidatePair | undefined {
    let isAnyFrozen = false;
    for (const pair of this.pairs) {
      if (pair.state === 'waiting') return pair;
      if (pair.state === 'frozen') isAnyFrozen = true;
    }
    if (!isAnyFrozen) return undefined;
    // RFC 8445 §6.1.4.2: "If there are no candidate pairs in the Waiting state, and … one or more … Frozen", those whose
    // foundation nobody is checking wait from now on.
    const underWay = new Set<string>();
    for (const pair of this.pairs) if (pair.state === 'in-progress') underWay.add(pair.foundation);
    let best: CandidatePair | undefined;
    for (const pair of this.pairs) {
      if (pair.state !== 'frozen' || underWay.has(pair.foundation)) continue;
      pair.state = 'waiting';
      underWay.add(pair.foundation);
      best ??= pair;
    }
    return best;
  }

  #isUnderWay(foundation: string): boolean {
    return this.pairs.some(
      pair => pair.foundation === foundation && (pair.state === 'waiting' || pair.state === 'in-progress'),
    );
  }

  /** Pushes out a failed pair, or else the worst undecided one, which has to be worse than `pair` unless `known`. */
  #makeRoom(pair: CandidatePair, known: boolean): boolean {
    const isWorse = (each: CandidatePair): boolean => comparePriorities(each.priority, pair.priority) < 0;
    const victim =
      this.pairs.findLast(each => each.state === 'failed') ??
      this.pairs.findLast(each => (each.state === 'frozen' || each.state === 'waiting') && (known || isWorse(each))) ??
      (known ? this.pairs.findLast(each => each.state === 'in-progress') : undefined);
    if (victim === undefined) return false;
    victim.state = 'failed';
    this.retain(each => each !== victim);
    return true;
  }
}

function sorted(pairs: CandidatePair[]): CandidatePair[] {
  return pairs.sort((a, b) => comparePriorities(b.priority, a.priority));
}
