/** An embedded STUN and TURN server (RFC 8489, RFC 8656, RFC 5780), apart from the sockets of any platform. */

export { parseTimeLimitedName, timeLimitedPassword } from './credentials.ts';
export type { HostRuntime, ListenAddress, TurnHostEvents, TurnHostOptions } from './host.ts';
export { TurnServerHost } from './host.ts';
export type {
  Access,
  Alternates,
  Outgoing,
  Relay,
  RelayPorts,
  RelayRequest,
  TurnServerDrop,
  TurnServerEnvironment,
  TurnServerOptions,
} from './options.ts';
export { PeerPolicy } from './peer-policy.ts';
export type { PortRange, RelayAddress } from './relay-sockets.ts';
export { TurnServer } from './server.ts';
