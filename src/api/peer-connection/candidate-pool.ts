/**
 * The ICE candidate pool (W3C webrtc-pc §4.2.1; RFC 9429 §3.5.4, §4.1.18): transports that gather before a description asks
 * for them. They have the credentials that the first description will tell, so that they are taken over as they are.
 */

import type { IceParameters } from '../../ice/index.ts';
import { newIceParameters } from '../../ice/index.ts';
import type { RTCBundlePolicy, RTCIceTransportPolicy } from './configuration.ts';
import type { ConnectionSlots } from './slots.ts';
import { openTransport, type UnseenTransport } from './transport-slots.ts';

/** RFC 9429 §4.1.1: the transports that an offer can ask for: one; one for each of audio, video, data; any number. */
const USABLE: Readonly<Record<RTCBundlePolicy, number>> = { 'max-bundle': 1, balanced: 3, 'max-compat': 255 };

interface Pooled extends UnseenTransport {
  readonly policy: RTCIceTransportPolicy;
  readonly addresses: string;
}

export class CandidatePool {
  readonly #connection: ConnectionSlots;
  readonly #pooled: Pooled[];
  /** Transports of the exchange under way, pooled before or not. */
  #taken: number;
  #localIce: IceParameters | undefined;
  #ended: boolean;

  constructor(connection: ConnectionSlots) {
    this.#connection = connection;
    this.#pooled = [];
    this.#taken = 0;
    this.#localIce = undefined;
    this.#ended = false;
  }

  /**
   * Credentials of the first transports; undefined once there are any, since theirs may be taken no second time. An offer has
   * them before anything is pooled. An answer has not: an offer that was never applied may have told them, to ourselves even.
   */
  get localIce(): IceParameters | undefined {
    const { transports, signalingState } = this.#connection;
    if (this.#ended || transports.size > 0) return undefined;
    if (this.#pooled.length === 0 && signalingState !== 'stable') return undefined;
    return this.#credentials();
  }

  /** Makes the pool as large as the configuration says. */
  fill(): void {
    if (this.#ended) return;
    const wanted = Math.max(0, this.#size() - this.#taken);
    // RFC 9429 §4.1.18: "if increased, additional candidates are pre-gathered; if decreased, the now-superfluous candidates
    // are discarded."
    while (this.#pooled.length > wanted) this.#pooled.pop()?.transport.close();
    while (this.#pooled.length < wanted) this.#pooled.push(this.#gather());
  }

  /** Gives up what was gathered. */
  discard(): void {
    for (const { transport } of this.#pooled) transport.close();
    this.#pooled.length = 0;
  }

  /** A transport of this name, with what it has gathered until now. */
  take(localIce: IceParameters): UnseenTransport | undefined {
    if (this.#ended) return undefined;
    this.#taken++;
    const pooled = this.#pooled.shift();
    if (pooled === undefined || pooled.transport.closed) return undefined;
    if (pooled.addresses !== this.#addresses()) {
      // The machine has moved: what was gathered leads nowhere.
      pooled.transport.close();
      return undefined;
    }
    const { ufrag } = pooled.transport.ice.localParameters;
    if (ufrag !== localIce.ufrag || !this.#isComplete(pooled)) this.#gatherAgain(pooled, localIce);
    return pooled;
  }

  /** The first exchange was taken back, and with it what it had taken: the next one has a pool of its own. */
  rolledBack(): void {
    if (this.#taken === 0 || this.#ended) return;
    this.#taken = 0;
    this.#localIce = undefined;
    this.discard();
    this.fill();
  }

  /** RFC 9429 §3.5.4: after the first exchange "the candidate pool is emptied and no longer used". */
  end(): void {
    this.#ended = true;
    this.#localIce = undefined;
    this.discard();
  }

  #size(): number {
    const { configuration, options } = this.#connection;
    const { iceCandidatePoolSize, bundlePolicy } = configuration.dictionary;
    // Transports with the same credentials cannot be told apart on a shared port.
    return Math.min(iceCandidatePoolSize, options.endpoint === undefined ? USABLE[bundlePolicy] : 1);
  }

  #credentials(): IceParameters {
    this.#localIce ??= newIceParameters(this.#connection.runtime.random);
    return this.#localIce;
  }

  #gather(): Pooled {
    // If we come to make the offer, the role changes with it.
    const unseen = openTransport(this.#connection, this.#credentials(), 'controlled');
    unseen.transport.gather(true);
    const policy = this.#connection.configuration.dictionary.iceTransportPolicy;
    return { ...unseen, policy, addresses: this.#addresses() };
  }

  /** Whether all is there that was found, and what is wanted now. */
  #isComplete({ listener, transport, policy }: Pooled): boolean {
    const { iceTransportPolicy } = this.#connection.configuration.dictionary;
    return policy === iceTransportPolicy && listener.earlyCandidates === transport.ice.localCandidates.length;
  }

  /**
   * Sockets and allocations give their candidates at once; STUN servers are asked anew. RFC 9429 §4.1.18: a change of policy
   * has "no effect on the candidate pool", since "any necessary filtering can still be done".
   */
  #gatherAgain({ transport }: Pooled, localIce: IceParameters): void {
    const { iceServers, dictionary } = this.#connection.configuration;
    transport.restartIce(localIce);
    transport.setServers(iceServers, dictionary.iceTransportPolicy);
    transport.gather();
  }

  #addresses(): string {
    const { network } = this.#connection.runtime;
    return network
      .interfaces()
      .map(({ address }) => address)
      .join();
  }
}
