/** A simulated NAT: the mapping and filtering behaviours of RFC 4787, with timeouts, port preservation and hairpinning. */

import type { TransportAddress } from '../../src/base/address.ts';
import { formatTransportAddress } from '../../src/base/address.ts';
import type { Duration, Instant } from '../../src/base/instant.ts';
import { SeededRandom } from '../../src/base/random.ts';
import type { Datagram, Realm } from './network.ts';
import type { World } from './world.ts';

/** RFC 4787 §4.1 and §5: of what the other side's address the behaviour depends. */
export type NatBehaviour = 'endpoint-independent' | 'address-dependent' | 'address-and-port-dependent';

export interface NatOptions {
  readonly mapping?: NatBehaviour;
  readonly filtering?: NatBehaviour;
  /** RFC 4787 §4.2.1: whether the external port is the internal one where it is free. */
  readonly preservesPorts?: boolean;
  /** RFC 4787 §6: whether a host inside reaches another inside by its external address. */
  readonly hairpin?: boolean;
  /** RFC 4787 §4.3: how long a mapping lives without outbound traffic; five minutes by default. */
  readonly timeout?: Duration;
}

interface Mapping {
  readonly internal: TransportAddress;
  readonly external: TransportAddress;
  readonly key: string;
  /** Keys of the remote endpoints that were sent to. */
  readonly permitted: Set<string>;
  lastUsed: Instant;
}

function endpointKey(behaviour: NatBehaviour, remote: TransportAddress): string {
  switch (behaviour) {
    case 'endpoint-independent':
      return '';
    case 'address-dependent':
      return remote.address;
    case 'address-and-port-dependent':
      return formatTransportAddress(remote);
  }
}

export class Nat {
  readonly options: Required<NatOptions>;
  readonly externalAddress: string;
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #outside: Realm;
  readonly #inside: Realm;
  readonly #byInternal: Map<string, Mapping>;
  readonly #byPort: Map<number, Mapping>;

  constructor(world: World, inside: Realm, outside: Realm, externalAddress: string, options: NatOptions = {}) {
    this.options = {
      mapping: 'endpoint-independent',
      filtering: 'address-and-port-dependent',
      preservesPorts: true,
      hairpin: false,
      timeout: 300_000,
      ...options,
    };
    this.externalAddress = externalAddress;
    this.#world = world;
    this.#random = new SeededRandom(world.random.u32());
    this.#inside = inside;
    this.#outside = outside;
    this.#byInternal = new Map();
    this.#byPort = new Map();
    outside.attach(externalAddress, datagram => this.#inbound(datagram));
    inside.setGateway(datagram => this.#outbound(datagram));
  }

  /** Live mappings. */
  get mappings(): number {
    return this.#byPort.size;
  }

  /** Forgets every mapping, as after a restart of the box. */
  reset(): void {
    this.#byInternal.clear();
    this.#byPort.clear();
  }

  #outbound({ bytes, from, to }: Datagram): void {
    if (from.family !== 4) return;
    const mapping = this.#map(from, to);
    mapping.lastUsed = this.#world.now;
    mapping.permitted.add(endpointKey(this.options.filtering, to));
    if (to.address === this.externalAddress) {
      // RFC 4787 §6: "A NAT MUST support hairpinning"; many do not.
      if (this.options.hairpin) this.#inbound({ bytes, from: mapping.external, to });
      return;
    }
    this.#outside.route({ bytes, from: mapping.external, to });
  }

  #inbound({ bytes, from, to }: Datagram): void {
    const mapping = this.#byPort.get(to.port);
    if (mapping === undefined || this.#expired(mapping)) return;
    if (!mapping.permitted.has(endpointKey(this.options.filtering, from))) return;
    this.#inside.route({ bytes, from, to: mapping.internal });
  }

  #map(internal: TransportAddress, remote: TransportAddress): Mapping {
    const key = `${formatTransportAddress(internal)} ${endpointKey(this.options.mapping, remote)}`;
    const known = this.#byInternal.get(key);
    if (known !== undefined && !this.#expired(known)) return known;
    const external = { address: this.externalAddress, port: this.#freePort(internal.port), family: 4 as const };
    const mapping = { internal, external, key, permitted: new Set<string>(), lastUsed: this.#world.now };
    this.#byInternal.set(key, mapping);
    this.#byPort.set(external.port, mapping);
    return mapping;
  }

  #freePort(wanted: number): number {
    if (this.options.preservesPorts && !this.#byPort.has(wanted)) return wanted;
    for (;;) {
      const port = 1024 + this.#random.below(64_512);
      if (!this.#byPort.has(port)) return port;
    }
  }

  #expired(mapping: Mapping): boolean {
    if (this.#world.now - mapping.lastUsed < this.options.timeout) return false;
    this.#byInternal.delete(mapping.key);
    this.#byPort.delete(mapping.external.port);
    return true;
  }
}
