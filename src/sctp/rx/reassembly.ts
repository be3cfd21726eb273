/** What an association needs of its reassembly, whether messages come in DATA or in I-DATA (RFC 9260 §6.9, RFC 8260 §2). */

import type { AssociationEnv } from '../events.ts';
import type { SkippedStream } from '../packet/forward-tsn.ts';
import type { ReceivedPacket } from './received-packet.ts';

/** What a chunk or a message costs beside its bytes, so that a million of one byte each close the window too. */
export const OVERHEAD_BYTES: number = 64;

export interface ReassemblySink {
  /** A whole message whose turn it is. */
  deliver(streamId: number, ppid: number, data: Uint8Array): void;
  drop(reason: 'fragment-mismatch' | 'old-ssn'): void;
  /** For a message of several chunks, or a long one. */
  readonly allocate: AssociationEnv['allocate'];
}

export interface Reassembly {
  /** Bytes, overhead included, that count against `a_rwnd`. */
  readonly waitingBytes: number;
  /** A message, or all that are under way together, grew beyond what is accepted: the association cannot go on. */
  readonly oversized: boolean;
  /**
   * Takes the user data packet[start, end) of a chunk that is new. `sequence` is its SSN or MID, `ppidOrFsn` its PPID or,
   * in an I-DATA chunk that is not the first of its message, its FSN. @hot
   */
  add(
    index: number,
    flags: number,
    streamId: number,
    sequence: number,
    ppidOrFsn: number,
    packet: ReceivedPacket,
    start: number,
    end: number,
  ): void;
  /** A chunk that is acknowledged and belongs to no stream: nothing waits for it. */
  pass(index: number): void;
  /** RFC 3758 §3.6: chunks up to `index` will not come; streams pass over the messages named. */
  forward(index: number, skipped: readonly SkippedStream[]): void;
  /** RFC 6525 §5.2.2: the next message is number 0; `undefined` means every stream. */
  resetStreams(streamIds: readonly number[] | undefined): void;
  /** The application took a message of `bytes`. */
  consumed(bytes: number): void;
}

/** Before the peer is known, and after the end: nothing comes. */
export const NO_REASSEMBLY: Reassembly = {
  waitingBytes: 0,
  oversized: false,
  add: () => {},
  pass: () => {},
  forward: () => {},
  resetStreams: () => {},
  consumed: () => {},
};
