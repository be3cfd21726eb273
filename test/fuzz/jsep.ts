/** Fuzz target: descriptions and candidates of a hostile peer, in every state that takes them. */

import assert from 'node:assert/strict';
import type { JsepSession } from '../../src/jsep/index.ts';
import { addRemoteCandidate, applyLocal, applyRemote, createAnswer } from '../../src/jsep/index.ts';
import { AUDIO, DATA, exchange, Party, sdpOf } from '../unit/jsep/party.ts';
import { BROWSERS } from '../unit/sdp/browser-vectors.ts';

export const name = 'jsep';

const decoder = new TextDecoder('utf-8');
const encoder = new TextEncoder();

const fresh = new Party(1);
const offering = new Party(2);
offering.offer();
const connected = new Party(3);
const peer = new Party(4);
exchange(connected, peer);
const renegotiating = new Party(5);
exchange(renegotiating, new Party(6));
renegotiating.offer(true);

const CANDIDATE = 'candidate:1 1 udp 2113929471 192.0.2.1 4000 typ host';

export function fuzzOne(bytes: Uint8Array): void {
  const text = decoder.decode(bytes);
  for (const party of [fresh, connected]) offered(party, applyRemote(party.session, 'offer', text, []));
  for (const party of [offering, renegotiating]) {
    const answer = applyRemote(party.session, 'answer', text, []);
    if (answer.ok) candidates(answer.session, text);
    const provisional = applyRemote(party.session, 'pranswer', text, []);
    if (provisional.ok) applyRemote(provisional.session, 'answer', text, []);
  }
  candidates(connected.session, text);
}

/** Whatever offer is taken can be answered, and the answer applied. */
function offered(party: Party, result: ReturnType<typeof applyRemote>): void {
  if (!result.ok) return;
  candidates(result.session, CANDIDATE);
  const answer = createAnswer(result.session, party.options);
  assert.ok(answer.ok);
  const applied = applyLocal(answer.session, 'answer', answer.sdp, []);
  assert.ok(applied.ok);
  assert.equal(applied.session.signalingState, 'stable');
}

function candidates(session: JsepSession, text: string): void {
  for (const sdpMid of ['0', null]) {
    const init = { candidate: text.slice(0, 300), sdpMid, sdpMLineIndex: 0, usernameFragment: null };
    const result = addRemoteCandidate(session, init);
    if (result.ok) assert.ok((result.session.currentRemote?.sdp.length ?? 0) < 4 * 1024 * 1024);
  }
}

export function seeds(): Uint8Array[] {
  const own = [
    fresh.createOffer(),
    offering.sdp,
    connected.sdp,
    peer.sdp,
    renegotiating.sdp,
    sdpOf('a=group:BUNDLE 0 1', ...DATA, 'a=mid:0', ...AUDIO, 'a=mid:1'),
    sdpOf(...DATA),
    CANDIDATE,
  ];
  return [...own, ...BROWSERS.flatMap(({ offer, answer }) => [offer, answer])].map(text => encoder.encode(text));
}
