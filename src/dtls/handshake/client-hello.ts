/** ClientHello (RFC 5246 §7.4.1.2, RFC 6347 §4.2.1). */

import { ByteReader } from '../../base/byte-reader.ts';
import { ByteWriter } from '../../base/byte-writer.ts';
import { type Extensions, readExtensions, writeExtensions } from './extensions.ts';

/*
 * +------------------+-----------------+----------------------+
 * | client_version 2 | random 32       | session_id <0..32>   |
 * +------------------+-----------------+----------------------+
 * | cookie <0..255>  | cipher_suites <2..2^16-2>              |
 * +------------------+----------------------------------------+
 * | compression_methods <1..255>  | extensions <0..2^16-1>    |
 * +-------------------------------+---------------------------+
 */

export const RANDOM_LENGTH = 32;
/** Behind the version. */
export const RANDOM_OFFSET = 2;

export interface ClientHello {
  readonly version: number;
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly cookie: Uint8Array;
  readonly cipherSuites: readonly number[];
  readonly compressionMethods: Uint8Array;
  readonly extensions: Extensions;
}

export function readClientHello(body: Uint8Array): ClientHello | undefined {
  const reader = new ByteReader(body);
  const version = reader.u16();
  const random = reader.take(RANDOM_LENGTH);
  const sessionId = reader.vector8();
  const cookie = reader.vector8();
  const suites = reader.vector16();
  const compressionMethods = reader.vector8();
  if (version === undefined || random === undefined || sessionId === undefined || sessionId.length > 32) {
    return undefined;
  }
  if (cookie === undefined || suites === undefined || suites.length < 2 || suites.length % 2 !== 0) return undefined;
  if (compressionMethods === undefined || compressionMethods.length === 0) return undefined;
  const extensions = readExtensions(reader);
  if (extensions === undefined) return undefined;
  const cipherSuites: number[] = [];
  for (let i = 0; i < suites.length; i += 2)
    cipherSuites.push(((suites[i] as number) << 8) | (suites[i + 1] as number));
  return { version, random, sessionId, cookie, cipherSuites, compressionMethods, extensions };
}

export function writeClientHello(hello: ClientHello): Uint8Array {
  return new ByteWriter(512)
    .u16(hello.version)
    .bytes(hello.random)
    .vector8(writer => writer.bytes(hello.sessionId))
    .vector8(writer => writer.bytes(hello.cookie))
    .vector16(writer => {
      for (const suite of hello.cipherSuites) writer.u16(suite);
    })
    .vector8(writer => writer.bytes(hello.compressionMethods))
    .bytes(writeExtensions(hello.extensions))
    .finish();
}

/**
 * The part of a hello that a cookie vouches for: all but the cookie itself, in one piece.
 *
 * RFC 6347 §4.2.1: the second ClientHello has the same parameter values as the first.
 */
export function cookieInput(hello: ClientHello): Uint8Array {
  return writeClientHello({ ...hello, cookie: new Uint8Array(0) });
}
