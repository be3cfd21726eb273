/** `Router`: which `m=` section of a BUNDLE group a received packet belongs to (RFC 9143 §9.2). */

import { DropCounters } from '../base/errors.ts';
import type { Duration, Instant } from '../base/instant.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { extensionSays, extensionText } from './extension-text.ts';
import type { ReceiveParameters } from './ports.ts';
import { extensionIds } from './receive-codecs.ts';

export type RouteDrop =
  /** A MID that no section has. */
  | 'unknown-mid'
  /** A payload type that the section does not receive. */
  | 'unknown-payload-type'
  /** Neither MID nor SSRC are known, and the payload type is not that of one section alone. */
  | 'unrouted'
  /** More SSRCs than we keep. */
  | 'too-many-sources';

/** SSRCs at a time that were learnt from packets. */
const MAX_LEARNT = 256;
/** One that was silent for so long makes room for another. */
const IDLE: Duration = 5_000;
/** Every SSRC that descriptions announced is kept, up to this many in a section. */
const MAX_ANNOUNCED = 64;

interface Section<Target> {
  readonly target: Target;
  readonly mid: string;
  /** By payload type. */
  readonly receives: Uint8Array;
  readonly midId: number;
}

interface Source<Target> {
  section: Section<Target>;
  announced: boolean;
  lastPacketAt: Instant;
}

export class Router<Target extends object> {
  readonly drops: DropCounters<RouteDrop>;
  readonly #sections: Map<Target, Section<Target>>;
  readonly #byMid: Map<string, Section<Target>>;
  readonly #bySsrc: Map<number, Source<Target>>;
  /** The section by a payload type that is received in no other one. */
  #byPayloadType: (Section<Target> | undefined)[];
  #learnt: number;
  /** Local identifier of the MID extension: RFC 8843 §9 and RFC 9143 §15 make it one for the whole BUNDLE group. */
  #midId: number;

  constructor(drops: DropCounters<RouteDrop> = new DropCounters()) {
    this.drops = drops;
    this.#sections = new Map();
    this.#byMid = new Map();
    this.#bySsrc = new Map();
    this.#byPayloadType = [];
    this.#learnt = 0;
    this.#midId = 0;
  }

  /**
   * Adds the section of `target`, or changes it. One without codecs receives nothing, and keeps its SSRCs: when it is
   * taken up again, who sends them goes on without MID (RFC 9143 §15).
   */
  configure(target: Target, parameters: ReceiveParameters): void {
    const before = this.#sections.get(target);
    const receives = new Uint8Array(128);
    for (const { payloadType } of parameters.codecs) receives[payloadType & 0x7f] = 1;
    const { mid } = parameters;
    const section = { target, mid, receives, midId: extensionIds(parameters.headerExtensions).mid };
    this.#sections.set(target, section);
    for (const [ssrc, source] of this.#bySsrc) {
      if (source.section !== before) continue;
      source.section = section;
      // What was announced before and is no longer, is as good as learnt.
      if (source.announced) this.#setAnnounced(ssrc, source, false);
    }
    let announced = 0;
    for (const { ssrc, rtxSsrc } of parameters.sources) {
      if (announced++ === MAX_ANNOUNCED) break;
      this.#announce(ssrc, section);
      if (rtxSsrc !== undefined) this.#announce(rtxSsrc, section);
    }
    this.#tabulate();
  }

  remove(target: Target): void {
    const section = this.#sections.get(target);
    if (section === undefined) return;
    this.#sections.delete(target);
    for (const [ssrc, source] of this.#bySsrc) {
      if (source.section !== section) continue;
      if (!source.announced) this.#learnt--;
      this.#bySsrc.delete(ssrc);
    }
    this.#tabulate();
  }

  /** Whose packet it is; undefined: to be dropped, and counted. @hot */
  route(packet: RtpPacket, now: Instant): Target | undefined {
    const source = this.#bySsrc.get(packet.ssrc);
    const midAt = this.#midId === 0 ? -1 : packet.extensionAt(this.#midId);
    if (source === undefined) return this.#routeNew(packet, midAt, now);
    source.lastPacketAt = now;
    if (midAt >= 0 && !extensionSays(packet, midAt, source.section.mid)) {
      // RFC 9143 §9.2: "update the MID associated with the RTP stream to match the MID carried in the RTP packet".
      const section = this.#byMid.get(extensionText(packet, this.#midId) as string);
      if (section === undefined) return this.#drop('unknown-mid');
      source.section = section;
    }
    const { section } = source;
    // RFC 9143 §9.2: "check that the payload type used by the RTP stream matches a payload type included on the
    // matching "m=" section."
    return section.receives[packet.payloadType] === 1 ? section.target : this.#drop('unknown-payload-type');
  }

  /** Who a source's RTCP (sender report, BYE) is for; undefined if it is not known. */
  targetOf(ssrc: number): Target | undefined {
    return this.#bySsrc.get(ssrc)?.section.target;
  }

  /** RFC 9143 §9.2: an SDES item MID says the same as the header extension. */
  learn(ssrc: number, mid: string, now: Instant): void {
    const section = this.#byMid.get(mid);
    if (section === undefined) return;
    const source = this.#bySsrc.get(ssrc);
    if (source === undefined) this.#learn(ssrc, section, now);
    else source.section = section;
  }

  #routeNew(packet: RtpPacket, midAt: number, now: Instant): Target | undefined {
    let section: Section<Target> | undefined;
    if (midAt >= 0) {
      section = this.#byMid.get(extensionText(packet, this.#midId) as string);
      if (section === undefined) return this.#drop('unknown-mid');
      if (section.receives[packet.payloadType] !== 1) return this.#drop('unknown-payload-type');
    } else {
      section = this.#byPayloadType[packet.payloadType];
      if (section === undefined) return this.#drop('unrouted');
    }
    return this.#learn(packet.ssrc, section, now) ? section.target : this.#drop('too-many-sources');
  }

  #drop(reason: RouteDrop): undefined {
    this.drops.drop(reason);
    return undefined;
  }

  #learn(ssrc: number, section: Section<Target>, now: Instant): boolean {
    if (this.#learnt >= MAX_LEARNT && !this.#evict(now)) return false;
    this.#bySsrc.set(ssrc, { section, announced: false, lastPacketAt: now });
    this.#learnt++;
    return true;
  }

  #evict(now: Instant): boolean {
    let oldest = -1;
    let oldestAt: Instant = now - IDLE;
    for (const [ssrc, source] of this.#bySsrc) {
      if (source.announced || source.lastPacketAt > oldestAt) continue;
      oldest = ssrc;
      oldestAt = source.lastPacketAt;
    }
    if (oldest < 0) return false;
    this.#bySsrc.delete(oldest);
    this.#learnt--;
    return true;
  }

  #announce(ssrc: number, section: Section<Target>): void {
    const source = this.#bySsrc.get(ssrc);
    if (source === undefined) {
      this.#bySsrc.set(ssrc, { section, announced: true, lastPacketAt: 0 });
      return;
    }
    source.section = section;
    if (!source.announced) this.#setAnnounced(ssrc, source, true);
  }

  #setAnnounced(ssrc: number, source: Source<Target>, announced: boolean): void {
    if (!announced && this.#learnt >= MAX_LEARNT) {
      this.#bySsrc.delete(ssrc);
      return;
    }
    source.announced = announced;
    this.#learnt += announced ? -1 : 1;
  }

  /** The tables by MID and by payload type. */
  #tabulate(): void {
    this.#byMid.clear();
    this.#midId = 0;
    const sections = new Array<number>(128).fill(0);
    this.#byPayloadType = new Array<Section<Target> | undefined>(128).fill(undefined);
    for (const section of this.#sections.values()) {
      this.#byMid.set(section.mid, section);
      if (section.midId !== 0) this.#midId = section.midId;
      for (let payloadType = 0; payloadType < 128; payloadType++) {
        if (section.receives[payloadType] !== 1) continue;
        // RFC 9143 §9.2: a payload type of more than one section is not in the table.
        sections[payloadType] = (sections[payloadType] as number) + 1;
        this.#byPayloadType[payloadType] = sections[payloadType] === 1 ? section : undefined;
      }
    }
  }
}
