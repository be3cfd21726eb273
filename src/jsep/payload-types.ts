/** Payload types of offers: the same for a codec in every section and for the life of a session (RFC 3264 §8.3.2, RFC 9143 §9.1, RFC 5761 §4). */

import type { RtpCodecParameters } from '../rtp/parameters.ts';
import { encodingName, isMediaCodec } from './capabilities.ts';
import { allowedCodecs, capabilityKey, codecKey, supportedFeedback } from './match-codecs.ts';
import type { RtpCodecCapability, TransceiverState } from './media-plan.ts';
import type { RtpSection } from './rtp-section.ts';
import type { AppliedDescription, JsepSession } from './session.ts';
import { appliedDescriptions } from './session.ts';

/** RFC 3551 §6. */
const STATIC: ReadonlyMap<string, number> = new Map([
  ['audio/pcmu/8000/1', 0],
  ['audio/pcma/8000/1', 8],
  ['audio/g722/8000/1', 9],
]);

/** A codec to be offered. */
interface Wanted {
  readonly codec: RtpCodecCapability;
  readonly key: string;
  /** Key of the codec that RTX or RED carries. */
  readonly carries: string | undefined;
}

/** Which numbers stand for what; filled from what has been said, and by what is being offered. */
export class PayloadTypes {
  /** Of descriptions in force or pending. */
  readonly #keys: Map<number, string>;
  readonly #numbers: Map<string, number>;
  /** Of earlier ones: given anew only if no other number is left. */
  readonly #earlier: ReadonlyMap<number, string>;

  constructor(session: JsepSession) {
    this.#keys = new Map();
    this.#numbers = new Map();
    this.#earlier = session.payloadTypes;
    for (const [number, key] of meanings(appliedDescriptions(session))) this.#bind(number, key);
    for (const [number, key] of session.payloadTypes) if (!this.#numbers.has(key)) this.#numbers.set(key, number);
  }

  #bind(number: number, key: string): void {
    if (!this.#keys.has(number)) this.#keys.set(number, key);
    if (!this.#numbers.has(key)) this.#numbers.set(key, number);
  }

  /** The codecs that an offer has for a transceiver. `previous`: our and the peer's last descriptions of the section. */
  offer(
    transceiver: TransceiverState,
    previous: readonly (RtpSection | undefined)[],
    answered: RtpSection | undefined,
  ): readonly RtpCodecParameters[] {
    const wanted = inOrder(wantedCodecs(transceiver), transceiver, answered);
    const numbers = new Map<string, number>();
    for (const { key } of wanted) {
      const number = this.#numberOf(key, previous, new Set(numbers.values()));
      if (number === undefined) continue;
      numbers.set(key, number);
      this.#bind(number, key);
    }
    const codecs: RtpCodecParameters[] = [];
    for (const { codec, key, carries } of wanted) {
      const payloadType = numbers.get(key);
      const carried = carries === undefined ? undefined : numbers.get(carries);
      if (payloadType === undefined || (carries !== undefined && carried === undefined)) continue;
      codecs.push({
        ...codec,
        payloadType,
        sdpFmtpLine: carried === undefined ? codec.sdpFmtpLine : carrierFormat(codec, carried),
        rtcpFeedback: supportedFeedback(codec),
      });
    }
    return codecs;
  }

  #numberOf(
    key: string,
    previous: readonly (RtpSection | undefined)[],
    taken: ReadonlySet<number>,
  ): number | undefined {
    for (const section of previous) {
      // RFC 3264 §8.3.2: "the mapping from a particular dynamic payload type number to a particular codec within that media
      // stream MUST NOT change for the duration of a session."
      const own = section?.codecs.find(codec => codecKey(codec, section.codecs) === key);
      if (own !== undefined && !taken.has(own.payloadType)) return own.payloadType;
    }
    const known = this.#numbers.get(key) ?? STATIC.get(key);
    if (known !== undefined && this.#isFree(known, key, taken)) return known;
    const free = [...candidates()].filter(number => this.#isFree(number, key, taken));
    // If no number is left, the codec is not offered.
    return free.find(number => !this.#earlier.has(number)) ?? free[0];
  }

  #isFree(number: number, key: string, taken: ReadonlySet<number>): boolean {
    const bound = this.#keys.get(number);
    return !taken.has(number) && (bound === undefined || bound === key);
  }
}

/** What the numbers of descriptions stand for. What is not to be understood takes its number as well. */
function* meanings(descriptions: readonly AppliedDescription[]): Generator<readonly [number, string]> {
  for (const { sections } of descriptions) {
    for (const { rtp } of sections) {
      for (const codec of rtp?.codecs ?? []) {
        yield [codec.payloadType, codecKey(codec, rtp?.codecs ?? []) ?? `unknown ${codec.payloadType}`];
      }
    }
  }
}

/** The memory of a session after an exchange. RFC 3264 §8.3.2: a number keeps its meaning "for the duration of a session". */
export function rememberPayloadTypes(
  session: JsepSession,
  descriptions: readonly AppliedDescription[],
): ReadonlyMap<number, string> {
  const learned = [...meanings(descriptions)];
  return learned.length === 0 ? session.payloadTypes : new Map([...session.payloadTypes, ...learned]);
}

/** RFC 3551 §3: dynamic numbers, then unassigned ones. RFC 5761 §4: 64 to 95 would be taken for RTCP. */
function* candidates(): Generator<number> {
  for (let number = 96; number <= 127; number++) yield number;
  for (let number = 35; number <= 63; number++) yield number;
}

function carrierFormat(codec: RtpCodecCapability, payloadType: number): string {
  // RFC 4588 §8.6; RFC 2198 §5: RED names primary and redundant encodings.
  return encodingName(codec.mimeType) === 'rtx' ? `apt=${payloadType}` : `${payloadType}/${payloadType}`;
}

/** In order of preference; RTX right behind what it repairs. */
function wantedCodecs(transceiver: TransceiverState): Wanted[] {
  const allowed = allowedCodecs(transceiver);
  const rtx = allowed.find(codec => encodingName(codec.mimeType) === 'rtx');
  const opus = allowed.find(codec => encodingName(codec.mimeType) === 'opus');
  const wanted: Wanted[] = [];
  for (const codec of allowed) {
    const key = capabilityKey(codec);
    const name = encodingName(codec.mimeType);
    if (name === 'rtx') continue;
    if (name === 'red') {
      const carries = opus === undefined ? undefined : capabilityKey(opus);
      if (carries !== undefined) wanted.push({ codec, key: `${key} of ${carries}`, carries });
      continue;
    }
    wanted.push({ codec, key, carries: undefined });
    if (rtx === undefined || !isMediaCodec(codec.mimeType)) continue;
    wanted.push({ codec: rtx, key: `${capabilityKey(rtx)} of ${key}`, carries: key });
  }
  return wanted;
}

/** The order of the last answer, if the application has not said another. */
function inOrder(wanted: Wanted[], transceiver: TransceiverState, answered: RtpSection | undefined): Wanted[] {
  // RFC 9429 §5.2.2: "Unless codec preferences have been set for the associated transceiver, the media formats on the 'm='
  // line MUST be generated in the same order as in the most recent answer." Others come behind.
  if (answered === undefined || transceiver.codecPreferences.length > 0) return wanted;
  const order = answered.codecs.map(codec => codecKey(codec, answered.codecs));
  const rank = ({ key }: Wanted): number => (order.includes(key) ? order.indexOf(key) : order.length);
  return wanted.toSorted((a, b) => rank(a) - rank(b));
}
