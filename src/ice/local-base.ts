/** A base (RFC 8445 §4): the transport address that packets really leave from, a socket of ours or a relayed address. */

import type { TransportAddress } from '../base/address.ts';
import { appended } from '../base/arrays.ts';
import type { CandidateProtocol } from './candidate.ts';
import type { Relay } from './gather-relay.ts';
import type { CandidatePair } from './pair.ts';
import type { SocketId } from './ports.ts';

/** A remote address that has shown by an authenticated check that it is the peer's. */
export interface ValidatedSource {
  /** Replaced by an equal object when the network hands out a new one, so that identity finds it next time. */
  from: TransportAddress;
  pair: CandidatePair;
}

/**
 * What packets leave by: a UDP socket or a relay, TCP connections that we make or take (RFC 6544), or a stream to a
 * server, which is the base of no candidate.
 */
export type BaseKind = 'datagram' | 'active' | 'passive' | 'server';

export class LocalBase {
  /** The socket; of a relayed base, the one that leads to the TURN server. */
  readonly socket: SocketId;
  /** Of a stream to a server, its port is known once it is connected. */
  address: TransportAddress;
  readonly kind: BaseKind;
  /** Of the candidates on this base. */
  readonly protocol: CandidateProtocol;
  readonly relay: Relay | undefined;
  /** RFC 8445 §5.1.2.1: the local preference of candidates from this base. */
  readonly localPreference: number;
  sources: readonly ValidatedSource[];
  /** False once the socket broke or the allocation ended. */
  alive: boolean;

  constructor(
    socket: SocketId,
    address: TransportAddress,
    localPreference: number,
    relay: Relay | undefined,
    kind: BaseKind = 'datagram',
  ) {
    this.socket = socket;
    this.address = address;
    this.kind = kind;
    this.protocol = kind === 'datagram' ? 'udp' : 'tcp';
    this.relay = relay;
    this.localPreference = localPreference;
    this.sources = [];
    this.alive = true;
  }

  /** The validated source at `from`; by identity first. */
  source(from: TransportAddress): ValidatedSource | undefined {
    const sources = this.sources;
    for (let i = 0; i < sources.length; i++) {
      const source = sources[i] as ValidatedSource;
      if (source.from === from) return source;
    }
    for (let i = 0; i < sources.length; i++) {
      const source = sources[i] as ValidatedSource;
      if (source.from.port === from.port && source.from.address === from.address) {
        source.from = from;
        return source;
      }
    }
    return undefined;
  }

  /** Beyond `limit` the oldest one has to prove itself anew. */
  addSource(from: TransportAddress, pair: CandidatePair, limit: number): void {
    const kept = this.sources.length >= limit ? this.sources.slice(1) : this.sources;
    this.sources = appended(kept, { from, pair });
  }
}
