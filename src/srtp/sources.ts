/** The state that SRTP keeps for each SSRC (RFC 3711 §3.2.3: a cryptographic context is per SSRC). */

import { ReplayWindow } from '../base/replay-window.ts';
import { ShortReplayWindow } from '../base/short-replay-window.ts';

/**
 * Numbers of RTP behind the highest that still pass. RFC 3711 §3.3.2 asks for 64 or more: a lost packet that is sent
 * again on its own SSRC comes a round trip late, which is hundreds of packets of a fast stream.
 */
const RTP_WINDOW = 1024;

/**
 * SSRCs of the peer with state. Only authentic packets make one, so this bounds what the peer itself can do. The oldest
 * is not dropped for the newest: its packets could then be replayed.
 */
export const MAX_REMOTE_SOURCES = 4096;

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

  constructor(ssrc: number) {
    this.ssrc = ssrc;
    this.rtp = new ReplayWindow(RTP_WINDOW);
    this.rtcp = new ShortReplayWindow();
  }
}

/** The peer's sources by SSRC. */
export class RemoteSources {
  readonly #sources: Map<number, RemoteSource>;
  #last: RemoteSource | undefined;

  constructor() {
    this.#sources = new Map();
    this.#last = undefined;
  }

  get size(): number {
    return this.#sources.size;
  }

  /** @hot */
  find(ssrc: number): RemoteSource | undefined {
    const last = this.#last;
    if (last !== undefined && last.ssrc === ssrc) return last;
    const source = this.#sources.get(ssrc);
    if (source !== undefined) this.#last = source;
    return source;
  }

  add(ssrc: number): RemoteSource {
    const source = new RemoteSource(ssrc);
    this.#sources.set(ssrc, source);
    this.#last = source;
    return source;
  }
}
