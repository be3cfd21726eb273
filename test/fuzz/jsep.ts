/** Fuzz target: descriptions and candidates of a hostile peer, in every state that takes them. */

import assert from 'node:assert/strict';
import type { JsepSession } from '../../src/jsep/index.ts';
import { addRemoteCandidate, applyLocal, applyRemote, createAnswer } from '../../src/jsep/index.ts';
import { MediaParty, negotiate } from '../unit/jsep/media-party.ts';
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

const mediaFresh = new MediaParty(7);
mediaFresh.addTrack('audio');
mediaFresh.addTrack('video');
const mediaConnected = new MediaParty(8);
const encodings = ['a', 'b', 'c'].map((rid, index) => ({ rid, active: true, ssrc: index, rtxSsrc: undefined }));
mediaConnected.addTrack('audio');
mediaConnected.addTrack('video', { encodings });
const mediaPeer = new MediaParty(9);
negotiate(mediaConnected, mediaPeer, true);
const mediaOffering = mediaConnected.fork();
mediaOffering.add('audio');
mediaOffering.offer();

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
  fuzzMedia(text);
}

/** Whatever is taken leaves a connection that can answer and offer, with what was said and no more. */
function fuzzMedia(text: string): void {
  for (const party of [mediaFresh, mediaConnected]) {
    const answering = party.fork();
    if (answering.takes('offer', text) === undefined) continue;
    answering.answer();
    bounded(answering);
    answering.offer();
  }
  const offered = mediaOffering.fork();
  if (offered.takes('answer', text) === undefined) return;
  bounded(offered);
  offered.offer();
}

function bounded(party: MediaParty): void {
  for (const plan of party.negotiated.values()) {
    assert.ok(plan.codecs.length <= 128 && plan.remoteSources.length <= 64 && plan.remoteStreamIds.length <= 64);
    for (const media of [plan.send, plan.receive]) {
      if (media === undefined) continue;
      assert.ok(media.rids.length <= 16);
      const numbers = media.codecs.map(({ payloadType }) => payloadType);
      assert.equal(new Set(numbers).size, numbers.length);
      assert.ok(media.headerExtensions.every(({ id }) => id > 0 && id < 256 && id !== 15));
    }
  }
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
    mediaConnected.sdp,
    mediaPeer.sdp,
    mediaOffering.sdp,
    CANDIDATE,
  ];
  return [...own, ...BROWSERS.flatMap(({ offer, answer }) => [offer, answer])].map(text => encoder.encode(text));
}
