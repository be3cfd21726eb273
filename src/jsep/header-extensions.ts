/** Header extensions of offers, answers and what comes of them (RFC 8285 §5–6, RFC 9143 §8, webrtc-extensions). */

import type { RtpHeaderExtension } from '../rtp/parameters.ts';
import type { Direction, ExtMap } from '../sdp/attributes/stream.ts';
import { defaultHeaderExtensions } from './capabilities.ts';
import { intersect, receives, reverse, sends } from './direction.ts';
import type { HeaderExtensionState, TransceiverState } from './media-plan.ts';
import type { RtpSection } from './rtp-section.ts';
import type { AppliedDescription, JsepSession } from './session.ts';
import { appliedDescriptions } from './session.ts';

/** RFC 8285 §4.3: ids of the two-byte form; §5: 4096 and up are for answerers to map. */
const MAX_ID = 255;

/** RFC 8285 §4.2: 15 "is reserved for future use" in the one-byte form. */
const RESERVED_ID = 15;

/** Which id stands for what; RFC 9143 §8: the same in all sections of a BUNDLE group. */
export class ExtensionIds {
  readonly #uris: Map<number, string>;
  readonly #ids: Map<string, number>;

  constructor(session: JsepSession) {
    this.#uris = new Map();
    this.#ids = new Map();
    for (const { sections } of appliedDescriptions(session)) {
      for (const { rtp } of sections) for (const { id, uri } of rtp?.headerExtensions ?? []) this.#bind(id, uri);
    }
    for (const [id, uri] of session.extensionIds) this.#bind(id, uri);
  }

  #bind(id: number, uri: string): void {
    if (id < 1 || id > MAX_ID) return;
    if (!this.#uris.has(id)) this.#uris.set(id, uri);
    if (!this.#ids.has(uri)) this.#ids.set(uri, id);
  }

  /** The extensions that an offer has for a transceiver. `previous`: our and the peer's last descriptions of the section. */
  offer(transceiver: TransceiverState, previous: readonly (RtpSection | undefined)[]): readonly ExtMap[] {
    const extensions: ExtMap[] = [];
    for (const { uri, direction } of wantedExtensions(transceiver)) {
      if (direction === 'stopped') continue;
      const id = this.#idOf(uri, previous, extensions);
      if (id !== undefined) extensions.push({ id, direction: written(direction), uri, attributes: undefined });
    }
    return extensions;
  }

  /** The extensions of an answer: those of the offer that the transceiver wants, in the directions that both allow. */
  answer(transceiver: TransceiverState, offered: RtpSection): readonly ExtMap[] {
    const wanted = wantedExtensions(transceiver);
    const extensions: ExtMap[] = [];
    for (const extension of offered.headerExtensions) {
      const ours = wanted.find(({ uri }) => uri === extension.uri);
      if (ours === undefined || ours.direction === 'stopped') continue;
      // RFC 8285 §6: an id of 4096 or more is answered with one that can be used, others "MUST" stay.
      const id = isUsable(extension.id) ? extension.id : this.#idOf(extension.uri, [], extensions);
      if (id === undefined || extensions.some(one => one.id === id)) continue;
      const direction = intersect(reverse(extension.direction ?? 'sendrecv'), ours.direction);
      extensions.push({ id, direction: written(direction), uri: extension.uri, attributes: undefined });
    }
    return extensions;
  }

  #idOf(uri: string, previous: readonly (RtpSection | undefined)[], extensions: readonly ExtMap[]): number | undefined {
    const taken = new Set(extensions.map(({ id }) => id));
    for (const section of previous) {
      // RFC 8285 §6: a mapping stays in later offers and answers.
      const own = section?.headerExtensions.find(extension => extension.uri === uri && isUsable(extension.id));
      if (own !== undefined && !taken.has(own.id)) return own.id;
    }
    const known = this.#ids.get(uri);
    if (known !== undefined && !taken.has(known)) return known;
    for (let id = 1; id <= MAX_ID; id++) {
      if (id === RESERVED_ID || taken.has(id) || this.#uris.has(id)) continue;
      this.#bind(id, uri);
      return id;
    }
    return undefined;
  }
}

/** The memory of a session after an exchange. RFC 8285 §6: an id keeps its meaning. */
export function rememberExtensions(
  session: JsepSession,
  descriptions: readonly AppliedDescription[],
): ReadonlyMap<number, string> {
  const extensions = descriptions.flatMap(({ sections }) => sections.flatMap(({ rtp }) => rtp?.headerExtensions ?? []));
  const usable = extensions.filter(({ id }) => isUsable(id));
  if (usable.length === 0) return session.extensionIds;
  return new Map([...session.extensionIds, ...usable.map(({ id, uri }) => [id, uri] as const)]);
}

function isUsable(id: number): boolean {
  return id >= 1 && id <= MAX_ID && id !== RESERVED_ID;
}

function wantedExtensions(transceiver: TransceiverState): readonly HeaderExtensionState[] {
  return transceiver.headerExtensions ?? defaultHeaderExtensions(transceiver.kind);
}

/** RFC 8285 §5: no direction is that of the stream. */
function written(direction: Direction): Direction | undefined {
  return direction === 'sendrecv' ? undefined : direction;
}

/** What both descriptions have, in the directions that media of ours and of the peer can use. */
export function negotiatedExtensions(
  local: RtpSection,
  remote: RtpSection,
): { readonly send: readonly RtpHeaderExtension[]; readonly receive: readonly RtpHeaderExtension[] } {
  const send: RtpHeaderExtension[] = [];
  const receive: RtpHeaderExtension[] = [];
  for (const theirs of remote.headerExtensions) {
    const ours = local.headerExtensions.find(({ uri }) => uri === theirs.uri);
    if (ours === undefined) continue;
    const direction = intersect(ours.direction ?? 'sendrecv', reverse(theirs.direction ?? 'sendrecv'));
    // RFC 9429 §5.11: outgoing streams use "the extension mapping from the remote description"; RFC 8285 §6: ids of 4096
    // and more are mapped by our answer.
    const id = isUsable(theirs.id) ? theirs.id : ours.id;
    if (sends(direction) && isUsable(id)) send.push({ id, uri: theirs.uri });
    if (receives(direction) && isUsable(ours.id)) receive.push({ id: ours.id, uri: ours.uri });
  }
  return { send, receive };
}
