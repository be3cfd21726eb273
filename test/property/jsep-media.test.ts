/** JSEP with media: random negotiations of transceivers keep the invariants of descriptions, numbers and agreements. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse as oracle } from 'sdp-transform';
import type { AppliedDescription, MediaSectionPlan } from '../../src/jsep/index.ts';
import { mediaNeedsNegotiation, receiverCapabilities } from '../../src/jsep/index.ts';
import type { MediaKind } from '../../src/rtp/parameters.ts';
import { parse, serialize } from '../../src/sdp/index.ts';
import { MediaParty } from '../unit/jsep/media-party.ts';
import { values } from '../unit/jsep/party.ts';

const DIRECTIONS = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const;

type Act =
  | { readonly act: 'add' | 'addTrack'; readonly kind: MediaKind; readonly rids: number; readonly number: number }
  | { readonly act: 'direction' | 'stop' | 'prefer' | 'streams'; readonly number: number }
  | { readonly act: 'negotiate' | 'provisional' | 'rollback' | 'glare' };

const act: fc.Arbitrary<{ who: 0 | 1; what: Act }> = fc.record(
  {
    who: fc.constantFrom<0 | 1>(0, 1),
    what: fc.oneof(
      fc.record(
        {
          act: fc.constantFrom('add' as const, 'addTrack' as const),
          kind: fc.constantFrom<MediaKind>('audio', 'video'),
          rids: fc.integer({ min: 0, max: 3 }),
          number: fc.nat(100),
        },
        { noNullPrototype: true },
      ),
      fc.record(
        { act: fc.constantFrom('direction' as const, 'stop', 'prefer', 'streams'), number: fc.nat(1_000) },
        { noNullPrototype: true },
      ),
      fc.constantFrom<Act>(
        { act: 'negotiate' },
        { act: 'negotiate' },
        { act: 'negotiate' },
        { act: 'provisional' },
        { act: 'rollback' },
        { act: 'glare' },
      ),
    ),
  },
  { noNullPrototype: true },
);

/** Numbers mean the same in all sections of a group, and never change their meaning while a section lives. */
class Meanings {
  readonly #known: Map<string, string> = new Map();

  check(description: AppliedDescription): void {
    const group = new Map<string, string>();
    for (const { mid, rtp, rejected } of description.sections) {
      if (rtp === undefined || rejected) continue;
      const meanings = [
        ...rtp.codecs.map(one => [`pt ${one.payloadType}`, `${one.mimeType.toLowerCase()}/${one.clockRate}`] as const),
        ...rtp.headerExtensions.map(({ id, uri }) => [`extension ${id}`, uri] as const),
      ];
      for (const [number, meaning] of meanings) {
        assert.equal(group.get(number) ?? meaning, meaning);
        group.set(number, meaning);
        assert.equal(this.#known.get(`${mid} ${number}`) ?? meaning, meaning);
        this.#known.set(`${mid} ${number}`, meaning);
      }
      assert.ok(rtp.codecs.every(({ payloadType }) => payloadType < 64 || payloadType > 95));
    }
    const uris = [...group].filter(([number]) => number.startsWith('extension')).map(([, uri]) => uri);
    assert.equal(new Set(uris).size, uris.length, 'one id for one URI');
  }
}

/** The text is canonical, and means to another parser what it means to us. */
function checkText(description: AppliedDescription): void {
  const parsed = parse(description.sdp);
  assert.ok(parsed.ok);
  assert.equal(serialize(parsed.description), description.sdp);
  const other = oracle(description.sdp);
  assert.equal(other.media.length, description.sections.length);
  for (const [index, media] of other.media.entries()) {
    const section = description.sections[index];
    assert.ok(section);
    assert.equal(media.mid?.toString(), section.mid);
    assert.equal(media.port === 0, section.rejected || section.bundleOnly);
    if (section.rejected || section.rtp === undefined) continue;
    assert.equal(media.direction, section.rtp.direction);
    assert.deepEqual(
      media.rtp.map(({ payload }) => payload),
      section.rtp.codecs.map(({ payloadType }) => payloadType),
    );
    for (const { payload, config } of media.fmtp) {
      const apt = /^apt=(\d+)$/.exec(config)?.[1];
      if (apt !== undefined) assert.ok(media.rtp.some(one => one.payload === Number(apt) && one.payload !== payload));
    }
    assert.equal(media.ext?.length ?? 0, section.rtp.headerExtensions.length);
  }
}

/** What an exchange has agreed on, both sides see alike. */
function checkAgreement([a, b]: readonly [MediaParty, MediaParty]): void {
  assert.deepEqual([...a.negotiated.keys()].toSorted(), [...b.negotiated.keys()].toSorted());
  for (const [mid, ours] of a.negotiated) {
    const theirs = b.negotiated.get(mid) as MediaSectionPlan;
    for (const [one, other] of [
      [ours, theirs],
      [theirs, ours],
    ] as const) {
      assert.deepEqual(one.send?.codecs, other.receive?.codecs);
      assert.deepEqual(one.send?.headerExtensions, other.receive?.headerExtensions);
      assert.deepEqual(one.send?.rids, other.receive?.rids);
      assert.equal(one.index, other.index);
    }
    assert.ok(a.transceiver(mid) && b.transceiver(mid));
    assert.equal(a.transceiver(mid)?.key, ours.transceiver);
  }
  for (const party of [a, b]) {
    assert.ok(party.session.transports.length <= 1, 'everything is bundled');
    const ids = new Set([...party.negotiated.values()].map(({ transportId }) => transportId));
    assert.ok(ids.size <= 1);
    for (const id of ids) assert.equal(id, party.session.transports[0]?.id);
    assert.equal(new Set(party.transceivers.map(({ mid }) => mid ?? {})).size, party.transceivers.length);
  }
}

function exchange(a: MediaParty, b: MediaParty, provisional: boolean): void {
  a.local('offer', a.createOffer(false, false));
  assert.equal(a.createOffer(false, false), a.session.lastCreatedOffer, 'asking twice gives the same');
  b.remote('offer', a.session.pendingLocal?.sdp ?? '');
  if (provisional) {
    b.local('pranswer', b.createAnswer());
    a.remote('pranswer', b.session.pendingLocal?.sdp ?? '');
  }
  b.local('answer', b.createAnswer());
  a.remote('answer', b.session.currentLocal?.sdp ?? '');
}

function change(party: MediaParty, what: Extract<Act, { number: number }>): void {
  const { number } = what;
  if (what.act === 'add' || what.act === 'addTrack') {
    if (party.transceivers.length >= 6) return;
    const rids = what.kind === 'video' ? what.rids : 0;
    const ssrc = (index: number): number => party.transceivers.length * 100 + index;
    party[what.act](what.kind, {
      direction: DIRECTIONS[number % 4] ?? 'sendrecv',
      ...(rids > 0 && {
        encodings: Array.from({ length: rids }, (_, index) => ({
          rid: `r${index}`,
          active: true,
          ssrc: ssrc(index),
          rtxSsrc: undefined,
        })),
      }),
    });
    return;
  }
  const transceiver = party.transceivers[number % Math.max(party.transceivers.length, 1)];
  if (transceiver === undefined) return;
  const { key, kind } = transceiver;
  if (what.act === 'direction') party.change(key, { direction: DIRECTIONS[number % 4] ?? 'inactive' });
  // What was never offered is stopped at once.
  else if (what.act === 'stop') party.change(key, { stopping: true, stopped: transceiver.mid === null });
  else if (what.act === 'streams') party.change(key, { streamIds: number % 3 === 0 ? [] : [`s${number}`] });
  else {
    const { codecs } = receiverCapabilities(kind);
    const turn = number % codecs.length;
    // VP8 and Opus stay, so that there is always something in common.
    party.change(key, { codecPreferences: [...codecs.slice(turn), codecs[0] as (typeof codecs)[number]] });
  }
}

test('random negotiations of transceivers keep their invariants', () => {
  const policy = fc.constantFrom('balanced' as const, 'max-compat', 'max-bundle');
  fc.assert(
    fc.property(fc.array(act, { minLength: 4, maxLength: 25 }), policy, policy, (acts, one, two) => {
      const peers = [new MediaParty(1, { bundlePolicy: one }), new MediaParty(2, { bundlePolicy: two })] as const;
      const meanings = new Meanings();
      for (const { who, what } of acts) {
        const me = peers[who];
        const other = peers[who === 0 ? 1 : 0];
        if ('number' in what) {
          change(me, what);
          continue;
        }
        const before = structuredClone(me.session);
        if (what.act === 'rollback' || what.act === 'glare') me.local('offer', me.createOffer(false, false));
        if (what.act === 'rollback') {
          me.rollback();
          assert.deepEqual({ ...me.session, ...ephemeral(before) }, before);
        } else if (what.act === 'glare') {
          exchange(other, me, false);
        } else {
          exchange(me, other, what.act === 'provisional');
        }
        for (const { session } of peers) {
          if (session.currentLocal === null) continue;
          checkText(session.currentLocal);
          meanings.check(session.currentLocal);
        }
        checkAgreement(peers);
        if (what.act === 'negotiate') {
          exchange(me, other, false);
          assert.ok(!mediaNeedsNegotiation(me.session, me.transceivers), 'nothing is left to be offered');
        }
      }
    }),
    { seed: 3264, numRuns: 150 },
  );
});

/** What a rollback does not bring back: versions, and the memory of what was created. */
function ephemeral(session: MediaParty['session']): Partial<MediaParty['session']> {
  const { sessionVersion, lastGenerated, lastCreatedOffer, lastCreatedAnswer, proposedMids, nextTransportId } = session;
  return { sessionVersion, lastGenerated, lastCreatedOffer, lastCreatedAnswer, proposedMids, nextTransportId };
}

test('a second offer says the same as the first', () => {
  const kinds = fc.array(fc.constantFrom<MediaKind>('audio', 'video'), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(kinds, fc.constantFrom(...DIRECTIONS), (list, direction) => {
      const [a, b] = [new MediaParty(1), new MediaParty(2)];
      for (const kind of list) a.addTrack(kind, { direction });
      exchange(a, b, false);
      const lines = (sdp: string): string[] =>
        ['mid', 'rtpmap', 'fmtp', 'extmap', 'msid', 'ssrc'].flatMap(name => values(sdp, name));
      const [first, answer] = [a.session.currentLocal?.sdp ?? '', b.session.currentLocal?.sdp ?? ''];
      assert.deepEqual(lines(a.createOffer(false, false)), lines(first));
      // The other side offers what it answered.
      const again = lines(b.createOffer(false, false));
      assert.deepEqual(
        again.filter(line => !/stream|cname|^-/.test(line)),
        lines(answer).filter(line => !/stream|cname|^-/.test(line)),
      );
    }),
    { seed: 9429, numRuns: 30 },
  );
});
