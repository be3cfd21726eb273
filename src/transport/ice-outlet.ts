/** What the ICE agent of a transport tells: packets and the path to the transport, the rest to its owner while it is open. */

import type { Instant } from '../base/instant.ts';
import type {
  CandidateError,
  CandidatePair,
  IceCandidate,
  IceEvents,
  IceGatheringState,
  IceRole,
  IceState,
} from '../ice/index.ts';
import type { TransportEvents } from './events.ts';

/** The part of the transport that ICE moves. */
export interface IcePath {
  readonly closed: boolean;
  pairSelected(pair: CandidatePair): void;
  pathWritable(): void;
  receivePacket(packet: Uint8Array, now: Instant): void;
}

export class IceOutlet implements IceEvents {
  readonly #events: TransportEvents;
  readonly #path: IcePath;

  constructor(events: TransportEvents, path: IcePath) {
    this.#events = events;
    this.#path = path;
  }

  gatheringState(state: IceGatheringState): void {
    if (!this.#path.closed) this.#events.gatheringState(state);
  }

  candidate(candidate: IceCandidate): void {
    if (!this.#path.closed) this.#events.candidate(candidate);
  }

  candidateError(error: CandidateError): void {
    if (!this.#path.closed) this.#events.candidateError(error);
  }

  state(state: IceState): void {
    if (!this.#path.closed) this.#events.iceState(state);
  }

  roleChanged(role: IceRole): void {
    if (!this.#path.closed) this.#events.iceRole(role);
  }

  remoteCandidate(candidate: IceCandidate): void {
    if (!this.#path.closed) this.#events.remoteCandidate(candidate);
  }

  selectedPair(pair: CandidatePair): void {
    this.#path.pairSelected(pair);
  }

  writable(): void {
    this.#path.pathWritable();
  }

  /** @hot */
  packet(packet: Uint8Array, now: Instant): void {
    this.#path.receivePacket(packet, now);
  }
}
