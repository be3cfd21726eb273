/**
 * `SrtpSession`: SRTP and SRTCP of one DTLS association, both directions (RFC 3711, 7714, 5764).
 *
 * Map of the folder: `profile.ts` what was negotiated, `key-derivation.ts` session keys, `gcm.ts` and `counter-hmac.ts`
 * the two transforms (`transform.ts` is what they have in common), `packet-cipher.ts` and `counter-mode.ts` AES-CM,
 * `rollover.ts` and `sources.ts` the state per SSRC.
 */

import { readU16, readU32 } from '../base/be.ts';
import { DropCounters } from '../base/errors.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { CounterHmacTransform } from './counter-hmac.ts';
import { GcmTransform } from './gcm.ts';
import { deriveSessionKeys } from './key-derivation.ts';
import type { SrtpKeys, SrtpProfile } from './profile.ts';
import { packetIndex } from './rollover.ts';
import { LocalSource, type RemoteSource, RemoteSources } from './sources.ts';
import { ENCRYPTED, RTCP_CLEAR_LENGTH, type SrtpTransform } from './transform.ts';

/** Why a packet was ignored. */
export type SrtpDrop =
  /** Shorter than its own header and the tag, or not version 2. */
  | 'malformed'
  /** The tag is wrong: forged, damaged, or the rollover counter was guessed wrong. */
  | 'not-authentic'
  /** Seen before, or too old to know. */
  | 'replayed'
  /** SRTCP without the E bit, which no profile of ours allows. */
  | 'not-encrypted'
  /** Authentic, but one SSRC more than we keep state for. */
  | 'too-many-sources'
  /** Ours: the index was used already; sending it would use a nonce twice. */
  | 'index-reused'
  /** Ours: all indices of the key are used. */
  | 'key-exhausted';

const FIXED_HEADER_LENGTH = 12;

/** SRTP and SRTCP of one association, both directions. */
export class SrtpSession {
  /** What it is protected with. */
  readonly profile: SrtpProfile;
  /** What was ignored, by reason. */
  readonly drops: DropCounters<SrtpDrop>;
  readonly #crypto: CryptoProvider;
  readonly #keys: SrtpKeys;
  /** Made for the first packet of their direction: most connections with data channels never carry media. */
  #sealing: SrtpTransform | undefined;
  #opening: SrtpTransform | undefined;
  readonly #localSources: Map<number, LocalSource>;
  readonly #remoteSources: RemoteSources;
  /** The sources of the packets last sent: most packets come in runs. */
  #lastLocal: LocalSource | undefined;

  constructor(profile: SrtpProfile, keys: SrtpKeys, crypto: CryptoProvider) {
    this.profile = profile;
    this.drops = new DropCounters();
    this.#crypto = crypto;
    this.#keys = keys;
    this.#sealing = undefined;
    this.#opening = undefined;
    this.#localSources = new Map();
    this.#remoteSources = new RemoteSources();
    this.#lastLocal = undefined;
  }

  /**
   * A new buffer with the SRTP packet; undefined, and a counted drop, if its index was used before or lies before the
   * first packet of its SSRC: two packets under one nonce would give away the key of the authentication.
   *
   * `repeated`: the caller sends the very same bytes again, header and payload, which is harmless.
   *
   * @hot
   */
  protectRtp(header: Uint8Array, payload: Uint8Array, repeated = false): Uint8Array | undefined {
    const ssrc = readU32(header, 8);
    const source = this.#localSource(ssrc);
    const index = packetIndex(source.window.highest, readU16(header, 2));
    if (index < 0) return this.#refuse('key-exhausted');
    if (source.window.accepts(index)) source.window.commit(index);
    else if (!repeated) return this.#refuse('index-reused');
    return this.#local().sealRtp(header, payload, ssrc, index);
  }

  /**
   * The RTP packet: a view of `bytes`, which was decrypted in place; undefined, and a counted drop, if it is not
   * authentic or not new. What is refused leaves `bytes` and all state as they were.
   *
   * @hot
   */
  unprotectRtp(bytes: Uint8Array): Uint8Array | undefined {
    const headerLength = rtpHeaderLength(bytes);
    const remote = this.#remote();
    if (headerLength < 0 || headerLength + remote.rtpOverhead > bytes.length) return this.#refuse('malformed');
    const ssrc = readU32(bytes, 8);
    const known = this.#remoteSources.find(ssrc);
    const index = packetIndex(known === undefined ? -1 : known.rtp.highest, readU16(bytes, 2));
    // RFC 3711 §3.3 step 2: the replay check comes before authentication, its update after.
    if (index < 0 || (known !== undefined && !known.rtp.accepts(index))) return this.#refuse('replayed');
    const end = remote.openRtp(bytes, headerLength, ssrc, index);
    if (end < 0) return this.#refuse('not-authentic');
    const source = this.#authentic(known, ssrc);
    if (source === undefined) return undefined;
    source.rtp.commit(index);
    return bytes.subarray(0, end);
  }

  /** A new buffer with the SRTCP packet of a whole (compound) RTCP packet; undefined once the key is used up. */
  protectRtcp(packet: Uint8Array): Uint8Array | undefined {
    const ssrc = readU32(packet, 4);
    const index = this.#localSource(ssrc).nextRtcpIndex();
    if (index < 0) return this.#refuse('key-exhausted');
    return this.#local().sealRtcp(packet, ssrc, index);
  }

  /** As `unprotectRtp`. */
  unprotectRtcp(bytes: Uint8Array): Uint8Array | undefined {
    const remote = this.#remote();
    if (bytes.length < RTCP_CLEAR_LENGTH + remote.rtcpOverhead) return this.#refuse('malformed');
    if (((bytes[0] as number) & 0xc0) !== 0x80) return this.#refuse('malformed');
    const ssrc = readU32(bytes, 4);
    const word = readU32(bytes, bytes.length - remote.rtcpIndexFromEnd);
    if (word < ENCRYPTED) return this.#refuse('not-encrypted');
    const index = word - ENCRYPTED;
    const known = this.#remoteSources.find(ssrc);
    if (known !== undefined && !known.rtcp.accepts(index)) return this.#refuse('replayed');
    const end = remote.openRtcp(bytes, ssrc, index);
    if (end < 0) return this.#refuse('not-authentic');
    const source = this.#authentic(known, ssrc);
    if (source === undefined) return undefined;
    source.rtcp.commit(index);
    return bytes.subarray(0, end);
  }

  /** @hot */
  #local(): SrtpTransform {
    const { localKey, localSalt } = this.#keys;
    this.#sealing ??= transform(this.profile, localKey, localSalt, this.#crypto);
    return this.#sealing;
  }

  /** @hot */
  #remote(): SrtpTransform {
    const { remoteKey, remoteSalt } = this.#keys;
    this.#opening ??= transform(this.profile, remoteKey, remoteSalt, this.#crypto);
    return this.#opening;
  }

  /** @hot */
  #localSource(ssrc: number): LocalSource {
    const last = this.#lastLocal;
    if (last !== undefined && last.ssrc === ssrc) return last;
    let source = this.#localSources.get(ssrc);
    if (source === undefined) {
      source = new LocalSource(ssrc);
      this.#localSources.set(ssrc, source);
    }
    this.#lastLocal = source;
    return source;
  }

  /** The state of a source whose packet is authentic: only such a packet makes any. */
  #authentic(known: RemoteSource | undefined, ssrc: number): RemoteSource | undefined {
    const sources = this.#remoteSources;
    if (known === undefined) return sources.full ? this.#refuse('too-many-sources') : sources.add(ssrc);
    sources.heard(known);
    return known;
  }

  #refuse(reason: SrtpDrop): undefined {
    this.drops.drop(reason);
    return undefined;
  }
}

function transform(
  profile: SrtpProfile,
  masterKey: Uint8Array,
  masterSalt: Uint8Array,
  crypto: CryptoProvider,
): SrtpTransform {
  const keys = deriveSessionKeys(profile, masterKey, masterSalt, crypto);
  return profile.transform === 'gcm' ? new GcmTransform(profile, keys, crypto) : new CounterHmacTransform(keys, crypto);
}

/** Fixed header, CSRCs and extension (RFC 3550 §5.1), which SRTP leaves readable; −1 if they do not fit. @hot */
function rtpHeaderLength(bytes: Uint8Array): number {
  if (bytes.length < FIXED_HEADER_LENGTH) return -1;
  const first = bytes[0] as number;
  if ((first & 0xc0) !== 0x80) return -1;
  const length = FIXED_HEADER_LENGTH + 4 * (first & 0x0f);
  if ((first & 0x10) === 0) return length;
  return length + 4 > bytes.length ? -1 : length + 4 + 4 * readU16(bytes, length + 2);
}
