/** `Vp8Continuity`: PictureID and TL0PICIDX of a forwarded stream that goes on over a switch of its source (RFC 7741 §4.2). */

import { readU16, writeU16 } from '../base/be.ts';
import { readVp8Descriptor, type Vp8Descriptor } from '../payload/vp8.ts';

const LONG = 0x7fff;
const SHORT = 0x7f;

export class Vp8Continuity {
  /** Of the newest picture, as it went out; -1 before the first. */
  #pictureId: number;
  #tl0PictureIndex: number;
  /** What is added to the source's own. */
  #pictureIdOffset: number;
  #tl0Offset: number;
  /** A source has begun, and said no PictureID yet: its first packet may be padding alone. */
  #begins: boolean;

  constructor() {
    this.#pictureId = -1;
    this.#tl0PictureIndex = -1;
    this.#pictureIdOffset = 0;
    this.#tl0Offset = 0;
    this.#begins = false;
  }

  /** The payload itself as long as nothing has to be changed in it; else a copy. `begins`: the first of a new source. @hot */
  forward(payload: Uint8Array, begins: boolean): Uint8Array {
    if (begins) this.#begins = true;
    const descriptor = readVp8Descriptor(payload);
    if (descriptor === undefined || descriptor.pictureIdAt === 0) return payload;
    const mask = descriptor.pictureIdBits === 15 ? LONG : SHORT;
    const at = descriptor.pictureIdAt;
    const pictureId = (mask === LONG ? readU16(payload, at) : (payload[at] as number)) & mask;
    const hasIndex = descriptor.tl0PictureIndexAt !== 0;
    const index = hasIndex ? (payload[descriptor.tl0PictureIndexAt] as number) : 0;
    if (this.#begins) {
      this.#begins = false;
      // RFC 7741 §4.2: the PictureID "MUST" run by one; a receiver takes a jump for a loss.
      this.#pictureIdOffset = this.#pictureId < 0 ? 0 : this.#pictureId + 1 - pictureId;
      this.#tl0Offset = this.#tl0PictureIndex < 0 ? 0 : this.#tl0PictureIndex + 1 - index;
    }
    const newId = (pictureId + this.#pictureIdOffset) & mask;
    const newIndex = (index + this.#tl0Offset) & 0xff;
    if (this.#pictureId < 0 || ((newId - this.#pictureId) & mask) <= mask >>> 1) {
      this.#pictureId = newId;
      if (hasIndex) this.#tl0PictureIndex = newIndex;
    }
    if (newId === pictureId && newIndex === index) return payload;
    return rewritten(payload, descriptor, newId, newIndex);
  }
}

function rewritten(payload: Uint8Array, descriptor: Vp8Descriptor, pictureId: number, index: number): Uint8Array {
  const copy = payload.slice();
  if (descriptor.pictureIdBits === 15) writeU16(copy, descriptor.pictureIdAt, 0x8000 | pictureId);
  else copy[descriptor.pictureIdAt] = pictureId;
  if (descriptor.tl0PictureIndexAt !== 0) copy[descriptor.tl0PictureIndexAt] = index;
  return copy;
}
