/**
 * INIT chunks that travel in the descriptions, as `a=sctp-init`, so that the association needs no handshake of its own:
 * two round trips less (SNAP, draft-hancke-tsvwg-snap-00). What the state cookie protects from, ICE and DTLS have ruled out.
 */

import type { Random } from '../base/random.ts';
import { randomU32 } from '../base/random.ts';
import { DEFAULT_SCTP_OPTIONS, type SctpOptions } from './options.ts';
import { writeInit } from './packet/init.ts';

/** Whole chunks, header included. */
export interface ExchangedInits {
  /** Ours, by `createInit` from the options that the association is made with. */
  readonly local: Uint8Array;
  /** The peer's. */
  readonly remote: Uint8Array;
}

/** An INIT of ours with a tag and a first TSN of its own: for one association. */
export function createInit(options: Partial<SctpOptions>, random: Random): Uint8Array {
  const { receiveWindow, outboundStreams, inboundStreams, extensions } = { ...DEFAULT_SCTP_OPTIONS, ...options };
  return writeInit({
    // RFC 9260 §5.3.1: a random tag, and never 0.
    initiateTag: randomU32(random) || 1,
    initialTsn: randomU32(random),
    aRwnd: receiveWindow,
    outboundStreams,
    inboundStreams,
    extensions,
  });
}
