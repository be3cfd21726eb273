/** Epochs (RFC 6347 §4.1): sequence numbers, replay window and protection of one direction under one set of keys. */

import { AssertionError } from '../../base/assert.ts';
import { ShortReplayWindow } from '../../base/short-replay-window.ts';
import { type ContentType, MAX_SEQUENCE, RECORD_HEADER_LENGTH, writeRecordHeader } from './header.ts';

/** What protects records: `Protection12` today. DTLS 1.3 has its own header as well, so a record is made and read whole. */
export interface RecordProtection {
  /** Bytes that a record is longer than its content. */
  readonly overhead: number;
  seal(type: ContentType, epoch: number, sequence: number, content: Uint8Array): Uint8Array;
  open(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined;
}

/** Records that we send in one epoch. Without protection they are plain: epoch 0. */
export class WriteEpoch {
  readonly epoch: number;
  readonly protection: RecordProtection | undefined;
  readonly overhead: number;
  #sequence: number;

  constructor(epoch: number, protection: RecordProtection | undefined) {
    this.epoch = epoch;
    this.protection = protection;
    this.overhead = protection === undefined ? RECORD_HEADER_LENGTH : protection.overhead;
    this.#sequence = 0;
  }

  /** One record; `version` matters while records are plain. @hot */
  seal(type: ContentType, version: number, content: Uint8Array): Uint8Array {
    // RFC 6347 §4.1: "…MUST either abandon an association or rehandshake prior to allowing the sequence number to wrap";
    // at a million records a second that takes nine years, so this is an invariant and not a state.
    const sequence = this.#sequence++;
    if (sequence > MAX_SEQUENCE) throw new AssertionError('Record sequence numbers are used up');
    if (this.protection !== undefined) return this.protection.seal(type, this.epoch, sequence, content);
    const record = new Uint8Array(RECORD_HEADER_LENGTH + content.length);
    writeRecordHeader(record, type, version, this.epoch, sequence, content.length);
    record.set(content, RECORD_HEADER_LENGTH);
    return record;
  }
}

/** Records that we receive in one epoch. */
export class ReadEpoch {
  readonly epoch: number;
  readonly protection: RecordProtection | undefined;
  /** Sequence numbers of the records that were received and authentic. */
  readonly received: ShortReplayWindow;

  constructor(epoch: number, protection: RecordProtection | undefined) {
    this.epoch = epoch;
    this.protection = protection;
    this.received = new ShortReplayWindow();
  }

  /** Content of the record number `sequence` at `start`, which counts as received if it is authentic. @hot */
  open(bytes: Uint8Array, start: number, end: number, sequence: number): Uint8Array | undefined {
    const content =
      this.protection === undefined
        ? bytes.subarray(start + RECORD_HEADER_LENGTH, end)
        : this.protection.open(bytes, start, end);
    // RFC 6347 §4.1.2.6: "The receive window is updated only if the MAC verification succeeds."
    if (content !== undefined) this.received.commit(sequence);
    return content;
  }
}
