/** createAnswer (RFC 9429 §5.3). */

import type { CreateResult } from './plan.ts';
import type { JsepOptions, JsepSession } from './session.ts';

/** The answer to the pending remote offer. Fails with `invalid-state` unless have-remote-offer or have-local-pranswer. */
export declare function createAnswer(session: JsepSession, options: JsepOptions): CreateResult;
