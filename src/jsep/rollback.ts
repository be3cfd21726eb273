/** Rollback (RFC 9429 §4.1.10.2, §5.7). */

import type { ApplyResult } from './plan.ts';
import type { JsepSession } from './session.ts';
import type { Side } from './signaling-state.ts';

/** Takes the pending offer of that side back. Fails with `invalid-state` if there is none. */
export declare function rollback(session: JsepSession, side: Side): ApplyResult;
