/** Data packets on their way in: only those from sources that a check has validated pass, early ones wait for that. */

import type { TransportAddress } from '../base/address.ts';
import type { DropCounters } from '../base/errors.ts';
import type { Instant } from '../base/instant.ts';
import { EarlyPackets } from './early-packets.ts';
import type { LocalBase, ValidatedSource } from './local-base.ts';
import type { IceLimits } from './options.ts';
import type { CandidatePair } from './pair.ts';
import type { SocketId } from './ports.ts';
import type { IceDrop } from './session-context.ts';

export class DataIngress {
  readonly #deliver: (packet: Uint8Array, now: Instant) => void;
  readonly #drops: DropCounters<IceDrop>;
  readonly #limits: IceLimits;
  readonly #early: EarlyPackets;
  /** Where the last packet came from: the next one most likely comes from there too. */
  #lastBase: LocalBase | undefined;
  #lastSource: ValidatedSource | undefined;

  constructor(deliver: (packet: Uint8Array, now: Instant) => void, limits: IceLimits, drops: DropCounters<IceDrop>) {
    this.#deliver = deliver;
    this.#drops = drops;
    this.#limits = limits;
    this.#early = new EarlyPackets(limits);
    this.#lastBase = undefined;
    this.#lastSource = undefined;
  }

  /**
   * The straight road of data: whether this is a packet of the peer's that is none of ICE's, over the socket and from the
   * address that the last one came by. Then it is counted, and the caller's; all else is for `IceAgent.receive`. @hot
   */
  takes(socket: SocketId, packet: Uint8Array, from: TransportAddress, now: Instant): boolean {
    const first = packet[0] as number;
    // RFC 7983 §7, as in `IceAgent`; an empty packet is not data either.
    if (!(first > 3) || (first > 63 && first < 80)) return false;
    const source = this.#lastSource;
    const base = this.#lastBase;
    if (source === undefined || base === undefined || source.from !== from || base.socket !== socket) return false;
    // What comes through a relay comes wrapped, and what lost its socket has no more to say.
    if (base.relay !== undefined || !base.alive) return false;
    const { pair } = source;
    pair.packetsReceived++;
    pair.bytesReceived += packet.length;
    pair.lastPacketReceivedAt = now;
    return true;
  }

  /** @hot */
  receive(base: LocalBase, packet: Uint8Array, from: TransportAddress, now: Instant): void {
    let source = this.#lastSource;
    if (source === undefined || source.from !== from || this.#lastBase !== base) {
      source = base.source(from);
      if (source === undefined) {
        if (!this.#early.keep(base, from, packet, now)) this.#drops.drop('early-packet-limit');
        return;
      }
      this.#lastSource = source;
      this.#lastBase = base;
    }
    this.#pass(source.pair, packet, now);
  }

  /** An authenticated check came from `from`. The pair that carries data (`active`) keeps the account of its source. */
  validated(
    base: LocalBase,
    from: TransportAddress,
    pair: CandidatePair,
    active: CandidatePair | undefined,
    now: Instant,
  ): void {
    const known = base.source(from);
    if (known !== undefined) {
      if (known.pair !== active) known.pair = pair;
      return;
    }
    base.addSource(from, pair, this.#limits.pairs);
    this.#lastSource = undefined;
    for (const packet of this.#early.take(base, from)) this.#pass(pair, packet, now);
  }

  clear(): void {
    this.#early.clear();
    this.#lastBase = undefined;
    this.#lastSource = undefined;
  }

  /** @hot */
  #pass(pair: CandidatePair, packet: Uint8Array, now: Instant): void {
    pair.packetsReceived++;
    pair.bytesReceived += packet.length;
    pair.lastPacketReceivedAt = now;
    this.#deliver(packet, now);
  }
}
