/** JSEP: random negotiations between two parties keep the invariants of states, descriptions and transports. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsepSession, Plan, TransportPlan } from '../../src/jsep/index.ts';
import {
  addLocalCandidate,
  addRemoteCandidate,
  candidateTarget,
  endLocalCandidates,
  needsImplicitRollback,
} from '../../src/jsep/index.ts';
import { parse, serialize } from '../../src/sdp/index.ts';
import { Party, values } from '../unit/jsep/party.ts';

interface FakeTransport {
  ufrag: string;
  remoteUfrag: string | undefined;
  role: string | undefined;
  dtls: string | undefined;
  candidates: Set<string>;
}

/** Carries plans out as transports would, and complains of what they could not do. */
class Peer {
  readonly party: Party;
  readonly transports: Map<number, FakeTransport>;
  #highestId: number;
  dataOn: number | undefined;
  /** A description that is on its way to the other side. */
  outbox: { type: 'offer' | 'pranswer' | 'answer'; sdp: string } | undefined;

  constructor(seed: number) {
    this.party = new Party(seed);
    this.transports = new Map();
    this.#highestId = -1;
    this.dataOn = undefined;
    this.outbox = undefined;
  }

  get session(): JsepSession {
    return this.party.session;
  }

  carryOut(plan: Plan): void {
    assert.equal(plan.signalingState, this.session.signalingState);
    for (const transport of plan.transports) this.#carryOut(transport);
    if (plan.data?.start === true) {
      assert.ok(this.transports.has(plan.data.transportId));
      this.dataOn = plan.data.transportId;
    }
    if (plan.data?.closed === true) this.dataOn = undefined;
    assert.deepEqual(new Set(this.transports.keys()), new Set(this.session.transports.map(({ id }) => id)));
    for (const record of this.session.transports) {
      const transport = this.transports.get(record.id);
      assert.equal(transport?.ufrag, record.localIce.ufrag);
      assert.equal(transport?.remoteUfrag, record.remoteIce?.ufrag);
      assert.equal(transport?.role, record.iceRole);
      assert.equal(transport?.dtls, record.dtlsRole);
    }
    assert.equal(this.dataOn, this.session.data?.transportId);
  }

  #carryOut(plan: TransportPlan): void {
    if (plan.create) {
      assert.ok(plan.id > this.#highestId, 'an id is never used again');
      this.#highestId = plan.id;
      assert.ok(plan.iceRole && plan.gather);
      this.transports.set(plan.id, {
        ufrag: plan.localIce.ufrag,
        remoteUfrag: undefined,
        role: undefined,
        dtls: undefined,
        candidates: new Set(),
      });
    }
    const transport = this.transports.get(plan.id);
    assert.ok(transport, 'only what there is can change');
    if (plan.iceRestart) {
      assert.ok(!plan.create && plan.gather);
      assert.notEqual(plan.localIce.ufrag, transport.ufrag);
      transport.ufrag = plan.localIce.ufrag;
    }
    if (plan.iceRole !== undefined) transport.role = plan.iceRole;
    if (plan.remoteIce !== undefined) transport.remoteUfrag = plan.remoteIce.ufrag;
    for (const candidate of plan.remoteCandidates) transport.candidates.add(candidate);
    if (plan.dtls !== undefined) {
      assert.equal(transport.dtls, undefined, 'DTLS starts once');
      transport.dtls = plan.dtls.role;
    }
    if (plan.close) this.transports.delete(plan.id);
  }

  /** Every description of ours is canonical, and tells its candidates in the model as in the text. */
  check(): void {
    for (const description of [this.session.currentLocal, this.session.pendingLocal]) {
      if (description === null) continue;
      const parsed = parse(description.sdp);
      assert.ok(parsed.ok);
      assert.equal(serialize(parsed.description), description.sdp);
      const mids = values(description.sdp, 'mid');
      assert.equal(new Set(mids).size, mids.length);
      assert.deepEqual(
        values(description.sdp, 'candidate').map(value => `candidate:${value}`),
        description.sections.flatMap(({ candidates }) => candidates),
      );
    }
    const isStable = this.session.signalingState === 'stable';
    assert.equal(this.session.pendingLocal === null && this.session.pendingRemote === null, isStable);
    assert.equal(this.session.rollbackTo === undefined, isStable);
  }
}

type Act =
  | { readonly act: 'offer'; readonly restart: boolean }
  | { readonly act: 'deliver' | 'answer' | 'pranswer' | 'rollback' | 'candidate' | 'end' };

const act: fc.Arbitrary<{ who: 0 | 1; what: Act; number: number }> = fc.record(
  {
    who: fc.constantFrom<0 | 1>(0, 1),
    what: fc.oneof(
      fc.boolean().map(restart => ({ act: 'offer', restart }) as const),
      fc.constantFrom<Act>(
        { act: 'deliver' },
        { act: 'deliver' },
        { act: 'answer' },
        { act: 'answer' },
        { act: 'pranswer' },
        { act: 'rollback' },
        { act: 'candidate' },
        { act: 'end' },
      ),
    ),
    number: fc.integer({ min: 1, max: 40_000 }),
  },
  { noNullPrototype: true },
);

/** What a rollback has to bring back. */
function essence(session: JsepSession): unknown {
  const { transports, data, canTrickle, currentLocal, currentRemote } = session;
  return { transports, data, canTrickle, local: currentLocal?.sections, remote: currentRemote?.sections };
}

function perform(me: Peer, other: Peer, what: Act, number: number): void {
  const { session } = me;
  switch (what.act) {
    case 'offer': {
      if (session.signalingState !== 'stable' && session.signalingState !== 'have-local-offer') return;
      // Whoever offers anew waits for no answer to what was offered before.
      if (other.session.signalingState === 'have-local-pranswer') return;
      if (session.signalingState === 'have-local-offer') other.outbox = undefined;
      const before = session.sessionVersion;
      me.carryOut(me.party.offer(what.restart));
      assert.ok(me.session.sessionVersion >= before);
      me.outbox = { type: 'offer', sdp: me.party.sdp };
      return;
    }
    case 'answer':
    case 'pranswer': {
      const { signalingState } = session;
      if (signalingState !== 'have-remote-offer' && signalingState !== 'have-local-pranswer') return;
      if (other.outbox?.type === 'offer') return;
      me.carryOut(me.party.answer(what.act));
      me.outbox = { type: what.act, sdp: me.party.sdp };
      return;
    }
    case 'deliver':
      deliver(me, other);
      return;
    case 'rollback': {
      if (session.signalingState !== 'have-local-offer' && session.signalingState !== 'have-remote-offer') return;
      me.carryOut(me.party.rollback());
      // A signalling channel drops what was taken back.
      me.outbox = undefined;
      other.outbox = undefined;
      settleBack(other);
      return;
    }
    case 'candidate':
      trickle(me, other, number);
      return;
    case 'end':
      for (const { id, localIce } of session.transports) {
        me.party.session = endLocalCandidates(me.session, id, localIce.ufrag);
      }
  }
}

/** The other side's half of an abandoned exchange. */
function settleBack(peer: Peer): void {
  const { signalingState } = peer.session;
  if (signalingState === 'have-local-offer' || signalingState === 'have-remote-offer') {
    peer.carryOut(peer.party.rollback());
  }
}

function deliver(me: Peer, other: Peer): void {
  const { outbox } = other;
  const { signalingState } = me.session;
  if (outbox === undefined) return;
  if (outbox.type === 'offer') {
    if (!['stable', 'have-remote-offer', 'have-local-offer'].includes(signalingState)) return;
    // Glare: the polite side gives way, here whoever takes delivery first.
    const implicit = needsImplicitRollback(signalingState, 'remote', 'offer');
    const stable = essence({ ...me.session, ...me.session.rollbackTo });
    const plan = me.party.remote('offer', outbox.sdp);
    assert.equal(plan.rolledBack, implicit);
    if (implicit) {
      me.outbox = undefined;
      assert.deepEqual(essence({ ...me.session, ...me.session.rollbackTo }), stable);
    }
    me.carryOut(plan);
  } else {
    if (signalingState !== 'have-local-offer' && signalingState !== 'have-remote-pranswer') return;
    me.carryOut(me.party.remote(outbox.type, outbox.sdp));
  }
  other.outbox = undefined;
  if (me.session.signalingState === 'stable' && other.session.signalingState === 'stable') agree(me, other);
}

/** After an exchange both sides mean the same. */
function agree(a: Peer, b: Peer): void {
  assert.deepEqual(a.transports.size, b.transports.size);
  const [first] = a.transports.values();
  const [second] = b.transports.values();
  assert.ok(first && second);
  assert.equal(first.ufrag, second.remoteUfrag);
  assert.equal(second.ufrag, first.remoteUfrag);
  assert.deepEqual(new Set([first.role, second.role]), new Set(['controlling', 'controlled']));
  assert.deepEqual(new Set([first.dtls, second.dtls]), new Set(['client', 'server']));
  assert.ok(a.dataOn !== undefined && b.dataOn !== undefined);
}

function trickle(me: Peer, other: Peer, number: number): void {
  for (const { id, localIce } of me.session.transports) {
    const candidate = `candidate:1 1 udp 1 192.0.2.1 ${number} typ host`;
    me.party.session = addLocalCandidate(me.session, id, localIce.ufrag, candidate);
    const target = candidateTarget(me.session, id);
    assert.ok(target);
    const result = addRemoteCandidate(other.session, { ...target, candidate, usernameFragment: localIce.ufrag });
    // It may be early, or late: then it is refused, and nothing changes.
    if (!result.ok) continue;
    other.party.session = result.session;
    for (const delivery of result.deliveries) {
      const transport = other.transports.get(delivery.transportId);
      assert.equal(transport?.remoteUfrag, localIce.ufrag);
      transport?.candidates.add(delivery.candidate);
    }
  }
}

test('random negotiations keep their invariants, and old sessions stay what they were', () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 5, maxLength: 60 }), acts => {
      const peers: [Peer, Peer] = [new Peer(1), new Peer(2)];
      for (const { who, what, number } of acts) {
        const me = peers[who];
        const other = peers[who === 0 ? 1 : 0];
        const before = me.session;
        const copy = structuredClone(before);
        perform(me, other, what, number);
        assert.deepEqual(before, copy);
        for (const peer of peers) peer.check();
      }
    }),
    { seed: 9429, numRuns: 400 },
  );
});

test('a rollback brings back what there was', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (connected, local, restart) => {
      const [a, b] = [new Peer(1), new Peer(2)];
      if (connected) {
        a.carryOut(a.party.offer());
        b.carryOut(b.party.remote('offer', a.party.sdp));
        b.carryOut(b.party.answer());
        a.carryOut(a.party.remote('answer', b.party.sdp));
      }
      const before = essence(a.session);
      if (local) a.carryOut(a.party.offer(restart));
      else a.carryOut(a.party.remote('offer', b.party.createOffer(restart)));
      a.carryOut(a.party.rollback());
      assert.deepEqual(essence(a.session), before);
    }),
    { seed: 9429, numRuns: 20 },
  );
});
