/** `RTCConfiguration` with what it had before it was finished: `public`, `negotiate`, `url`, and the constraint IceTransports. */

import type { RTCConfiguration, RTCIceServer } from '../api/peer-connection/configuration.ts';
import { constraint, type MediaConstraints } from './media-constraints.ts';

/** `url` was one string, before `urls` took several. */
export interface LegacyIceServer extends Omit<RTCIceServer, 'urls'> {
  /** As today. */
  urls?: string | string[];
  /** The old form. */
  url?: string;
  /** It was always `password`. */
  credentialType?: string;
}

/** What a connection was made with. */
export interface LegacyConfiguration
  extends Omit<RTCConfiguration, 'iceServers' | 'iceTransportPolicy' | 'rtcpMuxPolicy'> {
  /** STUN and TURN servers. */
  iceServers?: LegacyIceServer[];
  /** `public`: all candidates, but no private address of this host: a name stands for it (removed in May 2016). */
  iceTransportPolicy?: 'none' | 'relay' | 'public' | 'all';
  /** `negotiate` is accepted; RTCP is multiplexed all the same. */
  rtcpMuxPolicy?: 'negotiate' | 'require';
}

/** A configuration of today, and what it cannot say. */
export interface ReadConfiguration {
  readonly configuration: RTCConfiguration;
  /** No address of this host is to be told. */
  readonly hidesPrivateAddresses: boolean;
}

/** Throws nothing: what is wrong is left as it is, for the connection to reject. */
export function readConfiguration(given: LegacyConfiguration, constraints: MediaConstraints): ReadConfiguration {
  const { iceServers, iceTransportPolicy, rtcpMuxPolicy, ...same } = given;
  const policy = constraint(constraints, 'IceTransports') ?? iceTransportPolicy;
  const configuration: RTCConfiguration = { ...same };
  // With "none" no packet was to leave: there are no candidates where only relayed ones may be used, and no server is known.
  if (policy === 'none') {
    return { configuration: { ...configuration, iceTransportPolicy: 'relay' }, hidesPrivateAddresses: false };
  }
  if (iceServers !== undefined) configuration.iceServers = iceServers.map(modernServer);
  if (policy === 'public') configuration.iceTransportPolicy = 'all';
  else if (policy !== undefined) configuration.iceTransportPolicy = policy as 'relay' | 'all';
  if (rtcpMuxPolicy !== undefined) {
    configuration.rtcpMuxPolicy = rtcpMuxPolicy === 'negotiate' ? 'require' : rtcpMuxPolicy;
  }
  return { configuration, hidesPrivateAddresses: policy === 'public' };
}

function modernServer({ url, urls, credentialType: _, ...rest }: LegacyIceServer): RTCIceServer {
  const addresses = urls ?? url;
  return (addresses === undefined ? rest : { ...rest, urls: addresses }) as RTCIceServer;
}
