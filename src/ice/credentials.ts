/** ICE credentials (RFC 8445 §5.3, RFC 8839 §5.4): how they are drawn and what counts as well-formed. */

import type { Random } from '../base/random.ts';
import { randomIceChars } from '../base/random.ts';
import type { IceParameters } from './candidate.ts';

/** Fresh credentials of a session: 48 and 144 bits of randomness. */
export function newIceParameters(random: Random): IceParameters {
  // RFC 8445 §5.3: "The ice-ufrag … MUST contain at least 24 bits of randomness, and the ice-pwd … at least 128 bits"
  return { ufrag: randomIceChars(random, 8), pwd: randomIceChars(random, 24) };
}

/** Whether both follow the grammar of RFC 8839 §5.4. */
export function areIceParameters(parameters: IceParameters): boolean {
  return /^[A-Za-z\d+/]{4,256}$/.test(parameters.ufrag) && /^[A-Za-z\d+/]{22,256}$/.test(parameters.pwd);
}
