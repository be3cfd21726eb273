/** The ICE agent (RFC 8445, 8838, 8839, 7675, 8863) of one BUNDLE group: one component, sans-IO. */

import type { TransportAddress } from '../base/address.ts';
import type { Instant } from '../base/instant.ts';
import type { IceCandidate, IceParameters } from './candidate.ts';
import type { IceEvents, IceGatheringState, IceRole, IceState } from './events.ts';
import type { IceOptions, IcePolicy, IceServer } from './options.ts';
import type { CandidatePair } from './pair.ts';
import type { IceEnvironment, IceNetwork, IceSender, IceTransmit, SocketId } from './ports.ts';

export declare class IceAgent {
  constructor(options: IceOptions, network: IceNetwork, events: IceEvents, env: IceEnvironment);
  get role(): IceRole;
  get state(): IceState;
  get gatheringState(): IceGatheringState;
  get localParameters(): IceParameters;
  get remoteParameters(): IceParameters | undefined;
  get localCandidates(): readonly IceCandidate[];
  get remoteCandidates(): readonly IceCandidate[];
  get selectedPair(): CandidatePair | undefined;
  get pairs(): readonly CandidatePair[];
  /** Whether `send` would send. */
  get writable(): boolean;

  gather(now: Instant): void;
  setRole(role: IceRole, now: Instant): void;
  setServers(servers: readonly IceServer[], policy: IcePolicy): void;
  setRemoteParameters(parameters: IceParameters, now: Instant): void;
  addRemoteCandidate(candidate: IceCandidate, now: Instant): void;
  endOfRemoteCandidates(now: Instant): void;
  restart(localParameters: IceParameters | undefined, now: Instant): void;
  close(now: Instant): void;

  socketOpened(socket: SocketId, local: TransportAddress, now: Instant): void;
  socketFailed(socket: SocketId, reason: string, now: Instant): void;
  resolved(request: number, addresses: readonly string[], now: Instant): void;

  receive(socket: SocketId, packet: Uint8Array, from: TransportAddress, now: Instant): void;
  handleTimeout(now: Instant): void;
  nextTimeout(): Instant;
  pollTransmit(now: Instant): IceTransmit | undefined;
  send(packet: Uint8Array, out: IceSender, now: Instant): boolean;
}
