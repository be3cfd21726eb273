/**
 * One ICE session (RFC 8445 §4): the checks between two sets of credentials, from the first candidate to nomination.
 * A restart begins another one beside it.
 */

import type { TransportAddress } from '../base/address.ts';
import { sameAddress } from '../base/address.ts';
import { appended, removeWhere } from '../base/arrays.ts';
import type { Instant } from '../base/instant.ts';
import { randomU64 } from '../base/random.ts';
import { shortTermKey } from '../stun/index.ts';
import type { IceCandidate, IceParameters, LocalCandidate, RemoteCandidate } from './candidate.ts';
import { indexOfCandidate, isFormed } from './candidate.ts';
import { CheckSender } from './check-sender.ts';
import { CheckTable } from './check-table.ts';
import { Checklist } from './checklist.ts';
import type { Check, IncomingCheck } from './connectivity-check.ts';
import { isNamed, judgeRequest, judgeResponse } from './connectivity-check.ts';
import type { IceRole } from './events.ts';
import { believe, forsake, forsakenAt } from './lite.ts';
import type { LocalBase } from './local-base.ts';
import type { NominationChoice } from './nomination.ts';
import { chooseNomination, supersedes } from './nomination.ts';
import { CandidatePair } from './pair.ts';
import { mayPair } from './pairing.ts';
import { Patience } from './patience.ts';
import { discoverLocal, mayDiscover, promote, remotePeerReflexive } from './peer-reflexive.ts';
import { pairPriority } from './priority.ts';
import { Recovery, substituteFor } from './recovery.ts';
import type { Arrival, ResponseEffect, SessionContext, SessionEvents } from './session-context.ts';

/** How often a pair is checked whose TCP connections end, one after the other. */
const MAX_CONNECTIONS = 3;

export class IceSession {
  readonly local: IceParameters;
  /** The peer's credentials, once they are known. Only `setRemote` writes it. */
  remote: IceParameters | undefined;
  readonly checklist: Checklist;
  localCandidates: LocalCandidate[];
  remoteCandidates: RemoteCandidate[];
  readonly patience: Patience;
  /** It has given up. */
  failed: boolean;
  readonly #localKey: Uint8Array;
  readonly #lite: boolean;
  #nominated: CandidatePair | undefined;
  /** Another session took over: this one answers, and keeps its consent, and that is all. */
  #retired: boolean;
  readonly #recovery: Recovery;
  readonly #checks: CheckTable;
  readonly #sender: CheckSender;
  readonly #context: SessionContext;
  readonly #events: SessionEvents;

  constructor(local: IceParameters, context: SessionContext, events: SessionEvents) {
    this.local = local;
    this.remote = undefined;
    this.checklist = new Checklist(context.limits.pairs);
    this.localCandidates = [];
    this.remoteCandidates = [];
    this.failed = false;
    this.patience = new Patience(context.timing.patience);
    this.#lite = context.lite === true;
    this.#localKey = shortTermKey(local.pwd);
    this.#nominated = undefined;
    this.#retired = false;
    this.#recovery = new Recovery(context.timing.recoveryInterval);
    this.#checks = new CheckTable(4 * context.limits.pairs);
    this.#sender = new CheckSender(local, this.checklist, this.#checks, context);
    this.#context = context;
    this.#events = events;
  }

  /** Undefined, too, while the TCP connection or the base of the nominated pair is gone: then another may be nominated. */
  get nominated(): CandidatePair | undefined {
    return this.#nominated?.state === 'failed' ? undefined : this.#nominated;
  }

  /** The best pair that works, if it is not suspect; once one was nominated, only if it has shown more life than that. */
  get bestValid(): CandidatePair | undefined {
    const nominated = this.#nominated;
    const { pairs } = this.checklist;
    if (nominated !== undefined && nominated.state !== 'failed') return substituteFor(nominated, pairs);
    for (const pair of pairs) if (pair.state === 'succeeded' && !pair.suspect) return pair;
    return undefined;
  }

  // ── Commands ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The peer's credentials, once. */
  setRemote(parameters: IceParameters, now: Instant): void {
    if (this.remote !== undefined) return;
    this.remote = parameters;
    this.#sender.setRemote(parameters);
    // Checks that came early made pairs; those of another peer than the one that we now know are of no use.
    removeWhere(this.remoteCandidates, each => !this.isOfPeer(each));
    this.checklist.retain(pair => this.remoteCandidates.includes(pair.remote));
    if (this.checklist.pairs.length > 0) this.patience.start(now);
  }

  /** RFC 8838 §8: candidates name their generation by the fragment; without one, or before the answer, any may be meant. */
  isOfPeer({ usernameFragment }: IceCandidate): boolean {
    return this.remote === undefined || usernameFragment === undefined || usernameFragment === this.remote.ufrag;
  }

  addLocal(candidate: LocalCandidate): void {
    this.localCandidates = appended(this.localCandidates, candidate);
    if (!isFormed(candidate) || this.#concluded) return;
    for (const remote of this.remoteCandidates) this.#form(candidate, remote, false);
  }

  addRemote(candidate: RemoteCandidate, now: Instant): void {
    const { protocol, transportAddress } = candidate;
    // The peer's credentials may have come while its name was resolved.
    if (!this.isOfPeer(candidate)) return this.#context.drops.drop('unusable-candidate');
    const at = indexOfCandidate(this.remoteCandidates, protocol, transportAddress);
    if (at >= 0) {
      if (promote(this.remoteCandidates, at, candidate, this.checklist.pairs)) this.prioritize();
      return;
    }
    if (this.remoteCandidates.length >= this.#context.limits.remoteCandidates) {
      this.#context.drops.drop('too-many-candidates');
      return;
    }
    this.remoteCandidates = appended(this.remoteCandidates, candidate);
    this.patience.candidateCame(now);
    if (this.remote !== undefined) this.patience.start(now);
    if (!this.#concluded) this.#formAll(candidate);
  }

  end(now: Instant): void {
    this.patience.endOfCandidates = true;
    if (this.remote !== undefined) this.patience.start(now);
  }

  retire(): void {
    this.#retired = true;
    this.checklist.retain(pair => pair.state === 'succeeded');
    this.#checks.retain(check => check.consent);
  }

  /** Consent for its pair is gone. */
  pairLost(pair: CandidatePair): void {
    pair.state = 'failed';
    if (this.#nominated === pair || this.#nominated?.suspect === true) {
      this.#nominated = undefined;
      this.#fail();
    }
  }

  /** The base sends no more. If it carried the nominated pair, others may still work: that is checked at once. */
  baseLost(base: LocalBase): void {
    for (const pair of this.checklist.pairs) if (pair.base === base) pair.state = 'failed';
    this.#checks.retain(check => check.pair.base !== base);
    removeWhere(this.localCandidates, candidate => candidate.base === base);
    // RFC 7675 §5.1: nothing is sent on consent of long ago.
    if (this.#nominated?.base === base && !this.#retired && !this.#lite) this.checklist.reopen(this.#nominated);
  }

  /** A TCP connection is gone. `selected` is the pair that carries data: its consent checks connect anew, if that is ours. */
  disconnected(base: LocalBase, remote: TransportAddress, selected: CandidatePair | undefined, now: Instant): void {
    const pair = this.checklist.find(base, remote) ?? selected;
    if (pair === undefined || pair.base !== base || !sameAddress(pair.to, remote)) return;
    if (pair === selected && base.kind === 'active') return;
    this.#checks.retain(check => check.pair !== pair);
    // It may have been one from before a restart, which nobody knew to be dead: another one may be had.
    const isTriedAgain = base.kind === 'active' && pair.requestsSent < MAX_CONNECTIONS && pair.state !== 'failed';
    if (isTriedAgain && !this.#retired && !this.#concluded) this.checklist.trigger(pair);
    else pair.state = 'failed';
    if (pair !== this.#nominated || pair.state !== 'failed') return;
    // The peer may have noticed first, and nominated the pair of its next connection.
    const other = this.checklist.pairs.find(each => each.nominated && each.state === 'succeeded' && !each.suspect);
    if (other !== undefined) this.#setNominated(other, now);
  }

  /** The TURN server will not relay to this address. */
  peerRefused(base: LocalBase, address: string): void {
    for (const pair of this.checklist.pairs) {
      if (pair.base === base && pair.to.address === address && pair.pending) pair.state = 'failed';
    }
  }

  prioritize(): void {
    this.checklist.prioritize(this.#context.role.role);
  }

  /** RFC 7675 §5.1. */
  sendConsent(pair: CandidatePair, now: Instant): void {
    // Over another TCP connection than before, the peer has to be told anew which pair it is.
    const isAgain = pair.base.kind === 'active' && pair.suspect && pair === this.#nominated;
    this.#sender.sendConsent(pair, isAgain && this.#context.role.role === 'controlling', now);
  }

  /** Whether the peer may know a candidate on this base; where there is none (policy `relay`) we keep silent. */
  answersOn(base: LocalBase): boolean {
    return this.#formedOn(base) !== undefined;
  }

  // ── The peer's checks ─────────────────────────────────────────────────────────────────────────────────────────────

  /** `successor`: the session in force, if this is the one before it. Answers whether anything follows from it. */
  receiveRequest({ base, message, from }: Arrival, now: Instant, successor?: IceSession): boolean {
    const { role, outbox, env, drops } = this.#context;
    // Where we have no candidate (policy `relay`), we do not answer; nor once all consent is gone.
    if (this.#formedOn(base) === undefined || this.failed) {
      drops.drop('unexpected-request');
      return false;
    }
    const { response, check } = judgeRequest(message, from, this.#localKey, role, env.crypto);
    outbox.push(base, from, response);
    if (check === undefined) {
      drops.drop('refused-request');
      return false;
    }
    if (check.switchTo !== undefined) this.#switchRole(check.switchTo);
    // A peer that restarted may check from its new candidates to ours of before, by our old name: libwebrtc does, until
    // it has our answer, and keeps doing so where we use an address again. Its pair belongs to the new session.
    const { ufrag } = this.local;
    const { remote } = this;
    const isOwn = remote === undefined || isNamed(message, ufrag, remote.ufrag);
    const next = successor?.remote;
    const session = isOwn ? this : next !== undefined && isNamed(message, ufrag, next.ufrag) ? successor : undefined;
    // Without a pair (its description has yet to come) it still knows our password, so its data may pass.
    const settled = this.#settled;
    const pair = session && session.#accept(base, from, check, ufrag, now);
    if (pair === undefined) this.#events.vouched(base, from, now);
    return check.switchTo !== undefined || pair === undefined || pair !== settled;
  }

  #accept(
    base: LocalBase,
    from: TransportAddress,
    check: IncomingCheck,
    ownName: string,
    now: Instant,
  ): CandidatePair | undefined {
    const pair = this.checklist.find(base, from) ?? this.#pairFor(base, from, check, now);
    if (pair === undefined) return undefined;
    pair.ownName = ownName;
    pair.requestsReceived++;
    pair.responsesSent++;
    pair.lastCheckReceivedAt = now;
    this.#events.validated(base, from, pair, now);
    if (!this.#retired) this.#answer(pair, check, now);
    return pair;
  }

  /** RFC 8445 §7.3.1.4 and §7.3.1.5: a check of our own, and the peer's nomination. */
  #answer(pair: CandidatePair, check: IncomingCheck, now: Instant): void {
    const nominates = check.useCandidate && this.#context.role.role === 'controlled';
    if (this.#lite) believe(pair, nominates, now);
    if (pair.state === 'succeeded') {
      if (nominates) this.#setNominated(pair, now);
      return;
    }
    if (nominates) pair.nominateOnSuccess = true;
    // Once it has nominated, the controlling agent checks nothing further (RFC 8445 §8.1.1).
    if (this.#lite || (this.#concluded && !nominates)) return;
    // "the agent cancels the In-Progress transaction": no more retransmissions, but a response still counts.
    if (pair.state === 'in-progress') pair.check?.transaction.stopRetransmitting(now);
    this.checklist.trigger(pair);
  }

  /** The pair that the peer's check asks for; RFC 8445 §7.3.1.3 where its source is new. */
  #pairFor(base: LocalBase, from: TransportAddress, check: IncomingCheck, now: Instant): CandidatePair | undefined {
    const local = this.#formedOn(base);
    if (this.#retired || local === undefined) return undefined;
    const context = this.#context;
    const known = this.remoteCandidates[indexOfCandidate(this.remoteCandidates, base.protocol, from)];
    if (known !== undefined) return this.#form(local, known, true);
    const { peerReflexive } = context.limits;
    if (!mayDiscover(from, base, this.checklist.pairs, this.remoteCandidates, peerReflexive)) {
      context.drops.drop('too-many-candidates');
      return undefined;
    }
    const remote = remotePeerReflexive(base, from, check.message, context.nextId++);
    this.remoteCandidates = appended(this.remoteCandidates, remote);
    if (this.remote !== undefined) this.patience.start(now);
    this.#events.remoteCandidate(remote);
    return this.#form(local, remote, true);
  }

  // ── Responses to our checks ───────────────────────────────────────────────────────────────────────────────────────

  receiveResponse({ base, message, from }: Arrival, now: Instant): ResponseEffect {
    const check = this.#checks.find(message.packet);
    if (check === undefined) return 'unknown';
    const { env, drops } = this.#context;
    const outcome = judgeResponse(message, check.consent, this.#sender.key, env.crypto);
    if (outcome === undefined) {
      drops.drop('unauthenticated-response');
      return 'nothing';
    }
    const { pair } = check;
    const isSettled = pair === this.#settled;
    const roundTrip = this.#checks.answered(check, now);
    if (outcome.kind === 'role-conflict') {
      this.#conflicted(check);
    } else if (base !== pair.base || !sameAddress(from, pair.to) || outcome.kind === 'error') {
      // RFC 8445 §7.2.5.2.1: the addresses "MUST be the same … If not … the agent sets the candidate pair state to Failed"
      this.#checkFailed(check);
    } else {
      if (roundTrip !== undefined) pair.measured(roundTrip);
      this.#events.validated(base, pair.to, pair, now);
      if (outcome.mapped !== undefined) this.#succeeded(check, outcome.mapped, now);
      this.#events.responded(pair, now);
      // Nearly all responses of a connection's life.
      if (check.consent && isSettled) return 'nothing';
    }
    return 'news';
  }

  #succeeded(check: Check, mapped: TransportAddress, now: Instant): void {
    const { pair } = check;
    if (pair.check === check) pair.check = undefined;
    if (!this.#retired && this.checklist.pairs.includes(pair)) {
      if (pair.state !== 'succeeded') {
        pair.state = 'succeeded';
        pair.succeededAt = now;
        // RFC 8445 §7.2.5.3.1.
        pair.local = discoverLocal(this.localCandidates, check, mapped, this.local.ufrag, this.#context);
        this.checklist.unfreeze(pair.foundation);
      }
      const nominated = this.#context.role.role === 'controlling' ? check.nominating : pair.nominateOnSuccess;
      if (nominated) this.#setNominated(pair, now);
    }
  }

  /** RFC 8445 §7.2.5.1: "the agent MUST switch its role", and the check is done again. */
  #conflicted(check: Check): void {
    const { role, env } = this.#context;
    if (check.role === role.role) {
      // RFC 8445 §7.2.5.1: "The agent MUST change the tiebreaker value."
      role.tieBreaker = randomU64(env.random);
      this.#switchRole(check.role === 'controlling' ? 'controlled' : 'controlling');
    }
    if (!check.consent && check.pair.state !== 'succeeded' && !this.#retired) this.checklist.trigger(check.pair);
  }

  #switchRole(role: IceRole): void {
    this.#context.role.role = role;
    this.prioritize();
    this.#events.roleChanged(role);
  }

  // ── Time ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Does all that is due: retransmissions, ends of transactions, the next check, nomination, giving up. */
  pump(now: Instant): void {
    this.#checks.handleTimeout(
      now,
      check => this.#sender.transmit(check, now),
      check => this.#checkFailed(check),
    );
    if (this.remote === undefined || this.#retired || this.failed) return;
    this.#recover(now);
    const { pacer, timing } = this.#context;
    if (this.#lite) forsake(this.checklist.pairs, timing, now);
    while (!this.#lite && pacer.ready(now, timing.minimumPace)) {
      const nomination = this.#nomination();
      if (nomination !== undefined && now >= nomination.at) {
        this.#sender.send(nomination.pair, true, now);
        continue;
      }
      const pair = this.checklist.next(!pacer.ready(now, timing.pace));
      if (pair === undefined) break;
      this.#sender.send(pair, false, now);
    }
    if (this.patience.runsOut(this.#isFruitless, now)) this.#fail();
  }

  nextTimeout(): Instant {
    let at = this.#checks.nextTimeout();
    if (this.remote === undefined || this.#retired || this.failed) return at;
    const { pacer, timing } = this.#context;
    at = Math.min(at, this.#recovery.at);
    if (this.#lite) {
      return Math.min(at, this.#isFruitless ? this.patience.end : forsakenAt(this.checklist.pairs, timing));
    }
    const { checklist } = this;
    if (checklist.startable) at = Math.min(at, pacer.at(checklist.urgent ? timing.minimumPace : timing.pace));
    const nomination = this.#nomination();
    if (nomination !== undefined) at = Math.min(at, Math.max(nomination.at, pacer.at(timing.minimumPace)));
    return this.#isFruitless ? Math.min(at, this.patience.end) : at;
  }

  // ── Inside ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** RFC 8445 §8.1.2: a nominated pair ends the work of the checklist, as long as it works. */
  get #concluded(): boolean {
    const pair = this.#nominated;
    return pair !== undefined && pair.state !== 'failed' && !pair.suspect;
  }

  /** The nominated pair while it works. That it shows more life changes nothing. */
  get #settled(): CandidatePair | undefined {
    const nominated = this.#nominated;
    return !this.#retired && !this.#lite && this.#concluded ? nominated : undefined;
  }

  /** The nominated pair while it is silent, or once its base is gone. */
  get #silent(): CandidatePair | undefined {
    const pair = this.#nominated;
    if (pair === undefined) return undefined;
    return !pair.base.alive || (pair.suspect && pair.state !== 'failed') ? pair : undefined;
  }

  /** While the nominated pair is silent, the others are checked again, and one that the peer has nominated takes over. */
  #recover(now: Instant): void {
    const { checklist } = this;
    const { role, timing } = this.#context;
    const silent = this.#silent;
    if (this.#lite && this.remote?.lite === true) this.#assume(now);
    if (this.#recovery.isDue(silent !== undefined, now) && !this.#lite) {
      for (const remote of this.remoteCandidates) this.#formAll(remote);
      checklist.reopen(silent);
    }
    if (silent === undefined || role.role === 'controlling') return;
    // After that time its consent is gone.
    const isOver = this.#recovery.hasLasted(timing.consentTimeout, now);
    const other = substituteFor(silent, checklist.pairs);
    if (other?.nominated === true || (other !== undefined && isOver)) this.#setNominated(other, now);
  }

  /** Two lite agents: nobody checks, so the best pair is taken for good (RFC 8445 §8.2). */
  #assume(now: Instant): void {
    const [best] = this.checklist.pairs;
    if (best === undefined || this.#nominated !== undefined) return;
    believe(best, true, now);
    this.#events.validated(best.base, best.to, best, now);
    this.#setNominated(best, now);
  }

  #formedOn(base: LocalBase): LocalCandidate | undefined {
    return this.localCandidates.find(each => each.base === base && isFormed(each));
  }

  /** What to nominate next, if that is ours to do. */
  #nomination(): NominationChoice | undefined {
    if (this.#context.role.role === 'controlled' || this.#concluded) return undefined;
    const { pairs } = this.checklist;
    // RFC 8445 §8.1.1: regular nomination: one pair, and another only if that check fails.
    if (this.#checks.nominating) return undefined;
    const candidates = this.nominated === undefined ? pairs : pairs.filter(pair => !pair.suspect);
    return chooseNomination(candidates, this.#context.timing);
  }

  /** Nothing is left to check, and nothing works. */
  get #isFruitless(): boolean {
    if (this.#nominated !== undefined) return false;
    for (const { state } of this.checklist.pairs) if (state !== 'failed') return false;
    return true;
  }

  #form(local: LocalCandidate, remote: RemoteCandidate, known: boolean): CandidatePair | undefined {
    if (!local.base.alive || !mayPair(local.base, remote, known)) return undefined;
    // RFC 8445 §6.1.2: a lite agent forms no checklist; its pairs come from the peer's checks.
    if (this.#lite && !known && this.remote?.lite !== true) return undefined;
    const existing = this.checklist.find(local.base, remote.transportAddress);
    if (existing !== undefined) return existing;
    const priority = pairPriority(this.#context.role.role, local.priority, remote.priority);
    const pair = new CandidatePair(this.#context.nextId, local, remote, priority);
    if (!this.checklist.add(pair, known)) return undefined;
    this.#context.nextId++;
    return pair;
  }

  #formAll(remote: RemoteCandidate): void {
    for (const local of this.localCandidates) if (isFormed(local)) this.#form(local, remote, false);
  }

  #setNominated(pair: CandidatePair, now: Instant): void {
    pair.nominated = true;
    if (!supersedes(pair, this.#nominated) || pair === this.#nominated) return;
    this.#nominated = pair;
    this.checklist.conclude();
    this.#checks.conclude(now);
  }

  /** The transaction ended without success. */
  #checkFailed(check: Check): void {
    const { pair } = check;
    // An older check of the pair decides nothing while a newer one is under way.
    if (check.consent || pair.check !== check) return;
    if (pair.state === 'in-progress') pair.state = 'failed';
    // A pair that worked is only given up where there is another one to nominate; else consent decides.
    const hasOther = this.checklist.pairs.some(each => each !== pair && each.state === 'succeeded');
    if (check.nominating && hasOther) pair.state = 'failed';
  }

  #fail(): void {
    this.failed = true;
    this.#checks.clear();
    for (const pair of this.checklist.pairs) if (pair.state !== 'succeeded') pair.state = 'failed';
  }
}
