/** ServerHello (RFC 5246 §7.4.1.3) and HelloVerifyRequest (RFC 6347 §4.2.1). */

import { ByteReader } from '../../base/byte-reader.ts';
import { ByteWriter } from '../../base/byte-writer.ts';
import { DTLS_1_0 } from '../record/header.ts';
import { RANDOM_LENGTH } from './client-hello.ts';
import { type Extensions, readExtensions, writeExtensions } from './extensions.ts';

/*
 * ServerHello
 * +------------------+------------+--------------------+----------------+---------------+------------+
 * | server_version 2 | random 32  | session_id <0..32> | cipher_suite 2 | compression 1 | extensions |
 * +------------------+------------+--------------------+----------------+---------------+------------+
 *
 * HelloVerifyRequest
 * +------------------+-----------------+
 * | server_version 2 | cookie <0..255> |
 * +------------------+-----------------+
 */

export interface ServerHello {
  readonly version: number;
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly cipherSuite: number;
  readonly compressionMethod: number;
  readonly extensions: Extensions;
}

export function readServerHello(body: Uint8Array): ServerHello | undefined {
  const reader = new ByteReader(body);
  const version = reader.u16();
  const random = reader.take(RANDOM_LENGTH);
  const sessionId = reader.vector8();
  const cipherSuite = reader.u16();
  const compressionMethod = reader.u8();
  if (version === undefined || random === undefined || sessionId === undefined || sessionId.length > 32) {
    return undefined;
  }
  if (cipherSuite === undefined || compressionMethod === undefined) return undefined;
  const extensions = readExtensions(reader);
  if (extensions === undefined) return undefined;
  return { version, random, sessionId, cipherSuite, compressionMethod, extensions };
}

export function writeServerHello(hello: ServerHello): Uint8Array {
  const writer = new ByteWriter(128)
    .u16(hello.version)
    .bytes(hello.random)
    .u8(hello.sessionId.length)
    .bytes(hello.sessionId)
    .u16(hello.cipherSuite)
    .u8(hello.compressionMethod);
  // RFC 5246 §7.4.1.4: a server that has no extension to answer leaves the block out.
  if (hello.extensions.size > 0) writer.bytes(writeExtensions(hello.extensions));
  return writer.finish();
}

/** The cookie. The version is not looked at: RFC 6347 §4.2.1 has 1.2 servers say 1.0 here. */
export function readHelloVerifyRequest(body: Uint8Array): Uint8Array | undefined {
  const reader = new ByteReader(body);
  const version = reader.u16();
  const cookie = reader.vector8();
  if (version === undefined || cookie === undefined || reader.remaining !== 0) return undefined;
  return cookie;
}

export function writeHelloVerifyRequest(cookie: Uint8Array): Uint8Array {
  return new ByteWriter(64)
    .u16(DTLS_1_0)
    .vector8(writer => writer.bytes(cookie))
    .finish();
}
