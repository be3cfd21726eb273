/** What a server may want beyond `RTCConfiguration`: the second, non-standard argument of the constructor. */

import type { Logger } from '../base/log.ts';
import { DEFAULT_TIMING, type IceTiming } from '../ice/index.ts';
import type { PortRange } from '../runtime/port-range.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { SRTP_PROFILES } from '../srtp/index.ts';
import { type AddressOptions, checkAddressOptions, requireBoolean } from './address-options.ts';
import { Endpoint } from './endpoint.ts';
import { checkTcpOptions, type TcpOptions } from './tcp-options.ts';

export type { Logger, LogLevel } from '../base/log.ts';
export type { IceTiming, IpFamilyPolicy } from '../ice/index.ts';
export type { PortRange } from '../runtime/port-range.ts';
export type { Runtime } from '../runtime/runtime.ts';
export type { IceTcp } from './tcp-options.ts';

/** Names of the IANA registry "DTLS-SRTP Protection Profiles", without `SRTP_`. */
export type SrtpProfileName = 'AEAD_AES_128_GCM' | 'AEAD_AES_256_GCM' | 'AES128_CM_HMAC_SHA1_80';

/** Options of our own. None of them is in the W3C specification. */
export interface ServerOptions extends AddressOptions, TcpOptions {
  /** Clock, network and the rest. Default: this Node process. */
  readonly runtime?: Runtime;
  /** Who hears what happens inside. Default: `NODE_DEBUG=purertc` prints it. */
  readonly logger?: Logger;
  /** The shared UDP port of this connection, made by `listen`. Default: a port of its own on each address. */
  readonly endpoint?: Endpoint;
  /** UDP ports to take where there is no endpoint, both ends included. Default: what the system gives. */
  readonly portRange?: PortRange;
  /** `'mdns'`: tell peers random `.local` names, which the local network can resolve, instead of our own addresses. */
  readonly hideAddresses?: 'mdns';
  /**
   * Be an ICE lite agent (RFC 8445 §2.5): host candidates only, answer checks and send none. For servers that every peer
   * can reach; restarts and roaming are then up to the peer.
   */
  readonly iceLite?: boolean;
  /** Largest message that the peer may send us, in bytes: what `a=max-message-size` says. Default 16 MiB. */
  readonly maxMessageSize?: number;
  /** Bytes that may wait in one data channel before `send` throws `OperationError`. Default 64 MiB. */
  readonly maxBufferedAmount?: number;
  /**
   * Largest UDP payload for data channels, in bytes. Default: what path MTU discovery finds, up to what the interface
   * takes and one DTLS record holds. 1200 turns the discovery off; 512 is the least.
   */
  readonly maxPacketSize?: number;
  /** Data channels at once, ours and the peer's. */
  readonly maxChannels?: number;
  /**
   * How media is protected, most preferred first. Default: AES-GCM with 128, with 256 bits, then AES-CM, which takes a
   * little more of the processor's time.
   */
  readonly srtpProfiles?: readonly SrtpProfileName[];
  /**
   * Timers of ICE in milliseconds: when a silent path counts as `disconnected` (`disconnectedTimeout`) and as `failed`
   * (`consentTimeout`), how long nomination waits for better pairs (`nominationGrace`, `relayNominationGrace`)…
   */
  readonly iceTiming?: Partial<IceTiming>;
}

export const DEFAULT_MAX_MESSAGE_SIZE: number = 16 * 1024 * 1024;
export const DEFAULT_MAX_BUFFERED_AMOUNT: number = 64 * 1024 * 1024;
/** Less than any path carries. Below 200 bytes or so channels would open and then carry nothing. */
const MIN_PACKET_SIZE = 512;

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

/** Throws a TypeError or RangeError that names the option and what is wrong with it. */
export function checkServerOptions(options: ServerOptions): void {
  checkAddressOptions(options);
  checkTcpOptions(options);
  const { endpoint, portRange, hideAddresses, iceTiming, logger, maxPacketSize } = options;
  requireBoolean(options, 'iceLite');
  if (endpoint !== undefined && !(endpoint instanceof Endpoint)) {
    throw new TypeError('endpoint: what listen() gives is expected.');
  }
  if (portRange !== undefined) {
    if (endpoint !== undefined) throw new TypeError('portRange: a connection on an endpoint has its port.');
    const { min, max } = portRange;
    const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port <= 65_535;
    if (!isPort(min) || !isPort(max) || min > max) {
      throw new RangeError(`portRange: ${String(min)} to ${String(max)} is no range within 1…65535.`);
    }
  }
  if (hideAddresses !== undefined && hideAddresses !== 'mdns') {
    throw new TypeError(`hideAddresses: '${String(hideAddresses)}' is not 'mdns'.`);
  }
  if (logger !== undefined && (typeof logger.log !== 'function' || typeof logger.enabled !== 'function')) {
    throw new TypeError('logger: an object with enabled(level) and log(level, scope, text) is expected.');
  }
  for (const name of ['maxMessageSize', 'maxBufferedAmount', 'maxChannels'] as const) {
    const value = options[name];
    if (value !== undefined && (typeof value !== 'number' || !(value >= 0))) {
      throw new RangeError(`${name}: ${String(value)} is no number of at least 0.`);
    }
  }
  if (maxPacketSize !== undefined && (typeof maxPacketSize !== 'number' || !(maxPacketSize >= MIN_PACKET_SIZE))) {
    throw new RangeError(`maxPacketSize: ${String(maxPacketSize)} is no number of at least ${MIN_PACKET_SIZE}.`);
  }
  for (const [name, value] of Object.entries(iceTiming ?? {})) {
    if (!(name in DEFAULT_TIMING)) {
      throw new TypeError(`iceTiming: '${name}' is none of ${Object.keys(DEFAULT_TIMING).join(', ')}.`);
    }
    if (typeof value !== 'number' || !(value >= 0))
      throw new RangeError(`iceTiming.${name}: milliseconds are expected.`);
  }
}
