/** JSEP: descriptions put together from lines of good ones never throw, and what is taken can be answered. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ApplyResult } from '../../src/jsep/index.ts';
import { applyLocal, applyRemote, createAnswer } from '../../src/jsep/index.ts';
import { AUDIO, DATA, exchange, Party, sdpOf } from '../unit/jsep/party.ts';
import { BROWSERS } from '../unit/sdp/browser-vectors.ts';

const connected = new Party(1);
const peer = new Party(2);
exchange(connected, peer);
const offering = new Party(3);
offering.offer();
const answerer = new Party(4);
answerer.remote('offer', offering.sdp);
answerer.answer();
peer.offer(true);

const EXTRA = [
  'a=group:BUNDLE 0 1',
  'a=group:BUNDLE 1 0',
  'a=group:BUNDLE 0',
  'a=bundle-only',
  'a=mid:0',
  'a=mid:1',
  'a=setup:active',
  'a=setup:passive',
  'a=setup:holdconn',
  'a=ice-lite',
  'a=sctp-port:0',
  'a=max-message-size:0',
  'm=application 0 UDP/DTLS/SCTP webrtc-datachannel',
  'm=application 9 DTLS/SCTP 5000',
  'm=text 9 TCP/MSRP *',
  'a=candidate:1 1 udp 1 192.0.2.1 9 typ host',
  'a=end-of-candidates',
];

const audioAndData = sdpOf('a=group:BUNDLE 0 1', ...DATA, 'a=mid:0', ...AUDIO, 'a=mid:1');
const sources = [
  connected.sdp,
  peer.sdp,
  answerer.sdp,
  audioAndData,
  sdpOf(...DATA),
  ...BROWSERS.map(one => one.offer),
];
const lines = sources.flatMap(sdp => sdp.split('\r\n').slice(4, -1)).concat(EXTRA, EXTRA, EXTRA);

type Edit = readonly [kind: 'remove' | 'insert' | 'swap' | 'double', at: number, line: string];

const edit: fc.Arbitrary<Edit> = fc.tuple(
  fc.constantFrom('remove', 'insert', 'swap', 'double'),
  fc.nat(),
  fc.constantFrom(...lines),
);

const description = fc
  .tuple(fc.constantFrom(...sources, connected.sdp, peer.sdp, answerer.sdp), fc.array(edit, { maxLength: 4 }))
  .map(([sdp, edits]) => {
    const text = sdp.split('\r\n').slice(0, -1);
    for (const [kind, place, line] of edits) {
      const at = 4 + (place % Math.max(text.length - 4, 1));
      if (kind === 'remove') text.splice(at, 1);
      else if (kind === 'insert') text.splice(at, 0, line);
      else if (kind === 'swap') text.splice(at, 1, line);
      else text.splice(at, 0, text[at] ?? line);
    }
    return text.map(line => `${line}\r\n`).join('');
  });

const tally = { taken: 0, refused: 0 };

function count(result: ApplyResult): void {
  if (result.ok) tally.taken++;
  else tally.refused++;
}

test('an offer that is taken can be answered, and its answer applied', () => {
  fc.assert(
    fc.property(description, fc.constantFrom('balanced', 'max-compat', 'max-bundle'), (sdp, bundlePolicy) => {
      for (const party of [new Party(9), connected]) {
        const result = applyRemote(party.session, 'offer', sdp, []);
        count(result);
        if (!result.ok) continue;
        const options = { ...party.options, bundlePolicy };
        const answer = createAnswer(result.session, options);
        assert.ok(answer.ok);
        const applied = applyLocal(answer.session, 'answer', answer.sdp, []);
        assert.ok(applied.ok, applied.ok ? '' : applied.error.message);
        const accepted = applied.session.currentLocal?.sections.filter(section => !section.rejected) ?? [];
        assert.ok(accepted.length <= 1);
        assert.equal(applied.session.transports.length, accepted.length);
        assert.equal(applied.session.data === undefined, accepted.length === 0);
      }
    }),
    { seed: 5, numRuns: 2_000 },
  );
  assert.ok(tally.taken > 500 && tally.refused > 500, JSON.stringify(tally));
});

test('an answer is applied or refused whole', () => {
  fc.assert(
    fc.property(description, fc.constantFrom('answer', 'pranswer'), (sdp, type) => {
      const result = applyRemote(offering.session, type, sdp, []);
      if (!result.ok) return;
      assert.equal(result.session.pendingLocal === null, type === 'answer');
      for (const transport of result.plan.transports) {
        if (!transport.close) assert.ok(transport.remoteIce && transport.dtls);
      }
    }),
    { seed: 6, numRuns: 2_000 },
  );
});
