/** JSEP: descriptions put together from lines of good ones never throw, and what is taken can be answered. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ApplyResult } from '../../src/jsep/index.ts';
import { applyLocal, applyRemote, createAnswer } from '../../src/jsep/index.ts';
import { MediaParty, negotiate } from '../unit/jsep/media-party.ts';
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

/** One of `texts`, with some lines removed, added, replaced or doubled. */
function edited(texts: readonly string[], pieces: readonly string[]): fc.Arbitrary<string> {
  const edit: fc.Arbitrary<Edit> = fc.tuple(
    fc.constantFrom('remove', 'insert', 'swap', 'double'),
    fc.nat(),
    fc.constantFrom(...pieces),
  );
  return fc.tuple(fc.constantFrom(...texts), fc.array(edit, { maxLength: 4 })).map(([sdp, edits]) => {
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
}

const description = edited([...sources, connected.sdp, peer.sdp, answerer.sdp], lines);

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

const mediaParty = new MediaParty(11);
mediaParty.addTrack('audio');
mediaParty.addTrack('video', {
  encodings: ['a', 'b'].map((rid, index) => ({ rid, active: true, ssrc: index, rtxSsrc: undefined })),
});
const mediaPeer = new MediaParty(12);
negotiate(mediaParty, mediaPeer, true);
const mediaOffering = mediaParty.fork();
mediaOffering.add('audio');
mediaOffering.offer();
const mediaAnswering = mediaPeer.fork();
mediaAnswering.remote('offer', mediaOffering.sdp);
mediaAnswering.answer();

const MEDIA_EXTRA: readonly string[] = [
  'a=sendonly',
  'a=recvonly',
  'a=inactive',
  'a=rid:a send',
  'a=rid:a recv',
  'a=rid:b recv pt=96',
  'a=simulcast:recv a',
  'a=simulcast:send a;b recv a,b',
  'a=extmap:15 urn:a',
  'a=extmap:4096/recvonly urn:ietf:params:rtp-hdrext:sdes:mid',
  'a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid',
  'a=rtpmap:96 opus/48000/2',
  'a=rtpmap:97 rtx/90000',
  'a=fmtp:97 apt=97',
  'a=fmtp:97 apt=96',
  'a=fmtp:96 profile-level-id=zzz',
  'a=rtcp-fb:* nack',
  'a=msid:- x',
  'a=ssrc-group:FID 1 1',
  'a=ssrc:1 cname:x',
  'a=rtcp-rsize',
  'a=mid:1',
  'm=audio 0 UDP/TLS/RTP/SAVPF 0',
  'm=video 9 UDP/TLS/RTP/SAVPF 96 97',
];

const mediaSources = [mediaParty.sdp, mediaPeer.sdp, mediaOffering.sdp, ...BROWSERS.map(one => one.offer)];
const mediaLines = [...MEDIA_EXTRA, ...MEDIA_EXTRA, ...mediaSources.flatMap(sdp => sdp.split('\r\n').slice(4, -1))];

test('an offer of media that is taken can be answered, and another be made', () => {
  let taken = 0;
  fc.assert(
    fc.property(
      edited(mediaSources, mediaLines),
      fc.constantFrom('balanced', 'max-compat', 'max-bundle'),
      (sdp, bundlePolicy) => {
        for (const party of [new MediaParty(9), mediaParty.fork(), mediaPeer.fork()]) {
          party.options = { ...party.options, bundlePolicy };
          if (party.takes('offer', sdp) === undefined) continue;
          taken++;
          party.answer();
          for (const { rejected, send, receive, direction, transportId } of party.negotiated.values()) {
            assert.ok(!rejected && party.session.transports.some(({ id }) => id === transportId));
            assert.equal(send === undefined, direction === 'recvonly' || direction === 'inactive');
            assert.equal(receive === undefined, direction === 'sendonly' || direction === 'inactive');
          }
          party.offer();
        }
      },
    ),
    { seed: 7, numRuns: 200 },
  );
  assert.ok(taken > 100, taken.toString());
});

test('an answer of media is applied or refused whole', () => {
  let taken = 0;
  fc.assert(
    fc.property(edited([mediaAnswering.sdp], mediaLines), fc.constantFrom('answer', 'pranswer'), (sdp, type) => {
      const party = mediaOffering.fork();
      if (party.takes(type, sdp) === undefined) return;
      taken++;
      if (type === 'answer') party.offer();
    }),
    { seed: 8, numRuns: 500 },
  );
  assert.ok(taken > 50, taken.toString());
});
