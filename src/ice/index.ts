/**
 * ICE (RFC 8445): the agent, candidates and their text, server URLs.
 *
 * @module purertc/ice
 */

export type { DropCounters } from '../base/errors.ts';
export { IceAgent } from './agent.ts';
export type {
  CandidateProtocol,
  CandidateType,
  IceCandidate,
  IceParameters,
  LocalCandidate,
  RemoteCandidate,
  TcpCandidateType,
} from './candidate.ts';
export { parseCandidate, serializeCandidate } from './candidate-attribute.ts';
export { newIceParameters } from './credentials.ts';
export type { CandidateError, IceEvents, IceGatheringState, IceRole, IceState } from './events.ts';
export type { AddressPolicy, AnnouncedAddresses, IpFamilyPolicy } from './local-addresses.ts';
export { selectAddresses } from './local-addresses.ts';
export type { IceLimits, IceOptions, IcePolicy, IceServer, IceTcpOptions, IceTiming } from './options.ts';
export { DEFAULT_LIMITS, DEFAULT_TIMING } from './options.ts';
export type { CandidatePair, PairState } from './pair.ts';
export type {
  IceEnvironment,
  IceInterface,
  IceNetwork,
  IceSender,
  IceSharedPath,
  IceTransmit,
  ServerStreamOptions,
  SocketId,
} from './ports.ts';
export type { PairPriority } from './priority.ts';
export type { ServerUrl } from './server-url.ts';
export { parseServerUrl } from './server-url.ts';
export type { IceDrop } from './session-context.ts';
