/**
 * As what our own addresses are told to the peer: as they are, as the public ones that a NAT maps to them one to one,
 * or as random names that only the local network can resolve (RFC 8828 §5, RFC 6762; draft-ietf-mmusic-mdns-ice-candidates).
 */

import type { TransportAddress } from '../base/address.ts';
import { transportAddress } from '../base/address.ts';
import { hex } from '../base/hex.ts';
import type { Random } from '../base/random.ts';
import { SparseMap } from '../base/sparse-map.ts';
import { announcedFor } from './local-addresses.ts';
import type { IceOptions } from './options.ts';
import type { IceNetwork } from './ports.ts';

export interface ToldAddress {
  /** What the candidate says: an IP literal or a name. */
  readonly address: string;
  /** What the peer's answers to our checks will say that they came from. */
  readonly transportAddress: TransportAddress;
}

export class HostAddresses {
  readonly #options: IceOptions;
  readonly #network: IceNetwork;
  readonly #random: Random;
  /** By address: the same one has the same name as long as the agent lives. */
  readonly #names: SparseMap<string, string>;

  constructor(options: IceOptions, network: IceNetwork, random: Random) {
    this.#options = options;
    this.#network = network;
    this.#random = random;
    this.#names = new SparseMap();
  }

  /** Whether nothing may be told that shows an address of this machine. */
  get hidden(): boolean {
    return this.#options.hideAddresses === 'mdns';
  }

  /** `isBest`: no address of its family is preferred to it. */
  told(base: TransportAddress, isBest: boolean): readonly ToldAddress[] {
    const announced = announcedFor(base.address, isBest, this.#options.announcedAddresses)
      .map(address => transportAddress(address, base.port))
      .filter(each => each !== undefined);
    if (announced.length > 0) return announced.map(each => ({ address: each.address, transportAddress: each }));
    return [{ address: this.hidden ? this.#nameOf(base.address) : base.address, transportAddress: base }];
  }

  #nameOf(address: string): string {
    let name = this.#names.get(address);
    if (name === undefined) {
      name = `${randomUuid(this.#random)}.local`;
      this.#names.set(address, name);
      this.#network.publish?.(name, address);
    }
    return name;
  }
}

/** RFC 9562 §5.4: version 4, of 122 random bits. */
function randomUuid(random: Random): string {
  const bytes = random.bytes(16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const text = hex(bytes);
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}
