/** createOffer (RFC 9429 §5.2). */

import type { CreateResult } from './plan.ts';
import type { JsepSession, OfferOptions } from './session.ts';

/** The offer for what is wanted now. Fails with `invalid-state` unless stable or have-local-offer. Applies nothing. */
export declare function createOffer(session: JsepSession, options: OfferOptions): CreateResult;
