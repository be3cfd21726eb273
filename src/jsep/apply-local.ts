/** setLocalDescription (RFC 9429 §5.5, §5.9, §5.11). */

import type { ApplyResult } from './plan.ts';
import type { JsepOptions, JsepSession } from './session.ts';

/**
 * Applies what createOffer or createAnswer gave. `sdp` must be exactly that text (W3C webrtc-pc §4.4.1.5: else
 * InvalidModificationError); an empty `sdp` is the last created one, and the owner creates it first if there is none.
 */
export declare function applyLocal(
  session: JsepSession,
  type: 'offer' | 'pranswer' | 'answer',
  sdp: string,
  options: JsepOptions,
): ApplyResult;
