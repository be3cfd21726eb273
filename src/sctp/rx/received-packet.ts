/**
 * `ReceivedPacket`: a packet whose memory serves others as soon as nobody reads any part of it, and `Fragment`, a part that
 * somebody keeps. What is never left waits for the collector, as all memory would: nothing depends on it.
 */

import type { AssociationEnv } from '../events.ts';

export class ReceivedPacket {
  readonly bytes: Uint8Array;
  /** What holds the packet and nothing else; undefined where that is not known. */
  readonly #memory: Uint8Array | undefined;
  readonly #env: Pick<AssociationEnv, 'release'>;
  #readers: number;

  /** Whoever makes it is its first reader. */
  constructor(bytes: Uint8Array, memory: Uint8Array | undefined, env: Pick<AssociationEnv, 'release'>) {
    this.bytes = bytes;
    this.#memory = memory;
    this.#env = env;
    this.#readers = 1;
  }

  /** One more reader. @hot */
  keep(): void {
    this.#readers++;
  }

  /** One reader is done. @hot */
  leave(): void {
    this.#readers--;
    if (this.#readers === 0 && this.#memory !== undefined) this.#env.release?.(this.#memory);
  }
}

/** A message, or a part of one, in the packet that it came in. */
export class Fragment {
  readonly data: Uint8Array;
  readonly #packet: ReceivedPacket;

  /** packet[start, end). @hot */
  constructor(packet: ReceivedPacket, start: number, end: number) {
    this.data = packet.bytes.subarray(start, end);
    this.#packet = packet;
    packet.keep();
  }

  /** Nobody reads it any more. @hot */
  leave(): void {
    this.#packet.leave();
  }
}

/** A shorter message is a view of its packet, which the collector takes with the last of such views. */
const SHORT = 1024;

/** The message that is one chunk: packet[start, end). @hot */
export function messageOf(
  packet: ReceivedPacket,
  start: number,
  end: number,
  env: Pick<AssociationEnv, 'allocate'>,
): Uint8Array {
  const data = packet.bytes.subarray(start, end);
  if (data.length < SHORT) {
    packet.keep();
    return data;
  }
  const whole = env.allocate(data.length);
  whole.set(data);
  return whole;
}

/** What `fragments` are one after the other, in a buffer of its own; they are left. @hot */
export function assemble(fragments: readonly Fragment[], allocate: AssociationEnv['allocate']): Uint8Array {
  let length = 0;
  for (const { data } of fragments) length += data.length;
  const whole = allocate(length);
  let at = 0;
  for (const fragment of fragments) {
    whole.set(fragment.data, at);
    at += fragment.data.length;
    fragment.leave();
  }
  return whole;
}
