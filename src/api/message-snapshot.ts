/** What `RTCDataChannel.send` keeps of a message (W3C webrtc-pc §6.2): a copy, as the caller may write on. */

import { Slab } from '../base/slab.ts';
import { encodeUtf8, encodeUtf8Into } from '../webidl/index.ts';

/** Making a buffer costs as much as all else that is done for a small message, so small ones share theirs. */
const small = new Slab();

/** UTF-8 of a UTF-16 code unit is at most this long. */
const LONGEST_UNIT = 3;

/** Longer text is measured by encoding it. */
const SHORT_TEXT = 1024;

/** @hot */
export function snapshotBytes(bytes: Uint8Array): Uint8Array {
  // What this constructor allocates it does not zero first.
  if (bytes.length > small.longest) return new Uint8Array(bytes);
  const copy = small.take(bytes.length);
  copy.set(bytes);
  return copy;
}

/** The UTF-8 of `text`; lone surrogates become U+FFFD. @hot */
export function snapshotText(text: string): Uint8Array {
  if (text.length > SHORT_TEXT) return encodeUtf8(text);
  const room = small.take(text.length * LONGEST_UNIT);
  const length = encodeUtf8Into(text, room);
  small.giveBack(room);
  return small.take(length);
}
