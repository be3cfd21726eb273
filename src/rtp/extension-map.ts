/** `ExtensionMap`: which local identifier stands for which header extension, as `a=extmap` settled it (RFC 8285 §5). */

import type { ExtensionCodec } from './extensions.ts';
import type { RtpPacket } from './packet.ts';
import type { RtpHeaderExtension } from './parameters.ts';

/** RFC 8285 §4.2: 1 to 14 can be said in one byte. */
const MAX_ONE_BYTE_ID = 14;
/** RFC 8285 §4.2: four bits of length, minus one. */
const MAX_ONE_BYTE_LENGTH = 16;

/** Which numbers header extensions have (RFC 8285 §5). */
export class ExtensionMap {
  readonly #ids: Map<string, number>;
  readonly #uris: Map<number, string>;

  constructor(extensions: readonly RtpHeaderExtension[]) {
    this.#ids = new Map();
    this.#uris = new Map();
    for (const { id, uri } of extensions) {
      if (!this.#ids.has(uri)) this.#ids.set(uri, id);
      if (!this.#uris.has(id)) this.#uris.set(id, uri);
    }
  }

  /** The local identifier, 0 if the extension was not negotiated. */
  id(uri: string): number {
    return this.#ids.get(uri) ?? 0;
  }

  /** The extension of that number. */
  uri(id: number): string | undefined {
    return this.#uris.get(id);
  }

  /** What `packet` says in one of its extensions; undefined if it does not, or says it malformed. */
  read<T>(packet: RtpPacket, codec: ExtensionCodec<T>): T | undefined {
    const id = this.id(codec.uri);
    const data = id === 0 ? undefined : packet.extension(id);
    return data === undefined ? undefined : codec.read(data);
  }
}

/** Whether an element can be written in the one-byte form; all of a packet have to be written in the same. */
export function fitsOneByte(id: number, length: number): boolean {
  return id >= 1 && id <= MAX_ONE_BYTE_ID && length >= 1 && length <= MAX_ONE_BYTE_LENGTH;
}
