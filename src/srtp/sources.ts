/** The state that SRTP keeps for each SSRC (RFC 3711 §3.2.3: a cryptographic context is per SSRC). */

import { ReplayWindow } from '../base/replay-window.ts';
import { ShortReplayWindow } from '../base/short-replay-window.ts';

/**
 * Numbers of RTP behind the highest that still pass. RFC 3711 §3.3.2 asks for 64 or more: a lost packet that is sent
 * again on its own SSRC comes a round trip late, which is hundreds of packets of a fast stream.
 */
const RTP_WINDOW = 1024;

/** SSRCs of the peer with windows: of each generation so many. */
export const GENERATION = 2048;

/**
 * SSRCs of the peer with state. Only authentic packets make one, so this bounds what the peer itself can do. The oldest
 * is not forgotten for the newest: its packets could then be replayed.
 */
export const MAX_REMOTE_SOURCES = 65_536;

/** RFC 3711 §9.2: 2^31 SRTCP packets under one key. */
const RTCP_INDICES = 0x8000_0000;

/** An SSRC that we send with. */
export class LocalSource {
  readonly ssrc: number;
  /** The indices used: none may be used for two packets. */
  readonly window: ReplayWindow;
  /** The index of the next SRTCP packet. */
  rtcpIndex: number;

  constructor(ssrc: number) {
    this.ssrc = ssrc;
    this.window = new ReplayWindow(RTP_WINDOW);
    this.rtcpIndex = 0;
  }

  /** −1 once all are used. */
  nextRtcpIndex(): number {
    // RFC 3711 §3.4: the index is zero in the first packet, and goes up by one with each.
    return this.rtcpIndex === RTCP_INDICES ? -1 : this.rtcpIndex++;
  }
}

/** An SSRC that the peer sends with. */
export class RemoteSource {
  readonly ssrc: number;
  readonly rtp: ReplayWindow;
  /** RTCP is rare, and never sent again. */
  readonly rtcp: ShortReplayWindow;
  /** In which it was last heard. */
  generation: number;

  constructor(ssrc: number, past?: PastSource) {
    this.ssrc = ssrc;
    this.rtp = new ReplayWindow(RTP_WINDOW);
    if (past !== undefined) this.rtp.beginAfter(past.highest);
    this.rtcp = past?.rtcp ?? new ShortReplayWindow();
    this.generation = -1;
  }
}

/** What is left of a source that has long been silent: of RTP only what is newer passes. */
interface PastSource {
  readonly highest: number;
  readonly rtcp: ShortReplayWindow;
}

/**
 * The peer's sources by SSRC. Those heard last have windows, in two generations: when the younger one is full, the older
 * one becomes past, but for those that were heard since.
 */
export class RemoteSources {
  #young: Map<number, RemoteSource>;
  #old: Map<number, RemoteSource>;
  readonly #past: Map<number, PastSource>;
  #generation: number;
  #last: RemoteSource | undefined;

  constructor() {
    this.#young = new Map();
    this.#old = new Map();
    this.#past = new Map();
    this.#generation = 0;
    this.#last = undefined;
  }

  /** Whether no SSRC can be added. */
  get full(): boolean {
    return this.#young.size + this.#old.size + this.#past.size >= MAX_REMOTE_SOURCES;
  }

  /** Changes nothing that lasts: its packet may be forged. @hot */
  find(ssrc: number): RemoteSource | undefined {
    const last = this.#last;
    if (last !== undefined && last.ssrc === ssrc) return last;
    const source = this.#young.get(ssrc) ?? this.#old.get(ssrc);
    if (source !== undefined) {
      this.#last = source;
      return source;
    }
    const past = this.#past.get(ssrc);
    return past === undefined ? undefined : new RemoteSource(ssrc, past);
  }

  add(ssrc: number): RemoteSource {
    const source = new RemoteSource(ssrc);
    this.heard(source);
    return source;
  }

  /** An authentic packet of `source` came. @hot */
  heard(source: RemoteSource): void {
    if (source.generation !== this.#generation) this.#rejuvenate(source);
  }

  #rejuvenate(source: RemoteSource): void {
    const { ssrc } = source;
    if (this.#young.size >= GENERATION) this.#age();
    source.generation = this.#generation;
    this.#past.delete(ssrc);
    this.#old.delete(ssrc);
    this.#young.set(ssrc, source);
    this.#last = source;
  }

  #age(): void {
    for (const { ssrc, rtp, rtcp } of this.#old.values()) this.#past.set(ssrc, { highest: rtp.highest, rtcp });
    this.#old = this.#young;
    this.#young = new Map();
    this.#generation++;
  }
}
