/** A `Network` whose sockets also deliver what an attacker would send: noise, and mutants of real datagrams, from any source. */

import type { TransportAddress } from '../../src/base/address.ts';
import type { SeededRandom } from '../../src/base/random.ts';
import type {
  DatagramEvents,
  DatagramSocket,
  ListenEvents,
  Network,
  StreamEvents,
  StreamListener,
  StreamOptions,
  StreamSocket,
} from '../../src/runtime/network.ts';

/** A few real datagrams, kept to be mutated again later, in every phase of a connection. */
const MEMORY = 64;

const STRANGER: TransportAddress = { address: '203.0.113.66', port: 6666, family: 4 };

export class HostileNetwork implements Network {
  /** How many hostile datagrams were delivered. */
  injected: number;
  /** Hostile datagrams per real one, on average. */
  readonly rate: number;
  /**
   * Whether some come from the peer's own address. What does so before the peer's keys are known can end a handshake,
   * in any DTLS: its first messages are not authenticated.
   */
  spoofs: boolean;
  readonly #network: Network;
  readonly #random: SeededRandom;
  readonly #seen: Uint8Array[];

  constructor(network: Network, random: SeededRandom, rate: number) {
    this.injected = 0;
    this.rate = rate;
    this.spoofs = false;
    this.#network = network;
    this.#random = random;
    this.#seen = [];
  }

  interfaces(): ReturnType<Network['interfaces']> {
    return this.#network.interfaces();
  }

  resolve(name: string, answer: (addresses: readonly string[]) => void): void {
    this.#network.resolve(name, answer);
  }

  openStream(options: StreamOptions, events: StreamEvents): StreamSocket {
    return this.#network.openStream(options, events);
  }

  listenStream(address: string, port: number, events: ListenEvents): StreamListener {
    return this.#network.listenStream(address, port, events);
  }

  openDatagram(address: string, events: DatagramEvents): DatagramSocket {
    return this.#network.openDatagram(address, {
      opened: local => events.opened(local),
      failed: reason => events.failed(reason),
      datagram: (bytes, from) => {
        this.#remember(bytes);
        let count = this.rate * 2 * this.#random.unit();
        while (count > this.#random.unit()) {
          count--;
          this.injected++;
          // Never the pristine datagram of another connection or moment from its true source: that is a replay,
          // which the mutants below include.
          events.datagram(this.#mutant(), this.spoofs && this.#random.below(4) > 0 ? from : STRANGER);
        }
        events.datagram(bytes, from);
      },
    });
  }

  #remember(bytes: Uint8Array): void {
    const copy = bytes.slice();
    if (this.#seen.length < MEMORY) this.#seen.push(copy);
    else this.#seen[this.#random.below(MEMORY)] = copy;
  }

  #mutant(): Uint8Array {
    const random = this.#random;
    const base = this.#seen[random.below(this.#seen.length)] as Uint8Array;
    switch (random.below(8)) {
      case 0:
        return random.bytes(random.below(1500));
      case 1: // noise behind a true first byte
        return Uint8Array.from([base[0] ?? 0, ...random.bytes(random.below(200))]);
      case 2:
        return base.slice(0, random.below(base.length + 1));
      case 3: // a replay
        return base.slice();
      case 4: {
        const longer = new Uint8Array(base.length + random.below(64));
        longer.set(base);
        return longer;
      }
      case 5:
        return this.#likeRtp();
      case 6:
        return this.#likeRtcp();
      default: {
        const flipped = base.slice();
        for (let flips = 1 + random.below(8); flips > 0 && flipped.length > 0; flips--) {
          const at = random.below(flipped.length);
          flipped[at] = (flipped[at] as number) ^ (1 << random.below(8));
        }
        return flipped;
      }
    }
  }

  /** A header that media was seen with, but for a few bits, and noise behind it: also a length beyond the end. */
  #likeRtp(): Uint8Array {
    const random = this.#random;
    const packet = Uint8Array.of(0x80, random.below(256), ...random.bytes(10 + random.below(300)));
    const seen = this.#seen.find(bytes => bytes.length >= 12 && (bytes[0] as number) >> 6 === 2);
    if (seen !== undefined && random.below(4) > 0) packet.set(seen.subarray(0, 12));
    packet[0] = 0x80 | random.below(64);
    packet.set(random.bytes(2), 2);
    return packet;
  }

  /** RFC 5761 §4: packet types 192 to 223, with a length that may be true. */
  #likeRtcp(): Uint8Array {
    const random = this.#random;
    const words = 1 + random.below(40);
    const packet = Uint8Array.of(0x80 | random.below(64), 192 + random.below(32), 0, words, ...random.bytes(words * 4));
    const seen = this.#seen.find(bytes => bytes.length >= 12 && (bytes[0] as number) >> 6 === 2);
    if (seen !== undefined && random.below(4) > 0) packet.set(seen.subarray(4, 8), 4);
    if (random.below(4) === 0) packet[3] = random.below(256);
    return packet;
  }
}
