/** One side of a negotiation in tests: a session and its options, with every result asserted or handed out. */

import assert from 'node:assert/strict';
import { SeededRandom } from '../../../src/base/random.ts';
import type { ApplyResult, JsepErrorKind, JsepOptions, JsepSession, Plan } from '../../../src/jsep/index.ts';
import {
  applyLocal,
  applyRemote,
  createAnswer,
  createOffer,
  createSession,
  currentText,
  rollback,
} from '../../../src/jsep/index.ts';

/** Of `a=sctp-init`: INIT chunks with nothing but what each must have. */
export const INIT_A = 'AQAAFAoKCgoAAYag/////wAAAAc=';
export const INIT_B = 'AQAAFAsLCwsAAYag/////wAAAAc=';

export type DescriptionType = 'offer' | 'pranswer' | 'answer';

export class Party {
  session: JsepSession;
  options: JsepOptions;

  constructor(seed: number, options: Partial<JsepOptions> = {}) {
    const random = new SeededRandom(seed);
    const byte = (seed % 256).toString(16).padStart(2, '0').toUpperCase();
    this.session = createSession(random);
    this.options = {
      random,
      bundlePolicy: 'balanced',
      rtcpMuxPolicy: 'require',
      fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => byte).join(':') }],
      maxMessageSize: 262_144,
      transceivers: [],
      cname: `cname-${seed}`,
      ...options,
    };
  }

  createOffer(iceRestart: boolean = false, data: boolean = true): string {
    const result = createOffer(this.session, { ...this.options, iceRestart, data });
    assert.ok(result.ok, result.ok ? '' : result.error.message);
    this.session = result.session;
    return result.sdp;
  }

  createAnswer(): string {
    const result = createAnswer(this.session, this.options);
    assert.ok(result.ok, result.ok ? '' : result.error.message);
    this.session = result.session;
    return result.sdp;
  }

  /** Creates and applies. */
  offer(iceRestart: boolean = false): Plan {
    return this.local('offer', this.createOffer(iceRestart));
  }

  answer(type: 'pranswer' | 'answer' = 'answer'): Plan {
    return this.local(type, this.createAnswer());
  }

  local(type: DescriptionType, sdp: string): Plan {
    return this.#take(applyLocal(this.session, type, sdp, this.options.transceivers));
  }

  remote(type: DescriptionType, sdp: string): Plan {
    return this.#take(applyRemote(this.session, type, sdp, this.options.transceivers));
  }

  rollback(): Plan {
    return this.#take(rollback(this.session));
  }

  /** The text of our description in force. */
  get sdp(): string {
    const local = this.session.pendingLocal ?? this.session.currentLocal;
    return local === null ? '' : currentText(local, 'local');
  }

  refusesLocal(type: DescriptionType, sdp: string): JsepErrorKind {
    return refusal(applyLocal(this.session, type, sdp, this.options.transceivers));
  }

  refusesRemote(type: DescriptionType, sdp: string): JsepErrorKind {
    return refusal(applyRemote(this.session, type, sdp, this.options.transceivers));
  }

  #take(result: ApplyResult): Plan {
    assert.ok(result.ok, result.ok ? '' : result.error.message);
    this.session = result.session;
    assert.equal(result.plan.signalingState, result.session.signalingState);
    return result.plan;
  }
}

function refusal(result: ApplyResult): JsepErrorKind {
  assert.ok(!result.ok, 'should have been refused');
  return result.error.kind;
}

/** A whole exchange from `offerer` to `answerer`: the plans of answering and of applying the answer. */
export function exchange(
  offerer: Party,
  answerer: Party,
  iceRestart: boolean = false,
): { answerer: Plan; offerer: Plan } {
  offerer.offer(iceRestart);
  answerer.remote('offer', offerer.sdp);
  const answered = answerer.answer();
  return { answerer: answered, offerer: offerer.remote('answer', answerer.sdp) };
}

/** The values of all `a=<name>:` lines. */
export function values(sdp: string, name: string): string[] {
  return [...sdp.matchAll(new RegExp(`^a=${name}:(.*)\r$`, 'gm'))].map(match => match[1] as string);
}

/** A section for tests: an audio section with everything that is mandatory. */
export const AUDIO: readonly string[] = [
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'c=IN IP4 0.0.0.0',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:abcdefghijklmnopqrstuv',
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
  'a=setup:actpass',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
];

export const DATA: readonly string[] = [
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'c=IN IP4 0.0.0.0',
  'a=ice-ufrag:efgh',
  'a=ice-pwd:abcdefghijklmnopqrstuv',
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
  'a=setup:actpass',
  'a=sctp-port:5000',
];

/** A description of the peer, from lines after `t=`. */
export function sdpOf(...lines: readonly string[]): string {
  return ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', ...lines, ''].join('\r\n');
}
