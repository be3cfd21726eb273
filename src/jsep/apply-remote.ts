/** setRemoteDescription (RFC 9429 §5.6, §5.10, §5.11). */

import type { ApplyResult } from './plan.ts';
import type { JsepOptions, JsepSession } from './session.ts';

/** Applies what the peer sent. In have-local-offer an offer rolls ours back first (`plan.rolledBack`). */
export declare function applyRemote(
  session: JsepSession,
  type: 'offer' | 'pranswer' | 'answer',
  sdp: string,
  options: JsepOptions,
): ApplyResult;
