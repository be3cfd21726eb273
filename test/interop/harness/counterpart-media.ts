/** Calls with one track each way between our peer and an independent stack's, and a tone that both can hear. */

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import {
  AudioTrackSource,
  type MediaStreamTrack,
  type RTCRtpTransceiver,
  registerDecoder,
  registerEncoder,
} from '../../../src/index.ts';
import { type MediaNode, mediaNode } from './media-node.ts';
import { offerOnly } from './media-suite.ts';
import { OpusDecoder, OpusEncoder } from './opus-codec.ts';
import type { Peer } from './peer.ts';
import { shareOfTone } from './tone.ts';
import { hear, playTone } from './tone-track.ts';

/** Opus has this one, whatever it carries. */
const SAMPLE_RATE = 48_000;

/** Of what is heard, in seconds; the first of them is the codecs' settling. */
const HEARD = 3;

export interface MediaCall {
  readonly track: MediaStreamTrack;
  readonly codec: 'audio/opus' | 'video/VP8';
  readonly weOffer: boolean;
  /** Has the other side send a track of this kind: before its offer, or before its answer. */
  addTheirs(): Promise<void>;
}

export interface Called {
  readonly ours: MediaNode;
  /** Our only one. */
  readonly transceiver: RTCRtpTransceiver;
}

export async function callWithMedia(t: TestContext, theirs: Peer, call: MediaCall): Promise<Called> {
  const { track, codec, weOffer } = call;
  const ours = await mediaNode();
  t.after(() => ours.peer.close());
  const [offerer, answerer] = weOffer ? [ours.peer, theirs] : [theirs, ours.peer];
  await theirs.open({});
  if (weOffer) {
    offerOnly(ours, track.kind as 'audio' | 'video', codec);
  } else {
    await call.addTheirs();
  }
  await answerer.accept(await offerer.describe(false));
  const [transceiver, ...others] = ours.connection.getTransceivers();
  assert.ok(transceiver !== undefined && others.length === 0);
  if (weOffer) await call.addTheirs();
  else transceiver.direction = 'sendrecv';
  await transceiver.sender.replaceTrack(track);
  // Where the track came after our offer, it is sent by what was offered.
  await offerer.accept(await answerer.describe(false));
  await Promise.all([ours.peer.connected(), theirs.connected()]);
  assert.equal(transceiver.currentDirection, 'sendrecv');
  return { ours, transceiver };
}

/** Plays one tone to the other side by Opus, and hears another one, or the same, from there. */
export async function callWithTone(
  t: TestContext,
  theirs: Peer,
  call: Pick<MediaCall, 'weOffer' | 'addTheirs'> & { readonly played: number; readonly heard: number },
): Promise<void> {
  registerEncoder('audio/opus', { codec: 'opus', class: OpusEncoder });
  registerDecoder('audio/opus', { codec: 'opus', class: OpusDecoder });
  const source = new AudioTrackSource({ sampleRate: SAMPLE_RATE });
  const { transceiver } = await callWithMedia(t, theirs, { ...call, track: source.track, codec: 'audio/opus' });
  playTone(t, source, SAMPLE_RATE, call.played);
  checkHeard(await hear(transceiver.receiver.track, SAMPLE_RATE, HEARD), call.heard, 'node');
}

/** The samples of a few seconds at 48 kHz, the settling of the codecs before them. */
export function checkHeard(samples: readonly number[], frequency: number, who: string): void {
  const share = shareOfTone(samples.slice(SAMPLE_RATE, 2 * SAMPLE_RATE), frequency, SAMPLE_RATE);
  assert.ok(share > 0.9, `${share} of what ${who} hears is at ${frequency} Hz`);
}
