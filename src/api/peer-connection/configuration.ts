/** `RTCConfiguration`: conversion and "set a configuration" (W3C webrtc-pc §4.2, §4.4.1.6). */

import { type IceServer, parseServerUrl } from '../../ice/index.ts';
import {
  boolean,
  type Converter,
  dictionary,
  domException,
  domString,
  encodeUtf8,
  enumeration,
  interfaceType,
  isIterableObject,
  octet,
  optional,
  required,
  sequence,
  usvString,
  withDefault,
} from '../../webidl/index.ts';
import { isCertificate, type RTCCertificate } from '../rtc-certificate.ts';

/** Which candidates are used: relayed ones only, or all (W3C webrtc-pc §4.2.3). */
export type RTCIceTransportPolicy = 'relay' | 'all';
/** What shares a transport with a peer that cannot bundle (RFC 8829 §4.1.1; W3C webrtc-pc §4.2.4). */
export type RTCBundlePolicy = 'balanced' | 'max-compat' | 'max-bundle';
/** RTCP always shares the transport of RTP (RFC 8834 §4.5; W3C webrtc-pc §4.2.5). */
export type RTCRtcpMuxPolicy = 'require';

/** A STUN or TURN server (W3C webrtc-pc §4.2.2). */
export interface RTCIceServer {
  /** `stun:host:port`, `turn:host:port?transport=tcp`, `turns:host` (RFC 7064, RFC 7065). */
  urls: string | string[];
  /** Of TURN servers. */
  username?: string;
  /** Password, of TURN servers. */
  credential?: string;
}

/** What a connection is made with (W3C webrtc-pc §4.2.1). */
export interface RTCConfiguration {
  /** Default: none, so that candidates are this machine's own. */
  iceServers?: RTCIceServer[];
  /** Default `all`. */
  iceTransportPolicy?: RTCIceTransportPolicy;
  /** Default `balanced`. */
  bundlePolicy?: RTCBundlePolicy;
  /** Default `require`. */
  rtcpMuxPolicy?: RTCRtcpMuxPolicy;
  /** Default: one is generated. */
  certificates?: RTCCertificate[];
  /**
   * Transports for which candidates are gathered before the first local description, which then has them at once: 0 to
   * 255. With `max-bundle`, 1 is enough. They take sockets, and a place at each server, until `close()`. Default 0.
   */
  iceCandidatePoolSize?: number;
  /** webrtc-extensions: offers have a section for data channels, the first one, whether there are channels or not. */
  alwaysNegotiateDataChannels?: boolean;
}

const toUrlSequence: Converter<string[]> = sequence(usvString);

const toUrls: Converter<string | string[]> = (value, context) =>
  isIterableObject(value) ? toUrlSequence(value, context) : usvString(value, context);

export const toConfiguration: Converter<Required<RTCConfiguration>> = dictionary('RTCConfiguration', {
  iceServers: withDefault(
    sequence(
      dictionary<RTCIceServer>('RTCIceServer', {
        urls: required(toUrls),
        username: optional(domString),
        credential: optional(domString),
      }),
    ),
    () => [],
  ),
  iceTransportPolicy: withDefault(
    enumeration<RTCIceTransportPolicy>('RTCIceTransportPolicy', ['relay', 'all']),
    () => 'all',
  ),
  bundlePolicy: withDefault(
    enumeration<RTCBundlePolicy>('RTCBundlePolicy', ['balanced', 'max-compat', 'max-bundle']),
    () => 'balanced',
  ),
  rtcpMuxPolicy: withDefault(enumeration<RTCRtcpMuxPolicy>('RTCRtcpMuxPolicy', ['require']), () => 'require'),
  certificates: withDefault(sequence(interfaceType('RTCCertificate', isCertificate)), () => []),
  iceCandidatePoolSize: withDefault(octet({ enforceRange: true }), () => 0),
  alwaysNegotiateDataChannels: withDefault(boolean, () => false),
});

/** A configuration that has been set. */
export interface Configuration {
  readonly dictionary: Required<RTCConfiguration>;
  /** One per URL. */
  readonly iceServers: readonly IceServer[];
}

/** The constructor's part of "set a configuration". `now` is wall-clock time. */
export function firstConfiguration(configuration: Required<RTCConfiguration>, now: number): Configuration {
  for (const certificate of configuration.certificates) {
    // §4.4.1.1: "If the value of certificate.expires is less than the current time, throw an InvalidAccessError."
    if (certificate.expires <= now)
      throw domException('InvalidAccessError', 'A certificate in certificates has expired.');
  }
  return { dictionary: configuration, iceServers: validateServers(configuration.iceServers) };
}

/** setConfiguration()'s part. */
export function nextConfiguration(
  old: Configuration,
  configuration: Required<RTCConfiguration>,
  localDescriptionSet: boolean,
): Configuration {
  const before = old.dictionary;
  const fail = (member: string): never => {
    throw domException('InvalidModificationError', `${member} cannot be changed.`);
  };
  if (
    configuration.certificates.length !== before.certificates.length ||
    configuration.certificates.some((certificate, i) => certificate !== before.certificates[i])
  ) {
    fail('certificates');
  }
  if (configuration.bundlePolicy !== before.bundlePolicy) fail('bundlePolicy');
  if (configuration.rtcpMuxPolicy !== before.rtcpMuxPolicy) fail('rtcpMuxPolicy');
  if (configuration.iceCandidatePoolSize !== before.iceCandidatePoolSize && localDescriptionSet) {
    fail('iceCandidatePoolSize');
  }
  return { dictionary: configuration, iceServers: validateServers(configuration.iceServers) };
}

/** Whether the same servers are asked in the same way. */
export function sameServers(a: Configuration, b: Configuration): boolean {
  return (
    a.iceServers.length === b.iceServers.length &&
    a.iceServers.every(({ url, username, credential }, i) => {
      const other = b.iceServers[i] as IceServer;
      return url.url === other.url.url && username === other.username && credential === other.credential;
    })
  );
}

/** §4.4.1.6, "validate an ICE server" for each. */
function validateServers(servers: readonly RTCIceServer[]): IceServer[] {
  const result: IceServer[] = [];
  for (const server of servers) {
    const urls = typeof server.urls === 'string' ? [server.urls] : server.urls;
    if (urls.length === 0) throw domException('SyntaxError', 'An ICE server has no urls.');
    for (const url of urls) {
      const parsed = parseServerUrl(url);
      if (parsed === undefined) throw domException('SyntaxError', `'${url}' is not a valid STUN or TURN URL.`);
      if (parsed.scheme === 'turn' || parsed.scheme === 'turns') requireCredentials(server, url);
      result.push({ url: parsed, username: server.username, credential: server.credential });
    }
  }
  return result;
}

function requireCredentials(server: RTCIceServer, url: string): void {
  if (server.username === undefined || server.credential === undefined) {
    throw domException('InvalidAccessError', `'${url}' needs a username and a credential.`);
  }
  // RFC 8489 §14.3: "The value of USERNAME is a variable-length value … MUST be less than 509 bytes"
  if (encodeUtf8(server.username).length > 508) {
    throw domException('InvalidAccessError', `The username for '${url}' is too long.`);
  }
}

/** getConfiguration(): a copy; certificates by identity. */
export function copyConfiguration({ dictionary: configuration }: Configuration): Required<RTCConfiguration> {
  return {
    ...configuration,
    iceServers: configuration.iceServers.map(server => ({
      ...server,
      urls: typeof server.urls === 'string' ? server.urls : [...server.urls],
    })),
    certificates: [...configuration.certificates],
  };
}
