/** `MediaConstraints` as calls of 2013 had them, read as the options of today (W3C webrtc-pc, drafts up to 2014). */

import type { RTCOfferOptions } from '../api/peer-connection/create-description.ts';

/** Names and values that must, and such as should, be honoured. Names that nobody knows any more are ignored. */
export interface MediaConstraints {
  /** What must be honoured. */
  mandatory?: Readonly<Record<string, unknown>>;
  /** What should be honoured, the first most. */
  optional?: readonly Readonly<Record<string, unknown>>[];
}

/** Whether an argument has the form of constraints: those of today's dictionaries have neither member. */
export function isConstraints(value: unknown): value is MediaConstraints {
  return typeof value === 'object' && value !== null && ('mandatory' in value || 'optional' in value);
}

/** The value of a constraint; the mandatory one goes before the first optional one. */
export function constraint(constraints: MediaConstraints, name: string): unknown {
  const { mandatory, optional } = constraints;
  if (mandatory !== undefined && mandatory !== null && name in mandatory) return mandatory[name];
  return optional?.find(each => name in each)?.[name];
}

/** What the third argument of `createOffer` asks for. */
export function offerOptions(given: RTCOfferOptions | MediaConstraints | undefined): RTCOfferOptions {
  if (!isConstraints(given)) return given ?? {};
  const options: RTCOfferOptions = {};
  const audio = constraint(given, 'OfferToReceiveAudio');
  const video = constraint(given, 'OfferToReceiveVideo');
  const restart = constraint(given, 'IceRestart');
  if (audio !== undefined) options.offerToReceiveAudio = Boolean(audio);
  if (video !== undefined) options.offerToReceiveVideo = Boolean(video);
  if (restart !== undefined) options.iceRestart = Boolean(restart);
  return options;
}
