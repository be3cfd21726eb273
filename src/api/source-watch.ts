/** `SourceWatch`: tells when other sources are heard than before (webrtc-extensions, `ssrcchange` and `csrcchange`). */

import type { RtpPacket } from '../rtp/packet.ts';

export class SourceWatch {
  readonly #changed: (ssrc: boolean, csrcs: boolean) => void;
  /** −1 before the first packet. */
  #ssrc: number;
  readonly #csrcs: number[];

  /** `changed` says what did. */
  constructor(changed: (ssrc: boolean, csrcs: boolean) => void) {
    this.#changed = changed;
    this.#ssrc = -1;
    this.#csrcs = [];
  }

  /** @hot */
  packet(packet: RtpPacket): void {
    const ssrc = packet.ssrc !== this.#ssrc;
    const csrcs = !this.#heard(packet);
    if (!ssrc && !csrcs) return;
    this.#ssrc = packet.ssrc;
    if (csrcs) this.#remember(packet);
    this.#changed(ssrc, csrcs);
  }

  /** Whether the contributing sources are those of the packet before. @hot */
  #heard(packet: RtpPacket): boolean {
    const count = packet.csrcCount;
    if (count !== this.#csrcs.length) return false;
    for (let i = 0; i < count; i++) if (packet.csrc(i) !== this.#csrcs[i]) return false;
    return true;
  }

  #remember(packet: RtpPacket): void {
    this.#csrcs.length = 0;
    for (let i = 0; i < packet.csrcCount; i++) this.#csrcs.push(packet.csrc(i));
  }
}
