/** What a server may want beyond `RTCConfiguration`: the second, non-standard argument of the constructor. */

import type { IceTiming } from '../ice/index.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { SRTP_PROFILES } from '../srtp/index.ts';

export type { Runtime } from '../runtime/runtime.ts';

/** Names of the IANA registry "DTLS-SRTP Protection Profiles", without `SRTP_`. */
export type SrtpProfileName = 'AEAD_AES_128_GCM' | 'AEAD_AES_256_GCM' | 'AES128_CM_HMAC_SHA1_80';

/** Options of our own. None of them is in the W3C specification. */
export interface ServerOptions {
  /** Clock, network and the rest. Default: this Node process. */
  readonly runtime?: Runtime;
  /** Gather loopback addresses too. Without it they serve only where there is no other address. */
  readonly includeLoopback?: boolean;
  /** Gather link-local addresses (169.254/16, fe80::/10) too. */
  readonly includeLinkLocal?: boolean;
  /** Largest message that the peer may send us, in bytes: what `a=max-message-size` says. Default 16 MiB. */
  readonly maxMessageSize?: number;
  /** Bytes that may wait in one data channel before `send` throws `OperationError`. Default 64 MiB. */
  readonly maxBufferedAmount?: number;
  /**
   * Largest UDP payload for data channels, in bytes. Default: what path MTU discovery finds, up to what the interface
   * takes and one DTLS record holds. 1200 turns the discovery off.
   */
  readonly maxPacketSize?: number;
  /** Data channels at once, ours and the peer's. */
  readonly maxChannels?: number;
  /**
   * How media is protected, most preferred first. Default: AES-GCM with 128, with 256 bits, then AES-CM, which takes about
   * twice the processor's time.
   */
  readonly srtpProfiles?: readonly SrtpProfileName[];
  /** Timers of ICE, such as how soon a silent path counts as `disconnected` and as `failed`. */
  readonly iceTiming?: Partial<IceTiming>;
}

export const DEFAULT_MAX_MESSAGE_SIZE: number = 16 * 1024 * 1024;
export const DEFAULT_MAX_BUFFERED_AMOUNT: number = 64 * 1024 * 1024;

/** Code points of the profiles that are asked for; undefined for the default. Throws a TypeError for names unknown. */
export function srtpProfileCodes({ srtpProfiles }: ServerOptions): readonly number[] | undefined {
  if (srtpProfiles === undefined) return undefined;
  const known = SRTP_PROFILES.map(({ name }) => name);
  if (srtpProfiles.length === 0) throw new TypeError(`srtpProfiles names at least one of ${known.join(', ')}.`);
  return srtpProfiles.map(name => {
    const profile = SRTP_PROFILES.find(each => each.name === name);
    if (profile === undefined) throw new TypeError(`srtpProfiles: '${name}' is none of ${known.join(', ')}.`);
    return profile.code;
  });
}
