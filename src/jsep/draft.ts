/** Drafts: credentials and ids drawn when a description is created, kept until one is applied, so that asking twice gives the same. */

import { hex } from '../base/hex.ts';
import type { Random } from '../base/random.ts';
import { newIceParameters } from '../ice/credentials.ts';
import type { IceCredentials } from '../sdp/attributes/transport.ts';
import { changed, type Draft, type JsepSession } from './session.ts';

export interface Drafted {
  readonly draft: Draft;
  readonly session: JsepSession;
}

/** The draft for a section, drawn if there is none yet; with `ice` if the description has credentials already. */
export function draftFor(session: JsepSession, mid: string, random: Random, ice?: IceCredentials): Drafted {
  const existing = session.drafts.find(draft => draft.mid === mid);
  if (existing !== undefined) return { draft: existing, session };
  const { ufrag, pwd } = ice ?? newIceParameters(random);
  // RFC 8842 §4: 20 to 255 characters with "at least 120 bits of randomness"; hexadecimal of 128 bits.
  const draft: Draft = { mid, ice: { ufrag, pwd }, tlsId: hex(random.bytes(16)) };
  return { draft, session: changed(session, { drafts: session.drafts.concat(draft) }) };
}
