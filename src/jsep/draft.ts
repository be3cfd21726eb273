/** Drafts: credentials and ids drawn when a description is created, kept until one is applied, so that asking twice gives the same. */

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
  const existing = session.drafts.get(mid);
  if (existing !== undefined) return { draft: existing, session };
  const { ufrag, pwd } = ice ?? newIceParameters(random);
  const draft: Draft = { ice: { ufrag, pwd }, tlsId: newTlsId(random) };
  return { draft, session: changed(session, { drafts: new Map(session.drafts).set(mid, draft) }) };
}

/** RFC 8842 §4: 20 to 255 characters with "at least 120 bits of randomness"; hexadecimal of 128 bits. */
function newTlsId(random: Random): string {
  let text = '';
  for (const byte of random.bytes(16)) text += byte.toString(16).padStart(2, '0');
  return text;
}
